"""Cards, and how many first bookings came from where."""

from datetime import date

from django.db.models import Count, QuerySet

from groupsite.accounts.models import User
from volunteers.models import Arrival, Leaflet, OutreachPlace


def cards() -> QuerySet[Leaflet]:
    """Every card, for whoever types its word; of a place where we go, or of somebody who is still here."""
    return Leaflet.objects.select_related("place", "champion")


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
