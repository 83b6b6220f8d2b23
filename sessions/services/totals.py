"""Counting a session when its register closes, so that people can be forgotten and no total changes (TRUST 4.2)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from groupsite.kit import clock
from sessions.models import Attendance, Booking, BookingState, Occurrence, PartyMember, Totals
from sessions.queries import CLOSES_AFTER

COUNTED_AGAIN_FOR = timedelta(days=7)
"""A coordinator may still put a register right this long; then its totals stand."""
BABY = 12


def count_closed() -> int:
    """Count sessions whose registers have closed; how many. Safe to run as often as one likes."""
    now = clock.now()
    over = Occurrence.objects.filter(ends_at__lt=now - CLOSES_AFTER, cancelled_at=None)
    to_count = over.filter(Q(totals=None) | Q(ends_at__gte=now - CLOSES_AFTER - COUNTED_AGAIN_FOR))
    return count(to_count.order_by("pk"))


def count(occurrences: Iterable[Occurrence]) -> int:
    """Write down how many came to each of these sessions."""
    return sum(_count(occurrence) for occurrence in occurrences)


@transaction.atomic
def _count(occurrence: Occurrence) -> int:
    held: list[Any] = list(Booking.objects.filter(occurrence=occurrence, state=BookingState.BOOKED).with_newcomers())
    came = [booking for booking in held if booking.attendance == Attendance.CAME]
    people = PartyMember.objects.filter(booking__in=came).values_list("child__born_on", "child__due_on", "carer")
    ages = [
        clock.age_in_months(born or due or occurrence.day, occurrence.day)
        for born, due, carer in people
        if carer is None
    ]
    found = {
        "families": len(came),
        "adults": sum(carer is not None for *_dates, carer in people),
        "children": len(ages),
        "babies": sum(age < BABY for age in ages),
        "first_visits": sum(booking.is_newcomer for booking in came),
        "walk_ins": sum(booking.walk_in for booking in came),
        "missed": sum(booking.attendance == Attendance.MISSED for booking in held),
    }
    Totals.objects.update_or_create(occurrence=occurrence, defaults=found | {"counted_at": clock.now()})
    return 1
