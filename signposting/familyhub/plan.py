"""What one run means: decided from plain values, without the network and without the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import match
from .keys import FOLLOWS, key, keys
from .normalise import FIELDS, Facts

HELD_SHARE = 0.3
HELD_LEAST = 5
"""A complete run that would lose more than this share and at least this many is more likely a broken export."""


@dataclass(frozen=True)
class Known:
    """What we hold of one record: what staff last decided on, what parents see, what was refused."""

    base: Facts
    ours: Facts
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """What a run remembers of one record once it is written down: enough to see who has gone, moved or come twice."""

    profile: match.Profile
    known: bool = True
    read: bool = True
    missing: bool = False
    """It was, before this run."""
    dropped: bool = False
    """Staff said that this is nothing for our families; it is never asked about again."""
    moved: bool = False
    """It has another name, time or place than last time."""


@dataclass(frozen=True)
class Asked:
    """One question for staff."""

    base: Any
    ours: Any
    theirs: Any


@dataclass
class Plan:
    """What a run means for the records as a whole, by source id."""

    new: list[str] = field(default_factory=list)
    reappeared: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    rekeyed: list[match.Suggestion] = field(default_factory=list)
    duplicates: list[match.Suggestion] = field(default_factory=list)


def compare(sights: Mapping[str, Sight], *, seen: set[str], complete: bool) -> Plan:
    """Who is new, back, gone or here twice. Only a complete run knows who is gone."""
    plan = Plan()
    plan.new = [name for name, sight in sights.items() if sight.read and not sight.known]
    plan.reappeared = [name for name, sight in sights.items() if name in seen and sight.missing]
    if complete:
        _missing(plan, sights, seen)
    _pairs(plan, sights)
    return plan


def questions(known: Known, theirs: Facts) -> tuple[dict[str, Asked], list[str]]:
    """Three ways and per field, what we had decided on, what we say now, what the hub says now: fields to ask about,
    and fields in which the hub and we agree, whoever moved."""
    base, ours, hub = keys(known.base), keys(known.ours), keys(theirs)
    settled = [name for name in FIELDS if hub[name] == ours[name]]
    moved = [
        name
        for name in FIELDS
        if hub[name] not in (ours[name], base[name]) and hub[name] not in known.refused.get(name, frozenset())
    ]
    asked = [name for name in moved if FOLLOWS.get(name) not in moved]
    return {name: Asked(known.base.get(name), known.ours.get(name), theirs[name]) for name in asked}, settled


def _missing(plan: Plan, sights: Mapping[str, Sight], seen: set[str]) -> None:
    present = [name for name, sight in sights.items() if sight.known and not sight.missing]
    gone = {name: sights[name].profile for name in present if name not in seen}
    plan.rekeyed = match.rekeyed(gone, {name: sights[name].profile for name in plan.new})
    moved = {pair.first for pair in plan.rekeyed}
    plan.new = [name for name in plan.new if name not in {pair.second for pair in plan.rekeyed}]
    lost = [name for name in gone if name not in moved]
    if len(lost) >= HELD_LEAST and len(lost) > HELD_SHARE * len(present):
        plan.held = lost
    else:
        plan.vanished = lost


def _pairs(plan: Plan, sights: Mapping[str, Sight]) -> None:
    """Look for doubles among what is new or has moved, against everything that is there."""
    there = {name: it for name, it in sights.items() if not it.dropped and (it.read or not it.missing)}
    fresh = [name for name, it in there.items() if it.read and (it.moved or not it.known)]
    moved = {(pair.first, pair.second) for pair in plan.rekeyed}
    pairs = match.duplicates({name: it.profile for name, it in there.items()}, among=fresh) if fresh else []
    plan.duplicates = [pair for pair in pairs if not moved & {(pair.first, pair.second), (pair.second, pair.first)}]


def moved(theirs: Facts, now: Facts) -> bool:
    """Whether the hub has given it another name, time or place, which may make it the double of something."""
    return any(key(name, theirs.get(name)) != key(name, now[name]) for name in ("name", "schedules", "locations"))
