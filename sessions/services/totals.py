"""Counting a session when its register closes, so that people can be forgotten and no total changes (TRUST 4.2)."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from families.models import Family
from groupsite.kit import clock
from sessions.models import Attendance, Booking, BookingState, Occurrence, PartyMember, Presence, Totals
from sessions.queries.access import CLOSES_AFTER

COUNTED_AGAIN_FOR = timedelta(days=7)
"""A coordinator may still put a register right this long; then its totals stand."""
BABY = 12


def count_closed() -> int:
    """Count sessions whose registers have closed; how many. Safe to run as often as one likes."""
    now = clock.now()
    over = Occurrence.objects.filter(ends_at__lt=now - CLOSES_AFTER, cancelled_at=None)
    to_count = over.filter(Q(totals=None) | Q(ends_at__gte=now - CLOSES_AFTER - COUNTED_AGAIN_FOR))
    return count(to_count.order_by("pk"))


def remember(family: Family) -> None:
    """Before a household goes: what it added to sessions that are still counted is kept, as numbers of nobody."""
    for occurrence in _still_counted(Occurrence.objects.filter(bookings__family=family)):
        _remember(occurrence, numbers(Booking.objects.filter(occurrence=occurrence, family=family), occurrence))


def remember_heads(heads: QuerySet[PartyMember]) -> None:
    """The same before single people go out of a household that stays."""
    for occurrence in _still_counted(Occurrence.objects.filter(heads__in=heads)):
        came = heads.filter(occurrence=occurrence, booking__attendance=Attendance.CAME)
        _remember(occurrence, people(came, occurrence))


def _still_counted(been: QuerySet[Occurrence]) -> list[Occurrence]:
    begun = been.filter(starts_at__lt=clock.now(), cancelled_at=None)
    again_since = clock.now() - CLOSES_AFTER - COUNTED_AGAIN_FOR
    return list(begun.filter(Q(totals=None) | Q(ends_at__gte=again_since)).order_by("pk").distinct())


@transaction.atomic
def _remember(occurrence: Occurrence, theirs: dict[str, int]) -> None:
    """Counted with them now; from then on they are in what is kept."""
    _count(occurrence)
    row = Totals.objects.select_for_update().get(occurrence=occurrence)
    row.forgotten = Counter(row.forgotten) + Counter(theirs)
    row.save(update_fields=["forgotten"])


def count(occurrences: Iterable[Occurrence]) -> int:
    """Write down how many came to each of these sessions; how many sessions."""
    return sum(_count(occurrence) for occurrence in occurrences)


@transaction.atomic
def _count(occurrence: Occurrence) -> int:
    row, _made = Totals.objects.select_for_update().get_or_create(occurrence=occurrence)
    found = Counter(row.forgotten) + Counter(numbers(Booking.objects.filter(occurrence=occurrence), occurrence))
    for name in COUNTED:
        setattr(row, name, found[name])
    row.counted_at = clock.now()
    row.save()
    return 1


COUNTED = ("families", "adults", "children", "babies", "first_visits", "walk_ins", "missed")


def numbers(bookings: Any, occurrence: Occurrence) -> dict[str, int]:
    """How many of these bookings came, and with whom."""
    held: Iterable[Any] = list(bookings.filter(state=BookingState.BOOKED).with_newcomers())
    came = [booking for booking in held if booking.attendance == Attendance.CAME]
    return {
        "families": len(came),
        **people(PartyMember.objects.filter(booking__in=came), occurrence),
        "first_visits": sum(booking.is_newcomer for booking in came),
        "walk_ins": sum(booking.walk_in for booking in came),
        "missed": sum(booking.attendance == Attendance.MISSED for booking in held),
    }


def people(heads: QuerySet[PartyMember], occurrence: Occurrence) -> dict[str, int]:
    """Grown-ups, children, and of these the babies."""
    rows = list(heads.exclude(presence=Presence.AWAY).values_list("child__born_on", "child__due_on", "carer"))
    day = occurrence.day
    ages = [clock.age_in_months(born or due or day, day) for born, due, carer in rows if not carer]
    return {"adults": len(rows) - len(ages), "children": len(ages), "babies": sum(age < BABY for age in ages)}
