"""“Try it at home” cards: written once, given out with sessions, sent the evening after to whoever came."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from families.rules.words import tidy, tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_many
from sessions.models import Attendance, Booking, Card, Handout, Occurrence

SIX = time(18, 0)
STILL_SENT_FOR = timedelta(days=3)
"""Whoever was ticked in late gets it late, and nobody after that."""


@transaction.atomic
def save_card(card: Card, values: dict[str, Any], *, by: User) -> Card:
    """A new card, or new words for one."""
    card.title = tidy(values["title"], longest=80, field="title")
    card.words = tidy_lines(values["words"], longest=800, field="words")
    card.needs = tidy(values["needs"], longest=200, field="needs")
    card.save()
    record("card.saved", card, by=by)
    return card


@transaction.atomic
def hand_out(occurrence: Occurrence, card: Card | None, *, by: User) -> None:
    """It goes with this session; none takes it off. Refused once it is on its way."""
    if clock.now() >= evening_after(occurrence):
        raise Refused(_("The letters of this session have gone. Put the card with another one."), code="gone")
    if card is None:
        Handout.objects.filter(occurrence=occurrence).delete()
    else:
        Handout.objects.update_or_create(occurrence=occurrence, defaults={"card": card})
    record("card.handed_out", occurrence, by=by, card=card.pk if card else None)


def evening_after(occurrence: Occurrence) -> datetime:
    """Six o'clock that day; when it ends later than that, the day after."""
    six = clock.at(occurrence.day, SIX)
    return six if occurrence.ends_at < six else clock.at(occurrence.day + timedelta(days=1), SIX)


def post_cards(at: datetime) -> int:
    """Letters to those who came to a session that had a card; how many sessions. The same letter is posted once."""
    lately = Handout.objects.filter(
        occurrence__ends_at__lt=at,
        occurrence__ends_at__gte=at - STILL_SENT_FOR,
        occurrence__cancelled_at=None,
    )
    due = [row.occurrence for row in lately.select_related("occurrence") if evening_after(row.occurrence) <= at]
    for occurrence in due:
        came = Booking.objects.filter(occurrence=occurrence, attendance=Attendance.CAME, contact__isnull=False)
        pairs = ((row.contact, row) for row in came.select_related("contact") if row.contact)
        post_many("home_card", pairs, due=evening_after(occurrence))
    return len(due)


def had_before(booking: Booking, card: Card) -> bool:
    """Did the household get this very card after another session?"""
    earlier = Booking.objects.filter(
        family=booking.family_id,
        attendance=Attendance.CAME,
        occurrence__handout__card=card,
        occurrence__starts_at__lt=booking.occurrence.starts_at,
    )
    return earlier.exists()
