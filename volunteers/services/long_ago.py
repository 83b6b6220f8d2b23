"""Before the rota forgets a shift, what it adds to its person's skills record is kept: a sum, no date and no place."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from groupsite.kit import clock
from groupsite.kit.personal import forget
from volunteers.models import LongAgo, Shift, Signup

Sum = tuple[int, str, str]
"""Whose, of which kind, and its name."""


@transaction.atomic
def forget_signups(rows: QuerySet[Signup]) -> int:
    """What was confirmed of these goes into the sums, and then the rows go; how many rows."""
    held = rows.select_for_update(of=("self",))
    done = held.filter(pk__in=Signup.objects.confirmed().values("pk")).select_related("shift")
    sums: dict[Sum, list[Shift]] = {}
    for signup in done.order_by("pk"):
        for kind, name in _what_counts(signup.shift):
            sums.setdefault((signup.volunteer_id, kind, name), []).append(signup.shift)
    for one, shifts in sorted(sums.items()):
        _add(one, shifts)
    return forget(rows)


def _what_counts(shift: Shift) -> Iterable[tuple[str, str]]:
    yield LongAgo.Kind.JOB, shift.role
    for skill in set(shift.practises):
        yield LongAgo.Kind.SKILL, skill


def _add(one: Sum, shifts: list[Shift]) -> None:
    volunteer, kind, name = one
    days = [_day(shift) for shift in shifts]
    row, _new = LongAgo.objects.select_for_update().get_or_create(
        volunteer_id=volunteer, kind=kind, name=name, defaults={"first_day": min(days), "last_day": max(days)}
    )
    row.times += len(shifts)
    row.spent += sum((shift.ends_at - shift.starts_at for shift in shifts), timedelta())
    row.first_day, row.last_day = min(row.first_day, *days), max(row.last_day, *days)
    row.save()


def _day(shift: Shift) -> date:
    return clock.local(shift.starts_at).date()
