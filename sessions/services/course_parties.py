"""A household that waits for a course comes with fewer, on every date (M3)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Carer, Child, Right, Say
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Booking, BookingState, Enrolment, PartyMember
from sessions.queries.courses import Course
from sessions.services import courses, locks, places


@transaction.atomic
def take_fewer(enrolment: Enrolment, *, children: Sequence[Child], adults: Sequence[Carer], by: User) -> Enrolment:
    """These come and are on it at once, and the others give up their turn.

    Raises Refused when the places have gone meanwhile. Children who are closed to whoever asks stay in the party.
    """
    course, enrolment = locks.lock_course(enrolment.programme), courses.again(enrolment)
    if enrolment.state == BookingState.BOOKED:
        return enrolment
    if closed := course.way.closed(clock.now()):
        raise places.refusal(closed)
    rows = list(enrolment.bookings.filter(state=BookingState.WAITING, occurrence__in=course.dates).order_by("pk"))
    places.check_theirs(places.Ask(enrolment.family, children, adults), by=by)
    ask = places.Ask(enrolment.family, [*children, *_staying(rows, by)], adults)
    _check(course, rows, ask)
    stay = Q(child__in=ask.children) | Q(carer__in=ask.adults)
    left = PartyMember.objects.filter(booking__in=rows).exclude(stay).delete()[0]
    record("enrolment.took_fewer", enrolment, by=by, fewer=left // len(rows))
    return courses.put_on(course, enrolment, rows)


def _staying(rows: Sequence[Booking], by: User) -> list[Child]:
    shut = Right.objects.closing(by, Say.NONE).values("child")
    return list(Child.objects.filter(outings__booking__in=rows[:1], pk__in=shut))


def _check(course: Course, rows: Sequence[Booking], ask: places.Ask) -> None:
    """Are they of those who wait, do they do as a party, and do they fit on every date?"""
    waiting = {(head.child_id, head.carer_id) for head in PartyMember.objects.filter(booking__in=rows[:1])}
    coming = {(child.pk, None) for child in ask.children} | {(None, adult.pk) for adult in ask.adults}
    if not coming <= waiting:
        raise Refused(_("Please choose from the people who wait with you."), code="not_fewer")
    alone, first = course.programme.for_parents, course.dates[0]
    parties = {each.pk: ask.party(each.day, with_children=not alone) for each in course.dates}
    places.check_party(first, ask, course.rooms.limits[first.pk], parties[first.pk], lets="")
    if bound := course.rooms.bound(parties):
        raise places.refusal(bound[1])
