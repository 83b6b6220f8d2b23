"""What stands beside a booking of somebody who comes for the first time."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from groupsite.kit import clock
from sessions.models import Booking, BookingState
from sessions.words import Aside
from volunteers.queries import walks as queries


def walks_beside(booking: Booking, user: Any) -> list[Aside]:
    """Where they stand with company, or that they may ask for it; nothing for who knows the place."""
    if booking.state != BookingState.BOOKED or booking.occurrence.starts_at <= clock.now():
        return []
    company = queries.company_of(booking, user)
    if company and company.walk:
        return [_where_it_stands(company.is_agreed, reverse("volunteers:walk", args=[company.walk]))]
    if company and company.is_first and queries.who_come_along(booking.occurrence.day):
        text = _("First time? Somebody can meet you on the way and come with you.")
        return [Aside(text, _("Ask for company"), reverse("volunteers:ask_walk", args=[booking.code]))]
    return []


def _where_it_stands(agreed: bool, href: str) -> Aside:  # noqa: FBT001  the one thing that matters here
    if agreed:
        return Aside(_("Somebody comes with you."), _("See where you meet"), href)
    return Aside(_("You have asked for somebody to come with you."), _("See how it stands"), href)
