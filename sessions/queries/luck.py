"""How good the chance of a household is in a draw: is it new here, and how often did it miss out before (M4)?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from families.models import Family
from groupsite.kit import clock
from sessions.models import Attendance, Booking, BookingState, Enrolment, Lot, Occurrence
from sessions.queries.courses import same_course

REMEMBERED = timedelta(weeks=12)
"""So long having missed out makes the chance better."""
REMEMBERED_OF_A_COURSE = timedelta(weeks=52)
"""Of a course, as the same one runs once a term at most."""
SETTLED = [BookingState.BOOKED, BookingState.WAITING]


@dataclass(frozen=True)
class Luck:
    """What makes a chance better."""

    newcomer: bool = False
    missed: int = 0


def luck_of(occurrence: Occurrence, families: Iterable[int]) -> dict[int, Luck]:
    """Of each of these households, for a session or for the course that it is a date of."""
    asking = list(families)
    known, missed = have_been(asking), times_missed(occurrence, asking)
    return {pk: Luck(pk not in known, missed.get(pk, 0)) for pk in asking}


def newest_draw(lots: str) -> Subquery:
    """The code of the draw that a booking (`booking`), or one of a course (`booking__enrolment`), had a lot in."""
    return Subquery(Lot.objects.filter(**{lots: OuterRef("pk")}).order_by("-draw").values("draw__code")[:1])


def have_been(families: Iterable[int]) -> set[int]:
    """Those of these households that have come to anything."""
    came = Booking.objects.filter(family=OuterRef("pk"), attendance=Attendance.CAME)
    return set(Family.objects.filter(Exists(came), pk__in=list(families)).values_list("pk", flat=True))


def times_missed(occurrence: Occurrence, families: Iterable[int]) -> dict[int, int]:
    """How often each asked for this group or course and did not get in, since it last had a place there."""
    asked: Any = _courses_before if occurrence.is_of_a_course else _sessions_before
    missed: dict[int, int] = {}
    for family, state in asked(occurrence, list(families)):
        missed[family] = missed.get(family, 0) + 1 if state == BookingState.WAITING else 0
    return missed


def _sessions_before(occurrence: Occurrence, families: list[int]) -> Any:
    now = clock.now()
    before = Booking.objects.filter(
        family__in=families,
        occurrence__programme=occurrence.programme_id,
        occurrence__starts_at__range=(now - REMEMBERED, now),
        occurrence__cancelled_at=None,
        state__in=SETTLED,
    )
    return before.order_by("occurrence__starts_at").values_list("family_id", "state")


def _courses_before(occurrence: Occurrence, families: list[int]) -> Any:
    """The same course that has begun, here or in another place."""
    now = clock.now()
    begun = Occurrence.objects.filter(programme=OuterRef("programme"), starts_at__lt=now, cancelled_at=None)
    before = Enrolment.objects.filter(
        Exists(begun),
        family__in=families,
        programme__in=same_course(occurrence.programme),
        made_at__gte=now - REMEMBERED_OF_A_COURSE,
        state__in=SETTLED,
    )
    others = before.exclude(programme=occurrence.programme_id)
    return others.order_by("made_at", "pk").values_list("family_id", "state")
