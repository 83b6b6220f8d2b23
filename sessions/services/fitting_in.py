"""A clinic that has begun: whoever stands at its door gets a time that is free, or waits until one is."""

from dataclasses import replace

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Attendance, Booking, BookingState, Occurrence
from sessions.services import places
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
