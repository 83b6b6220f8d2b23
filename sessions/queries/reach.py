"""By which way news reaches households, in numbers: shown before a day is called off, or dates are changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from families.rules.reaching import ways
from groupsite.outbox.models import Channel
from sessions.models import Booking
from sessions.queries.hearing import first_for_each


@dataclass(frozen=True)
class Reach:
    """How many e-mails, how many texts, and how many households that neither reaches."""

    letters: int = 0
    texts: int = 0
    silent: int = 0


def reach_of(bookings: Iterable[Booking]) -> Reach:
    """As everybody who hears of it has chosen for urgent news. Ask for bookings `with_hearers`."""
    rows = list(bookings)
    by_way = [(booking.family_id, ways(carer, carer.urgent_by)) for carer, booking in first_for_each(rows)]
    channels = Counter(channel for _family, each in by_way for channel in each)
    silent = {booking.family_id for booking in rows} - {family for family, each in by_way if each}
    return Reach(channels[Channel.EMAIL], channels[Channel.TEXT], len(silent))
