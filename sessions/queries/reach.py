"""By which way news reaches households, in numbers: shown before a day is called off, or dates are changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from families.rules.reaching import ways
from groupsite.outbox.models import Channel
from sessions.models import Booking


@dataclass(frozen=True)
class Reach:
    """How many e-mails, how many texts, and how many households that neither reaches."""

    letters: int = 0
    texts: int = 0
    silent: int = 0


def reach_of(bookings: Iterable[Booking]) -> Reach:
    """As the carers whom the bookings name have chosen for urgent news. Ask for bookings with their contacts."""
    by_way = [ways(each.contact, each.contact.urgent_by) if each.contact else () for each in bookings]
    channels = Counter(channel for each in by_way for channel in each)
    return Reach(channels[Channel.EMAIL], channels[Channel.TEXT], sum(not each for each in by_way))


def one_a_household(bookings: Iterable[Booking]) -> list[Booking]:
    """The first of each, or of each two carers who look after different dates of it."""
    first: dict[tuple[int, int | None], Booking] = {}
    for each in bookings:
        first.setdefault((each.family_id, each.contact_id), each)
    return list(first.values())
