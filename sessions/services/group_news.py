"""What of a group matters to families who have booked, and the letter that says so when it changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from families.models import Carer, NewsBy
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.outbox.services import post_many, take_back_all
from sessions.models import LIVE, Booking, Occurrence, Programme
from sessions.queries.hearing import first_for_each, with_hearers

MATTERS = ("price_pence", "from_months", "to_months", "heads_limit", "families_limit", "helpers", "risks")
BANDS = "bands"


def changed(programme: Programme, values: dict[str, Any], bands: Sequence[dict[str, Any]]) -> list[str]:
    """Which of these would be different. Asked before anything is kept."""
    names = [name for name in MATTERS if name in values and not _same(getattr(programme, name), values[name])]
    there = list(programme.bands.values("name", "from_months", "to_months", "limit")) if programme.pk else []
    return names if there == sorted(bands, key=lambda band: band["from_months"]) else [*names, BANDS]


def _same(before: Any, now: Any) -> bool:
    """Browsers end lines their own way."""
    return "\n".join(before.splitlines()) == "\n".join(now.splitlines()) if isinstance(now, str) else before == now


@dataclass(frozen=True)
class Touched:
    """Dates to come on which somebody has a place or a turn, each with its `households`, and how many families.

    `silent` are households in which nobody has an address for it.
    """

    dates: list[Occurrence]
    families: int
    silent: int


def touched(programme: Programme) -> Touched:
    """Whom a change of the group would touch. Writes nothing."""
    counted = Count("bookings", filter=Q(bookings__state__in=LIVE))
    dates = programme.occurrences.upcoming().annotate(households=counted).filter(households__gt=0).in_order()
    bookings = list(_bookings(programme))
    families = {each.family_id for each in bookings}
    reached = {booking.family_id for _carer, booking in _letters(bookings)}
    return Touched(list(dates), len(families), len(families - reached))


def tell(programme: Programme, names: Iterable[str], *, by: User) -> None:
    """One letter for each adult who comes; what a letter that has not gone yet would have said is in it, too."""
    bookings = list(_bookings(programme))
    not_gone = take_back_all("group_changed", about=bookings)
    programme.told_of = sorted({*names, *(programme.told_of if not_gone else ())})
    programme.save(update_fields=["told_of"])
    post_many("group_changed", _letters(bookings))
    record("group.told", programme, by=by, of=programme.told_of)


def _letters(bookings: Iterable[Booking]) -> list[tuple[Carer, Booking]]:
    """Whom it goes to, by e-mail, each about the first date that they come to or have arranged."""
    first = first_for_each(bookings, by=NewsBy.EMAIL)
    return [(carer, booking) for carer, booking in first if carer.email]


def _bookings(programme: Programme) -> QuerySet[Booking]:
    ahead = Occurrence.objects.filter(programme=programme).upcoming()
    live = with_hearers(Booking.objects.filter(occurrence__in=ahead).live())
    return live.order_by("occurrence__starts_at", "pk")
