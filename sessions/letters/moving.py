"""A session has moved, or several dates have: one letter a person, with all that it has not been told yet."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from groupsite.outbox.letters import Drop
from sessions.letters.bookings import about_booking
from sessions.models import Booking, BookingState
from sessions.queries.moved import not_told


@about_booking("session_moved", calendar="PUBLISH", to_all=True)
def session_moved(booking: Booking) -> Drop | dict[str, Any]:
    """At other times or in another place now; their places and their turns are kept.

    It lists what stands as it goes, so a date given up meanwhile is left out, and one that moved again is in it once.
    """
    dates = not_told(booking)
    if not dates:
        return Drop("none of the dates is theirs and still to come, or they were told")
    first = dates[0]
    moved = first.occurrence.moved_from
    was = moved if moved and moved != first.occurrence.starts_at else None
    states = {"waiting": first.state == BookingState.WAITING, "asked": first.state == BookingState.ASKED}
    said = {"dates": dates, "occurrence": first.occurrence, "venue": first.occurrence.place, "link": _link(dates)}
    return states | said | {"was": was}


def _link(dates: list[Booking]) -> str:
    """To the one date, the course, or where a household sees all that it has."""
    first = dates[0]
    if len(dates) == 1:
        return settings.SITE_URL + reverse("sessions:booking", args=[first.code])
    if first.enrolment:
        return settings.SITE_URL + reverse("sessions:enrolment", args=[first.enrolment.code])
    return settings.SITE_URL + reverse("portal:home")
