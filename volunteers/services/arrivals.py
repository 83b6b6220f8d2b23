"""Cards of places and champions, and the first bookings that came from them."""

import secrets
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from families.models import Family
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from sessions.models import Booking
from volunteers.models import Arrival, Leaflet, OutreachPlace
from volunteers.rules.growing import monday_of

LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
"""None that is taken for another, and no vowels: no word comes out by chance."""
LONG = 5
A_CHAMPION = "champion"


@transaction.atomic
def card_of_place(place: OutreachPlace, *, by: User) -> Leaflet:
    """The card that hangs there; made when it is first asked for."""
    card, is_new = Leaflet.objects.get_or_create(place=place, defaults={"word": _new_word()})
    if is_new:
        record("card.made", card, by=by)
    return card


@transaction.atomic
def card_of_champion(champion: User) -> Leaflet:
    """The card that a champion hands over."""
    card, is_new = Leaflet.objects.get_or_create(champion=champion, defaults={"word": _new_word()})
    if is_new:
        record("card.made", card, by=champion)
    return card


def _new_word() -> str:
    while Leaflet.objects.filter(word=(word := "".join(secrets.choice(LETTERS) for _letter in range(LONG)))).exists():
        pass
    return word


def note(family: Family, card: Leaflet | None) -> None:
    """If this is the household's first booking, count where it came from: its card, or what it said when it joined."""
    if not card and A_CHAMPION not in family.heard_from:
        return
    bookings = list(Booking.objects.filter(family=family).order_by("pk"))
    if _is_first(bookings):
        count(bookings[0], card)


@transaction.atomic
def count(booking: Booking, card: Leaflet | None) -> None:
    """One more, once a booking, in the week it was made; whose it was is not written down."""
    week = monday_of(clock.local(booking.made_at).date())
    facts: dict[str, object] = {"via": Arrival.Via.CARD if card else Arrival.Via.SAID, "week": week}
    if card:
        facts |= {"place": card.place, "champion": card.champion}
    Arrival.objects.get_or_create(code=uuid5(NAMESPACE_URL, str(booking.code)), defaults=facts)


def _is_first(bookings: Sequence[Booking]) -> bool:
    """One, or all the dates of one course."""
    courses = {booking.enrolment_id for booking in bookings}
    return len(bookings) == 1 or (len(courses) == 1 and None not in courses)
