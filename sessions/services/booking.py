"""Booking, and giving a place up again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family, Right, Say
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from sessions.models import HOLDING, LISTED, LIVE, Attendance, Booking, BookingState, Occurrence
from sessions.services import places, ways_in
from sessions.services.waiting_list import offer_next


def book(
    occurrence: Occurrence,
    family: Family,
    *,
    children: Sequence[Child],
    adults: Sequence[Carer],
    by: User,
    contact: Carer | None = None,
    key: UUID | None = None,
    wait: bool = False,
    time: datetime | None = None,
    by_staff: bool = False,
    override_why: str = "",
    agreed: bool = False,
) -> Booking:
    """Places for all of the party or none; with `wait`, a turn on the waiting list when it is full.

    A clinic asks for the `time` at which they would like to be seen. One `by_staff` is not bound by the times at which
    booking opens and closes, and with `override_why` by no limit but that of the fire.

    Raises Refused, naming the limit that bound. The same `key` again gives the same booking.
    """
    ask = places.Ask(
        family,
        children,
        adults,
        contact=contact,
        key=key,
        wait=wait,
        time=time,
        by_staff=by_staff,
        override_why=override_why,
        agreed=agreed,
    )
    return places.take(occurrence, ask, by=by)


@transaction.atomic
def give_up(booking: Booking, *, by: User | None) -> Booking:
    """Give back a place, an offer or a turn. Whoever waits and fits is offered what is free now."""
    occurrence = places.lock(booking.occurrence, freeing=True)
    booking = Booking.objects.select_related("contact", "appointment").get(pk=booking.pk)
    booking.occurrence = occurrence
    if booking.state not in LIVE:
        return booking
    if booking.state == BookingState.BOOKED:
        _check_not_begun(booking)
    was = booking.state
    places.end(booking, BookingState.GIVEN_UP, by=by)
    ways_in.take_back(booking, by=by)
    if was == BookingState.BOOKED and booking.contact:
        post("place_given_up", to=booking.contact, about=booking)
    if was in HOLDING:
        offer_next(occurrence)
    return booking


def give_up_from_page(booking: Booking, *, by: User) -> Booking:
    """The same by an adult who may know only of some who come: a child closed to them keeps its place.

    Who asks or waits for a course does so for all its dates: without the fullest one they would get in before others.
    """
    if booking.enrolment_id and booking.state in {*LISTED, BookingState.OFFERED}:
        says = _(
            "You wait for all dates of a course. Leave it as a whole, or give single dates back once you are on it."
        )
        raise Refused(says, code="course")
    if booking.party.filter(child__in=Right.objects.closing(by, Say.NONE).values("child")).exists():
        says = _("You can’t give this up for everybody. Choose “Change who comes” and leave out who stays at home.")
        raise Refused(says, code="not_all_yours")
    return give_up(booking, by=by)


def _check_not_begun(booking: Booking) -> None:
    if clock.now() >= booking.visit.starts_at:
        raise Refused(_("This session has started, so the place cannot be given up any more."), code="closed")
    if booking.attendance == Attendance.CAME:
        raise Refused(_("You are ticked as here already. If that is wrong, ask your leader."), code="here")
