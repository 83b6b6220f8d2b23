"""Cancelling one day: everybody who booked or waits is told, calendars let go of it, reminders stay in the drawer."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Channel, State
from groupsite.outbox.queries import how_far
from groupsite.outbox.services import post_many
from sessions.models import LISTED, Booking, BookingState, Occurrence
from sessions.queries.reach import Reach, reach_of
from sessions.services import locks, places, visiting
from sessions.services.moving import reached
from sessions.services.waiting_list import offer_elsewhere
from sessions.signals import occurrence_cancelled


@transaction.atomic
def cancel(occurrence: Occurrence, why: str, *, by: User) -> Occurrence:
    """This session will not take place. The reason is for everybody to read.

    Letters that were to go before it are dropped as each is decided. Whoever waits for the hall may fit now.
    """
    occurrence = places.lock(occurrence, freeing=True)
    if occurrence.cancelled_at:
        raise Refused(_("This session is cancelled already. Everybody has been told."), code="cancelled")
    if clock.now() >= occurrence.ends_at:
        raise Refused(_("This session is over, so it cannot be cancelled."), code="past")
    occurrence.cancelled_at, occurrence.cancelled_why = clock.now(), why
    occurrence.sequence += 1
    occurrence.save(update_fields=["cancelled_at", "cancelled_why", "sequence"])
    record("session.cancelled", occurrence, by=by)
    told = list(Booking.objects.filter(occurrence=occurrence, contact__isnull=False).live().select_related("contact"))
    post_many("session_cancelled", ((booking.contact, booking) for booking in told if booking.contact))
    visiting.tell_called_off(occurrence)
    occurrence_cancelled.send(sender=Occurrence, occurrence=occurrence, why=why, by=by)
    locks.leave_the_hall(occurrence)
    offer_elsewhere(occurrence)
    return occurrence


def families_told(occurrence: Occurrence) -> QuerySet[Booking, Any]:
    """The households a letter about this day goes to."""
    return Booking.objects.filter(occurrence=occurrence).live().values("family")


@dataclass(frozen=True)
class Told:
    """Whom calling a day off reaches, in numbers: households by where they stand, and news by the way it goes."""

    booked: int
    offered: int
    waiting: int
    reach: Reach
    others: dict[str, int]


def preview(occurrence: Occurrence) -> Told:
    """Who would be told, and how. Writes nothing."""
    bookings = list(Booking.objects.filter(occurrence=occurrence).live().select_related("contact"))
    states = Counter(booking.state for booking in bookings)
    return Told(
        booked=states[BookingState.BOOKED],
        offered=states[BookingState.OFFERED],
        waiting=sum(states[state] for state in LISTED),
        reach=reach_of(bookings),
        others=_others(occurrence),
    )


def _others(occurrence: Occurrence) -> dict[str, int]:
    """People of the rooms above: who helps that day."""
    occurrence.shifted = (timedelta(0), timedelta(0))  # type: ignore[attr-defined]  # it moves nowhere
    return reached([occurrence])


def progress(occurrence: Occurrence) -> dict[str, int]:
    """How far the news of a cancelled day has come: sent as letters, as texts, on its way, and failed."""
    states = how_far("session_cancelled", about=Booking.objects.filter(occurrence=occurrence).live())
    sent = {f"sent_{channel}": states[channel, State.SENT] for channel in Channel}
    on_its_way = sum(states[channel, state] for channel in Channel for state in (State.READY, State.SENDING))
    return sent | {"on_its_way": on_its_way, "failed": sum(states[channel, State.DEAD] for channel in Channel)}
