"""A clinic that has begun: whoever stands at its door gets a time that is free, or that somebody did not come for."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Attendance, Booking, BookingState, Occurrence
from sessions.services import desks, places
from sessions.services.appointments import choose_time
from sessions.services.register import mark


@transaction.atomic
def fit_in(occurrence: Occurrence, ask: places.Ask, *, by: User) -> Booking:
    """A time of now or later for them, or a turn if they `wait`; never a time that somebody has. Raises Refused.

    Whose time is on is here. Whose time is later may go out with the pram, and is ticked like everybody else.
    """
    held = Booking.objects.live().filter(occurrence=occurrence, family=ask.family).first()
    if held and ask.time:
        booking = choose_time(held, occurrence, ask.time, by=by, at_door=True)
    else:
        booking = places.take(occurrence, replace(ask, walk_in=True, by_staff=True), by=by)
    if booking.state == BookingState.BOOKED and booking.visit.starts_at <= clock.now():
        return mark(booking, Attendance.CAME, by=by)
    if booking.attendance == Attendance.MISSED:
        return mark(booking, Attendance.UNKNOWN, by=by)
    return booking


@transaction.atomic
def did_not_come(booking: Booking, *, by: User) -> None:
    """A family is not here though its time is on: somebody at the door may have what is left of it."""
    places.lock(booking.occurrence)
    rows = Booking.objects.select_related("occurrence__programme", "appointment")
    booking = rows.select_for_update(of=("self",)).get(pk=booking.pk)  # a tick of this moment is not lost
    if not booking.occurrence.is_clinic or clock.now() < booking.visit.starts_at:
        raise Refused(_("Their time has not come yet. Please wait for them."), code="early")
    if booking.state != BookingState.BOOKED or booking.attendance == Attendance.CAME:
        raise Refused(_("They are here, or have no time any more. Look at the new list."), code="not_booked")
    mark(booking, Attendance.MISSED, by=by)
    desks.take_back(booking)
