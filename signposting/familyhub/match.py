"""Which records may be one and the same service: every suggestion with its reasons, and a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from .keys import key
from .normalise import Facts
from .positions import kilometres
from .schedules import key as day_keys
from .text import bare

SAME_SPOT_KM = 0.15
CELL = 500
"""Cells of a five-hundredth of a degree, some 200 m: a place's own and the eight around it hold all its neighbours."""
CROWD = 400
"""More than this in one cell, and it is no place but what a publisher writes for want of one: nothing follows from it,
and comparing each with each would take a worker for hours."""
FILLER = {"the", "a", "an", "and", "at", "in", "of", "for", "group", "groups", "session", "sessions", "club"}


@dataclass(frozen=True)
class Suggestion:
    """Two records, and why they may be the same."""

    first: str
    second: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """What is compared of a record, worked out once however many neighbours it has."""

    name: frozenset[str]
    organisation: str
    times: frozenset[str]
    days: frozenset[str]
    contacts: frozenset[str]
    places: tuple[dict[str, Any], ...]
    cells: frozenset[str]


def profile(facts: Facts) -> Profile:
    times = frozenset(line for row in facts["schedules"] for line in day_keys(row))
    contacts = ((field, key(field, facts[field])) for field in ("phones", "email", "url"))
    return Profile(
        name=_meaningful(facts["name"]),
        organisation=bare(facts["organisation"] or ""),
        times=times,
        days=frozenset(" ".join(line.split()[:2]) for line in times),
        contacts=frozenset(f"{field} {value}" for field, value in contacts if value),
        places=tuple(facts["locations"]),
        cells=_cells(facts),
    )


def rekeyed(missing: Mapping[str, Profile], arrived: Mapping[str, Profile]) -> list[Suggestion]:
    """Records that went away while the same name, place and times came under another number."""
    by_place = _by_place(arrived)
    found: list[Suggestion] = []
    taken: set[str] = set()
    for old, was in missing.items():
        near = (new for new in _neighbours(was, by_place) if new not in taken)
        matches = [new for new in near if _same_service(was, arrived[new])]
        if len(matches) == 1:
            taken.add(matches[0])
            found.append(Suggestion(old, matches[0], ("name", "place", "times")))
    return found


def _same_service(one: Profile, other: Profile) -> bool:
    return one.times == other.times and _placed_alike(one, other) and likeness(one.name, other.name) >= 0.9


def duplicates(records: Mapping[str, Profile], *, among: Iterable[str]) -> list[Suggestion]:
    """Pairs that may be one session listed twice; only pairs with at least one of `among`, the new or changed ones."""
    by_place = {cell: names for cell, names in _by_place(records).items() if len(names) <= CROWD}
    found: dict[tuple[str, str], Suggestion] = {}
    done: set[str] = set()
    for name in among:
        done.add(name)
        for other in _neighbours(records[name], by_place):
            reasons = () if other in done else reasons_for(records[name], records[other])
            if reasons:
                first, second = sorted((name, other))
                found[first, second] = Suggestion(first, second, reasons)
    return [found[pair] for pair in sorted(found)]


def reasons_for(one: Profile, other: Profile) -> tuple[str, ...]:
    """Why these two may be one session, or nothing. One place may well run two."""
    times = bool(one.times) and one.times == other.times
    by_others = bool(one.organisation and other.organisation) and one.organisation != other.organisation
    contact = bool(one.contacts & other.contacts)
    days_shared = not one.times or not other.times or bool(one.days & other.days)
    # The cheap questions first: most neighbours differ in all of them.
    if not (times or by_others or (contact and days_shared)) or not _placed_alike(one, other):
        return ()
    alike = likeness(one.name, other.name)
    if alike < (0.3 if times and contact else 0.5 if times else 0.85):
        return ()
    told = {"name": alike >= 0.5, "place": True, "times": times, "contact": contact, "other body": by_others}
    return tuple(reason for reason, holds in told.items() if holds)


@lru_cache(maxsize=100_000)
def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """0 to 1; small words do not count, a name inside a longer one counts much, another number is another group."""
    if not first or not second or _numbers(first) != _numbers(second):
        return float(first == second)
    both = len(first & second)
    inside = 0.8 * both / min(len(first), len(second)) if both > 1 else 0
    letters = SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio()
    return max(letters, both / len(first | second), inside)


def _numbers(words: frozenset[str]) -> set[str]:
    return {word for word in words if word[0].isdigit()}


def _meaningful(name: str) -> frozenset[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in bare(name).replace("'", "")).split()
    return frozenset(words) - FILLER or frozenset(words)


def _placed_alike(one: Profile, other: Profile) -> bool:
    """The same place; or both have none, and then the organisation must be the same."""
    if not one.places and not other.places:
        return one.organisation == other.organisation
    return any(_same_place(here, there) for here in one.places for there in other.places)


def _same_place(here: dict[str, Any], there: dict[str, Any]) -> bool:
    if here["postcode"] and " " in here["postcode"] and here["postcode"] == there["postcode"]:
        return True
    if any(place["by"] not in ("given", "swapped") or place["hidden"] for place in (here, there)):
        return False
    apart = kilometres((here["latitude"], here["longitude"]), (there["latitude"], there["longitude"]))
    return apart <= SAME_SPOT_KM


def _cells(facts: Facts) -> frozenset[str]:
    """Rough places a record lies in, so that only neighbours are compared."""
    cells = set()
    for place in facts["locations"]:
        if place["postcode"]:
            cells.add(place["postcode"])
        if place["latitude"] is not None:
            row, column = round(place["latitude"] * CELL), round(place["longitude"] * CELL)
            cells |= {f"{row + north},{column + east}" for north in (-1, 0, 1) for east in (-1, 0, 1)}
    return frozenset(cells or {"nowhere " + bare(facts["name"])[:4]})


def _by_place(records: Mapping[str, Profile]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for name, record in records.items():
        for cell in record.cells:
            found[cell].append(name)
    return found


def _neighbours(record: Profile, by_place: Mapping[str, list[str]]) -> list[str]:
    return sorted({name for cell in record.cells for name in by_place.get(cell, ())})
