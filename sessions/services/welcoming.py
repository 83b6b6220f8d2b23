"""Before a first visit: a letter two evenings ahead, so that it never comes on the evening of the reminder."""

from datetime import datetime, timedelta

from groupsite.kit import clock
from groupsite.outbox.services import post
from sessions.queries.bookings import newcomers_between

AHEAD = timedelta(days=4)


def welcome_newcomers(at: datetime | None = None) -> None:
    """Post it for every newcomer booked for the next days; the letter itself decides whether it still goes."""
    at = at or clock.now()
    for booking in newcomers_between(at, at + AHEAD):
        evening = clock.evening_before(booking.occurrence.starts_at)
        due = clock.evening_before(evening)
        day_before = clock.local(evening).date()
        assert booking.contact is not None
        if due >= at or clock.local(at).date() < day_before:
            post("first_visit_soon", to=booking.contact, about=booking, due=due)
