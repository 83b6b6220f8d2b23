"""Dates out of a weekly programme: the same time on the wall, summer and winter (DESIGN, law 5)."""

from datetime import date, timedelta

from groupsite.kit import clock
from sessions.models import Occurrence, Programme


def make_occurrences(programme: Programme, *, since: date, until: date) -> int:
    """Sessions on each of the programme's weekdays from `since` to `until`, both included; how many are new.

    Days that are there already stay as they are, so it may be asked again.
    """
    there = set(programme.occurrences.filter(day__range=(since, until)).values_list("day", flat=True))
    new = [_occurrence(programme, day) for day in weekly(programme.weekday, since, until) if day not in there]
    Occurrence.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def weekly(weekday: int, since: date, until: date) -> list[date]:
    """Each such weekday from `since` to `until`."""
    first = since + timedelta(days=(weekday - since.weekday()) % 7)
    return [first + timedelta(weeks=week) for week in range((until - first).days // 7 + 1)] if first <= until else []


def _occurrence(programme: Programme, day: date) -> Occurrence:
    return Occurrence(
        programme=programme,
        day=day,
        starts_at=clock.at(day, programme.starts),
        ends_at=clock.at(day, programme.ends),
    )
