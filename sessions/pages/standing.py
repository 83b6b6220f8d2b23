"""Where a household that waits stands: its turn, why, what would let it in, and who of it would fit now (M3)."""

from typing import Any

from django.db.models import Q

from families.models import Right, Say
from groupsite.accounts.models import User
from sessions import rules, words
from sessions.models import Booking, Occurrence, PartyMember, Programme
from sessions.pages import elsewhere
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
    shut = set(Right.objects.closing(user, Say.NONE).values_list("child", flat=True))
    heads = list(booking.party.select_related("child", "carer").order_by("pk"))
    people = [_person(head, booking, stays=head.child_id in shut) for head in heads]
    if booking.occurrence.is_clinic:
        why = words.WHY_WAITING["time" if booking.passed_over else ""]
        return {"position": position(booking), "why_waiting": why, "would_let_in": "", "fewer": []}
    limits, room = limits_of(booking.occurrence), room_of(booking.occurrence)
    bounds = rules.space_bounds(limits, room, fewer.Fewer(tuple(people)).party)
    return {
        "position": position(booking),
        "why_waiting": words.WHY_WAITING[booking.passed_over],
        "would_let_in": words.would_let_in(bounds[0]) if bounds else "",
        "instead": elsewhere.other_dates(booking, heads),
        "fewer": fewer.smaller(limits, room, people) if bounds and booking.is_bookable else [],
    }


def _person(head: PartyMember, booking: Booking, *, stays: bool) -> fewer.Person:
    if head.child:
        name = "" if stays else head.child.first_name
        return fewer.Person(name, str(head.child.code), head.child.age_in_months(booking.occurrence.day), stays)
    return fewer.Person(str(head.carer), str(head.carer.code) if head.carer else "")
