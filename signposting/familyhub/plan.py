"""What one run means: decided from plain values, without the network and without the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import match
from .keys import FOLLOWS, key, keys
from .normalise import FIELDS, Facts, Reading

HELD_SHARE = 0.3
HELD_LEAST = 5
"""A complete run that would lose more than this share and at least this many is more likely a broken export."""


@dataclass(frozen=True)
class Known:
    """What we hold of one record: what staff last decided on, what parents see, what was refused."""

    base: Facts
    ours: Facts
    theirs: Facts
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    missing: bool = False
    dropped: bool = False
    """Staff said that this is nothing for our families; it is never asked about again."""


@dataclass(frozen=True)
class Asked:
    """One question for staff."""

    base: Any
    ours: Any
    theirs: Any


@dataclass
class Plan:
    """What to write, by source id."""

    new: list[str] = field(default_factory=list)
    asked: dict[str, dict[str, Asked]] = field(default_factory=dict)
    settled: dict[str, list[str]] = field(default_factory=dict)
    """Fields in which the hub and we agree, whoever moved."""
    reappeared: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    rekeyed: list[match.Suggestion] = field(default_factory=list)
    duplicates: list[match.Suggestion] = field(default_factory=list)


def compare(known: Mapping[str, Known], read: Mapping[str, Reading], *, seen: set[str], complete: bool) -> Plan:
    """Three ways and per field: what we had decided on, what we say now, what the hub says now."""
    plan = Plan()
    plan.new = [name for name in read if name not in known]
    for name in read:
        if name in known and not known[name].dropped:
            plan.asked[name], plan.settled[name] = questions(known[name], read[name].facts)
    plan.reappeared = [name for name in seen if name in known and known[name].missing]
    if complete:
        _missing(plan, known, read, seen)
    _pairs(plan, known, read)
    return plan


def questions(known: Known, theirs: Facts) -> tuple[dict[str, Asked], list[str]]:
    """Fields to ask about, and fields in which nothing is left to ask."""
    base, ours, hub = keys(known.base), keys(known.ours), keys(theirs)
    settled = [name for name in FIELDS if hub[name] == ours[name]]
    moved = [
        name
        for name in FIELDS
        if hub[name] not in (ours[name], base[name]) and hub[name] not in known.refused.get(name, frozenset())
    ]
    asked = [name for name in moved if FOLLOWS.get(name) not in moved]
    return {name: Asked(known.base.get(name), known.ours.get(name), theirs[name]) for name in asked}, settled


def _missing(plan: Plan, known: Mapping[str, Known], read: Mapping[str, Reading], seen: set[str]) -> None:
    present = [name for name, record in known.items() if not record.missing]
    gone = {name: known[name].theirs for name in present if name not in seen}
    plan.rekeyed = match.rekeyed(gone, {name: read[name].facts for name in plan.new})
    moved = {pair.first for pair in plan.rekeyed}
    plan.new = [name for name in plan.new if name not in {pair.second for pair in plan.rekeyed}]
    lost = [name for name in gone if name not in moved]
    if len(lost) >= HELD_LEAST and len(lost) > HELD_SHARE * len(present):
        plan.held = lost
    else:
        plan.vanished = lost


def _pairs(plan: Plan, known: Mapping[str, Known], read: Mapping[str, Reading]) -> None:
    """Look for doubles among what is new or has moved, against everything that is there."""
    everything = {name: record.theirs for name, record in known.items() if not record.missing and not record.dropped}
    everything |= {
        name: reading.facts for name, reading in read.items() if name not in known or not known[name].dropped
    }
    fresh = [name for name in everything if name in read and (name not in known or _moved(known[name], read[name]))]
    moved = {(pair.first, pair.second) for pair in plan.rekeyed}
    pairs = match.duplicates(everything, among=fresh)
    plan.duplicates = [pair for pair in pairs if not moved & {(pair.first, pair.second), (pair.second, pair.first)}]


def _moved(record: Known, reading: Reading) -> bool:
    fields = ("name", "schedules", "locations")
    return any(key(name, record.theirs.get(name)) != key(name, reading.facts[name]) for name in fields)
