"""Cancelling one day: everybody who booked or waits is told, calendars let go of it, reminders stay in the drawer."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_many
from sessions.models import Booking, BookingState, Occurrence
from sessions.services import places
from sessions.signals import occurrence_cancelled


@transaction.atomic
def cancel(occurrence: Occurrence, why: str, *, by: User) -> Occurrence:
    """This session will not take place. The reason is for everybody to read."""
    occurrence = places.lock(occurrence)
    if occurrence.cancelled_at:
        raise Refused(_("This session is cancelled already. Everybody has been told."), code="cancelled")
    if clock.now() >= occurrence.ends_at:
        raise Refused(_("This session is over, so it cannot be cancelled."), code="past")
    occurrence.cancelled_at, occurrence.cancelled_why = clock.now(), why
    occurrence.sequence += 1
    occurrence.save(update_fields=["cancelled_at", "cancelled_why", "sequence"])
    record("session.cancelled", occurrence, by=by)
    told = Booking.objects.filter(occurrence=occurrence, contact__isnull=False).live().select_related("contact")
    post_many("session_cancelled", ((booking.contact, booking) for booking in told if booking.contact))
    occurrence_cancelled.send(sender=Occurrence, occurrence=occurrence, why=why, by=by)
    return occurrence


def families_told(occurrence: Occurrence) -> QuerySet[Booking, Any]:
    """The households a letter about this day goes to."""
    return Booking.objects.filter(occurrence=occurrence).live().values("family")


def preview(occurrence: Occurrence) -> dict[str, int]:
    """How many households would be told: booked or offered, and waiting."""
    counts = (
        Booking.objects.filter(occurrence=occurrence)
        .live()
        .aggregate(
            booked=Count("pk", filter=~Q(state=BookingState.WAITING)),
            waiting=Count("pk", filter=Q(state=BookingState.WAITING)),
        )
    )
    return {name: count or 0 for name, count in counts.items()}
