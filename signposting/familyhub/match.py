"""Which records may be one and the same service: every suggestion with its reasons, and a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from .keys import key
from .normalise import Facts
from .positions import kilometres
from .schedules import key as day_keys
from .text import bare

SAME_SPOT_KM = 0.15
FILLER = {"the", "a", "an", "and", "at", "in", "of", "for", "group", "groups", "session", "sessions", "club"}


@dataclass(frozen=True)
class Suggestion:
    """Two records, and why they may be the same."""

    first: str
    second: str
    reasons: tuple[str, ...]


def rekeyed(missing: Mapping[str, Facts], arrived: Mapping[str, Facts]) -> list[Suggestion]:
    """Records that went away while the same name, place and times came under another number."""
    by_place = _by_place(arrived)
    found, taken = [], set()
    for old, before in missing.items():
        matches = [
            new for new in _neighbours(before, by_place) if new not in taken and _same_service(before, arrived[new])
        ]
        if len(matches) == 1:
            taken.add(matches[0])
            found.append(Suggestion(old, matches[0], ("name", "place", "times")))
    return found


def _same_service(one: Facts, other: Facts) -> bool:
    same_times = key("schedules", one["schedules"]) == key("schedules", other["schedules"])
    return likeness(one["name"], other["name"]) >= 0.9 and same_times and _placed_alike(one, other)


def duplicates(records: Mapping[str, Facts], *, among: Iterable[str]) -> list[Suggestion]:
    """Pairs that may be one session listed twice; only pairs with at least one of `among`, the new or changed ones."""
    by_place = _by_place(records)
    found: dict[tuple[str, str], Suggestion] = {}
    for name in among:
        for other in _neighbours(records[name], by_place):
            first, second = sorted((name, other))
            if first == second or (first, second) in found:
                continue
            reasons = reasons_for(records[first], records[second])
            if reasons:
                found[first, second] = Suggestion(first, second, reasons)
    return [found[pair] for pair in sorted(found)]


def reasons_for(one: Facts, other: Facts) -> tuple[str, ...]:
    """Why these two may be one session, or nothing. One place may well run two."""
    if not _placed_alike(one, other):
        return ()
    alike = likeness(one["name"], other["name"])
    times, days_shared = _times_alike(one, other)
    by_others = bool(one["organisation"] and other["organisation"]) and bare(one["organisation"]) != bare(
        other["organisation"]
    )
    contact = any(
        key(field, one[field]) and key(field, one[field]) == key(field, other[field])
        for field in ("phones", "email", "url")
    )
    same = (
        (alike >= 0.85 and (times or by_others or (contact and days_shared)))
        or (alike >= 0.5 and times)
        or (alike >= 0.3 and times and contact)
    )
    if not same:
        return ()
    told = {"name": alike >= 0.5, "place": True, "times": times, "contact": contact, "other body": by_others}
    return tuple(reason for reason, holds in told.items() if holds)


def _times_alike(one: Facts, other: Facts) -> tuple[bool, bool]:
    """The same timetable; and whether at least a day is shared or nothing is known of one of them."""
    first = {line for row in one["schedules"] for line in day_keys(row)}
    second = {line for row in other["schedules"] for line in day_keys(row)}
    if not first or not second:
        return False, True
    days = [{" ".join(line.split()[:2]) for line in lines} for lines in (first, second)]
    return first == second, bool(days[0] & days[1])


def likeness(one: str, other: str) -> float:
    """0 to 1; small words do not count, and a name inside a longer one counts much."""
    first, second = _meaningful(one), _meaningful(other)
    if not first or not second:
        return float(bare(one) == bare(other))
    shared = len(first & second) / min(len(first), len(second))
    share = len(first & second) / len(first | second)
    letters = SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio()
    return max(letters, share, 0.8 * shared if len(first & second) > 1 else 0)


def _meaningful(name: str) -> frozenset[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in bare(name).replace("'", "")).split()
    return frozenset(words) - FILLER or frozenset(words)


def _placed_alike(one: Facts, other: Facts) -> bool:
    """The same place; or both have none, and then the organisation must be the same."""
    if not one["locations"] and not other["locations"]:
        return bare(one["organisation"] or "") == bare(other["organisation"] or "")
    return any(_same_place(here, there) for here in one["locations"] for there in other["locations"])


def _same_place(here: dict[str, Any], there: dict[str, Any]) -> bool:
    if here["postcode"] and " " in here["postcode"] and here["postcode"] == there["postcode"]:
        return True
    if any(place["by"] not in ("given", "swapped") or place["hidden"] for place in (here, there)):
        return False
    apart = kilometres((here["latitude"], here["longitude"]), (there["latitude"], there["longitude"]))
    return apart <= SAME_SPOT_KM


def _cells(facts: Facts) -> set[str]:
    """Rough places a record lies in, so that only neighbours are compared."""
    cells = set()
    for place in facts["locations"]:
        if place["postcode"]:
            cells.add(place["postcode"])
        if place["latitude"] is not None:
            row, column = round(place["latitude"] * 200), round(place["longitude"] * 200)
            cells |= {f"{row + north},{column + east}" for north in (-1, 0, 1) for east in (-1, 0, 1)}
    return cells or {"nowhere " + bare(facts["name"])[:4]}


def _by_place(records: Mapping[str, Facts]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for name, facts in records.items():
        for cell in _cells(facts):
            found[cell].append(name)
    return found


def _neighbours(facts: Facts, by_place: Mapping[str, list[str]]) -> list[str]:
    return sorted({name for cell in _cells(facts) for name in by_place.get(cell, ())})
