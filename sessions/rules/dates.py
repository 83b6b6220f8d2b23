"""On which days a programme runs: its rhythm, terms, holidays. Plain values in, dates out; no clock and no database."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

BANK_HOLIDAYS = Path(__file__).parent.parent / "data" / "bank_holidays.csv"
LAST = 5
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Pattern:
    """A rhythm: every week, every other week from a day on, the nth weekday of each month, or once."""

    rhythm: str
    weekday: int
    nth: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included, and what they are called."""

    first: date
    last: date
    name: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def dates_of(pattern: Pattern, since: date, until: date, breaks: Iterable[Span] = ()) -> list[date]:
    """The days from `since` to `until`, both included, on which it runs, in order; none in a break."""
    away = list(breaks)
    return [day for day in days_of(pattern, since, until) if not any(day in span for span in away)]


def left_out(pattern: Pattern, since: date, until: date, breaks: Iterable[Span]) -> list[tuple[date, str]]:
    """The days it would run on, were it not for a break, each with the name of that break."""
    away = list(breaks)
    days = ((day, next((span for span in away if day in span), None)) for day in days_of(pattern, since, until))
    return [(day, span.name) for day, span in days if span]


def is_missing(pattern: Pattern, day: date, taken: Collection[date], planned: Iterable[date]) -> bool:
    """Does nothing stand for this day of the rhythm yet? No date of the group is on it, and none had its turn.

    What was moved or called off was planned for its turn and so does not come back; what a break kept out does, once
    the break is gone. `planned` are the days that the rhythm gave, whatever it was then. In the month in which it
    becomes monthly, or another one of the month, what was before that day is no turn.
    """
    same_turn = TURNS.get(pattern.rhythm, _same_week)
    begun = (pattern.first_day if pattern.rhythm == "monthly" else None) or date.min
    return day not in taken and not any(same_turn(day, each) for each in planned if each >= begun)


def _same_week(day: date, other: date) -> bool:
    return day.isocalendar()[:2] == other.isocalendar()[:2]


TURNS: dict[str, Callable[[date, date], bool]] = {
    "once": lambda _day, _other: True,
    "fortnightly": lambda day, other: abs(day - other) < A_WEEK,  # a bend may have moved it over a Sunday
    "monthly": lambda day, other: (day.year, day.month) == (other.year, other.month),
}
"""When two days are the same turn of a rhythm; every week, they are in the same week."""


def days_of(pattern: Pattern, since: date, until: date) -> list[date]:
    """The same with nothing left out."""
    first = max(since, pattern.first_day or since)
    last = min(until, pattern.last_day or until)
    days = {"once": _once, "monthly": _monthly}.get(pattern.rhythm, _by_weeks)(pattern, first)
    return [day for day in takewhile(lambda day: day <= last, days) if day >= first]


def _once(pattern: Pattern, first: date) -> Iterator[date]:
    if pattern.first_day:
        yield pattern.first_day


def _by_weeks(pattern: Pattern, first: date) -> Iterator[date]:
    start = pattern.first_day or first
    step = A_WEEK * (2 if pattern.rhythm == "fortnightly" else 1)
    day = start + timedelta(days=(pattern.weekday - start.weekday()) % 7)
    while day < first:
        day += step
    while True:
        yield day
        day += step


def _monthly(pattern: Pattern, first: date) -> Iterator[date]:
    month = first.replace(day=1)
    while True:
        after = (month + timedelta(days=31)).replace(day=1)
        yield nth_weekday(month, pattern.weekday, pattern.nth or 1)
        month = after


def nth_weekday(month: date, weekday: int, nth: int) -> date:
    """The nth such weekday of the month that this day is in; the fifth means the last."""
    first = month.replace(day=1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7) + A_WEEK * (min(nth, 4) - 1)
    fifth = day + A_WEEK
    return fifth if nth == LAST and fifth.month == day.month else day


@lru_cache(maxsize=1)
def bank_holidays() -> Sequence[Span]:
    """England's, as written down in `sessions/data` with their source."""
    with BANK_HOLIDAYS.open(encoding="utf-8") as file:
        return tuple(_holiday(row["day"], row["name"]) for row in csv.DictReader(file))


def _holiday(day: str, name: str) -> Span:
    return Span(date.fromisoformat(day), date.fromisoformat(day), name)
