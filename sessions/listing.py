"""What the pages show: sessions by day, one session, one booking. A fixed number of questions, whatever the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from families.models import Carer, Child
from groupsite.kit import clock
from sessions import rules, words
from sessions.models import LIVE, Booking, BookingState, Occurrence, Venue
from sessions.queries import limits_of, moment_of, places_left, position, room_of

WEEKS_SHOWN = 4
MOST_ROWS = 100


@dataclass(frozen=True)
class Listed:
    """One session in a list."""

    occurrence: Occurrence
    sign: words.Sign
    standing: words.Sign | None
    ages: str
    price: str

    @property
    def shown(self) -> words.Sign:
        """A household's own standing says more than places left."""
        return self.standing or self.sign


def listed(occurrences: Iterable[Occurrence]) -> list[Listed]:
    """Each session with its places in words, by one count."""
    rows, now = list(occurrences), clock.now()
    left = places_left(rows)
    return [
        Listed(
            occurrence=row,
            sign=words.places(left[row.pk], moment_of(row), now),
            standing=words.STANDING[state]() if (state := getattr(row, "standing", None)) else None,
            ages=words.ages(row.programme.from_months, row.programme.to_months),
            price=words.price(row.programme.price_pence),
        )
        for row in rows
    ]


def by_day(rows: Sequence[Listed]) -> list[tuple[date, list[Listed]]]:
    """The list, day by day."""
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.occurrence.day)]


def whats_on(user: Any, *, since: date, months: tuple[int, int] | None = None, venue: str = "") -> QuerySet[Occurrence]:
    """Four weeks of sessions that are not over, with where this person's household stands at each."""
    until = since + timedelta(weeks=WEEKS_SHOWN)
    rows = Occurrence.objects.filter(ends_at__gte=clock.now(), day__gte=since, day__lt=until).in_order()
    if months:
        rows = rows.filter(programme__from_months__lt=months[1], programme__to_months__gt=months[0])
    if venue:
        rows = rows.filter(programme__venue__code=venue)
    if user.is_authenticated:
        mine = Booking.objects.filter(occurrence=OuterRef("pk"), family__carers__user=user, state__in=LIVE)
        rows = rows.annotate(standing=Subquery(mine.values("state")[:1]))
    return rows[:MOST_ROWS]


def neighbours(since: date, rows: Sequence[Listed]) -> dict[str, date | None]:
    """Where the list goes on, and where it came from."""
    today, step = clock.today(), timedelta(weeks=WEEKS_SHOWN)
    later = rows[-1].occurrence.day if len(rows) == MOST_ROWS else since + step
    return {"earlier": max(today, since - step) if since > today else None, "later": later}


def venues_in_use() -> QuerySet[Venue]:
    """Halls in which something is still to come."""
    ahead = Occurrence.objects.filter(ends_at__gte=clock.now()).values("programme__venue")
    return Venue.objects.filter(pk__in=ahead).order_by("name")


def sessions_to_show() -> QuerySet[Occurrence]:
    """Any session has its page, over or not."""
    return Occurrence.objects.select_related("programme__venue")


@dataclass(frozen=True)
class Household:
    """The people a signed-in parent may bring."""

    me: Carer
    adults: list[Carer]
    children: list[Child]


def household_of(user: Any) -> Household | None:
    """The household of a signed-in carer; none before they have joined."""
    if not user.is_authenticated:
        return None
    adults = list(Carer.objects.filter(family__carers__user=user).select_related("family").order_by("-is_main", "pk"))
    me = next((adult for adult in adults if adult.user_id == user.pk), None)
    if me is None:
        return None
    children = list(Child.objects.filter(homes__family=me.family_id).order_by("born_on", "due_on", "pk"))
    return Household(me, adults, children)


@dataclass(frozen=True)
class SessionPage:
    """What one session's page tells."""

    occurrence: Occurrence
    limits: rules.Limits
    room: rules.Room
    sign: words.Sign
    ages: str
    price: str
    closed: rules.Bound | None


def session_page(occurrence: Occurrence) -> SessionPage:
    """A session with its places."""
    limits, room, now = limits_of(occurrence.programme), room_of(occurrence), clock.now()
    moment, programme = moment_of(occurrence), occurrence.programme
    return SessionPage(
        occurrence=occurrence,
        limits=limits,
        room=room,
        sign=words.places(rules.left(limits, room), moment, now),
        ages=words.ages(programme.from_months, programme.to_months),
        price=words.price(programme.price_pence),
        closed=rules.closed(moment, now),
    )


def standing_of(user: Any, occurrence: Occurrence) -> Booking | None:
    """This person's household's live booking at a session."""
    if not user.is_authenticated:
        return None
    return Booking.objects.for_user(user).live().filter(occurrence=occurrence).first()


def bookings_to_show(user: Any) -> QuerySet[Booking]:
    """Bookings this person may open."""
    return Booking.objects.for_user(user).select_related("occurrence__programme__venue")


def booking_page(booking: Booking) -> dict[str, Any]:
    """A booking as its page shows it: who comes, and for those who wait, which turn and why (M3)."""
    heads = booking.party.select_related("child", "carer").order_by("pk")
    waiting = booking.state == BookingState.WAITING
    now = clock.now()
    return {
        "booking": booking,
        "occurrence": booking.occurrence,
        "people": [str(head.child.first_name if head.child else head.carer) for head in heads],
        "position": position(booking) if waiting else None,
        "why_waiting": words.WHY_WAITING[booking.passed_over] if waiting else "",
        "started": booking.occurrence.starts_at <= now,
        "offer_is_on": bool(booking.offer_ends_at and booking.offer_ends_at > now),
    }
