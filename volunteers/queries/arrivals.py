"""Cards, and how many first bookings came from where."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from volunteers.models import Arrival, Leaflet, OutreachPlace


def cards() -> QuerySet[Leaflet]:
    """Every card that holds; of a place, or of somebody who is a champion today."""
    champions = Q(champion__is_active=True, champion__roles__contains=[Role.CHAMPION])
    return Leaflet.objects.filter(Q(place__isnull=False) | champions).select_related("place", "champion")


def was_handed_out(word: str) -> bool:
    """Was there ever a card with this word?"""
    return Leaflet.objects.filter(word=word).exists()


def card_worded(word: str) -> Leaflet | None:
    """The card of this word, if there is one."""
    return cards().filter(word=word.lower()[:8]).first() if word else None


def counted_by_place(since: date) -> dict[tuple[int | None, str], int]:
    """How many at each place, by how we know."""
    rows = Arrival.objects.filter(week__gte=since, champion=None).values("place", "via").annotate(n=Count("pk"))
    return {(row["place"], row["via"]): row["n"] for row in rows.order_by()}


def counted_by_champion(since: date) -> dict[tuple[int | None, str], int]:
    """How many by each champion’s card."""
    rows = Arrival.objects.filter(week__gte=since, champion__isnull=False).values("champion", "via")
    return {(row["champion"], row["via"]): row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def names_of(champions: list[int | None]) -> dict[int, str]:
    """Their names, for the table."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=[pk for pk in champions if pk])}


def places() -> QuerySet[OutreachPlace]:
    """Places that may have a card."""
    return OutreachPlace.objects.filter(closed_at=None)
