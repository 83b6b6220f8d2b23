"""Several dates of a group in one act: each stands for itself, and one letter tells of them all."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from families.models import Carer, Child, Family
from groupsite.accounts.models import User
from groupsite.outbox.services import post
from sessions.models import Booking, Occurrence
from sessions.services import places


@transaction.atomic
def book_dates(
    occurrences: Sequence[Occurrence],
    family: Family,
    *,
    children: Sequence[Child],
    adults: Sequence[Carer],
    by: User,
    key: UUID,
    contact: Carer | None = None,
    wait: bool = False,
) -> list[places.Answer]:
    """What became of each date, in the order asked: a place, a turn, or the rule that said no.

    The same `key` again gives the same bookings. Reminders go for each date by itself.
    """
    ask = places.Ask(family, children, adults, contact=contact, key=key, wait=wait, together=key)
    answers = places.take_each(occurrences, ask, by=by)
    _tell([answer.booking for answer in answers if answer.booking and answer.booking.together == key])
    return answers


def _tell(bookings: Sequence[Booking]) -> None:
    """One letter about the first row; due when that was made, so that the form sent twice posts it once."""
    if bookings:
        first = min(bookings, key=lambda booking: booking.pk)
        if first.contact:
            post("dates_booked", to=first.contact, about=first, due=first.made_at)
