"""Where a household that waits stands: its turn, why, what would let it in, and who of it would fit now (M3)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from families.models import Right, Say
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions import rules, words
from sessions.models import Booking, Enrolment, Occurrence, PartyMember, Programme
from sessions.pages import elsewhere
from sessions.queries import courses
from sessions.queries.bookings import position
from sessions.queries.luck import luck_of
from sessions.queries.room import limits_of, moment_of, room_of
from sessions.rules import fewer


def heads_shown(booking: Booking, user: User) -> Any:
    """The party, but for children who are closed to this person."""
    shut = Right.objects.closing(user, Say.NONE).values("child")
    heads = booking.party.filter(~Q(child__in=shut) | Q(child=None))
    return heads.select_related("child", "carer").order_by("pk")


def kept_from(booking: Booking, user: User) -> int:
    """How many of the party this person does not see."""
    return booking.party.count() - len(heads_shown(booking, user))


def asks(occurrence: Occurrence, family: int) -> dict[str, Any]:
    """For the page of a household that has asked: when it hears, and what its chance is (M4)."""
    said: dict[str, Any] = {"settles_at": moment_of(occurrence).settles_at}
    if occurrence.programme.doors != Programme.Doors.DRAW:
        return said
    luck = luck_of(occurrence, [family])[family]
    return said | {"chances": words.chances(luck.newcomer, luck.missed)}


def waits(booking: Booking, user: User) -> dict[str, Any]:
    """For the page of a household that waits."""
    heads, people = everybody(booking, [booking.occurrence], user)
    if booking.occurrence.is_clinic:
        why = words.WHY_WAITING["time" if booking.passed_over else ""]
        return {"position": position(booking), "why_waiting": why, "would_let_in": "", "fewer": []}
    spaces = [rules.Space(limits_of(booking.occurrence), room_of(booking.occurrence))]
    bound = fewer.bound(spaces, people)
    return {
        "position": position(booking),
        "why_waiting": words.WHY_WAITING[booking.passed_over],
        "would_let_in": words.would_let_in(bound) if bound else "",
        "instead": elsewhere.other_dates(booking, heads),
        "fewer": fewer.smaller(spaces, people) if bound and booking.is_bookable else [],
    }


def waits_for_course(enrolment: Enrolment, user: User) -> dict[str, Any]:
    """The same of a household that waits for a whole course: what is in the way on the first date that has no room."""
    course = courses.read(enrolment.programme)
    booking = enrolment.bookings.live().filter(occurrence__in=course.dates).first()
    said = {"position": courses.place_in_queue(enrolment), "why_waiting": words.WHY_WAITING[enrolment.passed_over]}
    if booking is None:
        return said
    spaces, (_heads, people) = course.rooms.spaces, everybody(booking, course.dates, user)
    bound = fewer.bound(spaces, people)
    joins = bound and not course.way.closed(clock.now())
    return said | {
        "would_let_in": words.would_let_in(bound) if bound else "",
        "fewer": fewer.smaller(spaces, people) if joins else [],
    }


def everybody(
    booking: Booking, dates: Sequence[Occurrence], user: User
) -> tuple[list[PartyMember], list[fewer.Person]]:
    """All of a party, with the ages that children have on each of these dates."""
    shut = set(Right.objects.closing(user, Say.NONE).values_list("child", flat=True))
    heads = list(booking.party.select_related("child", "carer").order_by("pk"))
    return heads, [_person(head, dates, stays=head.child_id in shut) for head in heads]


def _person(head: PartyMember, dates: Sequence[Occurrence], *, stays: bool) -> fewer.Person:
    if head.child:
        name = "" if stays else head.child.first_name
        ages = tuple(head.child.age_in_months(each.day) for each in dates)
        return fewer.Person(name, str(head.child.code), ages, stays)
    return fewer.Person(str(head.carer), str(head.carer.code) if head.carer else "")
