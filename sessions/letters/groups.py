"""Something about a group has changed that matters to families who have booked: one letter for each adult who comes."""

from typing import Any

from django.utils.functional import lazy

from groupsite.kit import clock
from groupsite.outbox.letters import Drop
from sessions import words
from sessions.letters.bookings import about_booking
from sessions.models import Booking
from sessions.queries.agreeing import has_agreed
from sessions.queries.hearing import theirs


@about_booking("group_changed", to_all=True)
def group_changed(booking: Booking) -> Drop | dict[str, Any]:
    """How it is now, as the letter goes; to whoever still has a place or a turn ahead."""
    group = booking.occurrence.programme
    assert booking.contact is not None  # whom it goes to
    own = theirs(booking.contact).live().filter(family=booking.family_id, occurrence__programme=group)
    if not own.filter(occurrence__cancelled_at=None, occurrence__starts_at__gt=clock.now()).exists():
        return Drop("they have no date ahead")
    said = {
        "group_now": group,
        "to_agree": not has_agreed(booking),
        "of": group.told_of,
        "bands": list(group.bands.all()),
    }
    return said | {"price": lazy(words.price, str)(group.price_pence), "ages": lazy(words.for_whom, str)(group)}
