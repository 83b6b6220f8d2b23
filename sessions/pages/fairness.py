"""What leaders, and households that were in it, read of a draw: how it went, and that it can be drawn again (M4)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from families.rules.words import first_name
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions import words
from sessions.models import Booking, BookingState, Draw, Lot, Occurrence, Programme
from sessions.queries.access import register_is_open, sessions_led_by
from sessions.queries.room import moment_of
from sessions.rules import draws
from sessions.services import doors


@dataclass(frozen=True)
class Row:
    """One household in the order of the draw."""

    lot: Lot
    name: str
    chances: int
    number: str
    comes_to: str
    same: bool
    why: str = ""
    mine: bool = False


@dataclass(frozen=True)
class DrawPage:
    """A draw, and the same drawn again now."""

    draw: Draw
    rows: list[Row]

    @property
    def spaces(self) -> list[dict[str, Any]]:
        """What there was to give out; dates that were alike are said once."""
        alike: list[dict[str, Any]] = []
        for each in self.draw.dates:
            if alike and alike[-1]["limits"] == each["limits"] and alike[-1]["room"] == each["room"]:
                alike[-1]["times"] += 1
            else:
                alike.append({**each, "times": 1})
        return alike

    @property
    def has_codes(self) -> bool:
        """Was it drawn, as old ones were, by what leads to a booking? Then the tickets are not for others to read."""
        return any(row.lot.ticket in _codes(row.lot) for row in self.rows)

    @property
    def same(self) -> bool:
        """Does the same list come out?"""
        return all(row.same for row in self.rows)


def _codes(lot: Lot) -> set[UUID]:
    """Of the booking, and of the place on a course."""
    booking = lot.booking
    return {row.code for row in (booking, booking and booking.enrolment) if row}


@dataclass(frozen=True)
class Asking:
    """A session, or a course from its first date on, for which families ask now."""

    occurrence: Occurrence
    families: int
    settles_at: datetime | None
    is_due: bool


def asking(programme: Programme) -> list[Asking]:
    """What places are still to be given out for; nothing where whoever books first is in."""
    if programme.doors == Programme.Doors.FIRST_COME:
        return []
    rows, now = doors.asked_for(programme), clock.now()
    asked = Booking.objects.filter(state=BookingState.ASKED, occurrence__in=rows).values_list("occurrence", flat=True)
    families = Counter(asked)
    return [Asking(row, families[row.pk], moment_of(row).settles_at, doors.is_due(row, now)) for row in rows]


def draws_led_by(user: User) -> QuerySet[Draw]:
    """Draws this person may look at."""
    rows = Draw.objects.filter(occurrence__in=sessions_led_by(user))
    return rows.select_related("occurrence__programme__venue", "occurrence__venue")


def draws_with(user: User) -> QuerySet[Draw]:
    """Draws in which a household has a lot whose booking this person may open."""
    mine = Lot.objects.filter(booking__in=Booking.objects.for_user(user)).values("draw")
    return Draw.objects.filter(pk__in=mine).select_related("occurrence__programme__venue", "occurrence__venue")


def draw_page(draw: Draw, user: User) -> DrawPage:
    """Names are told to whoever may open the register now; the others read the list without them (TRUST §3)."""
    return _page(draw, named=register_is_open(user, draw.occurrence, clock.now()))


def page_of_family(draw: Draw, user: User) -> DrawPage:
    """Without names. The page says who comes, who is new and what did not fit of their own row alone."""
    mine = Booking.objects.for_user(user).filter(lots__draw=draw)
    return _page(draw, mine=frozenset(mine.values_list("pk", flat=True)))


def _page(draw: Draw, *, named: bool = False, mine: frozenset[int] = frozenset()) -> DrawPage:
    lots, again = (
        draw.lots.select_related("booking__contact", "booking__enrolment").order_by("place"),
        doors.replay(draw),
    )
    same = dict(enumerate(again, start=1))
    rows = [_row(draw, lot, same.get(lot.place), named=named, mine=lot.booking_id in mine) for lot in lots]
    return DrawPage(draw, rows)


def _row(draw: Draw, lot: Lot, again: tuple[str, str] | None, *, named: bool, mine: bool) -> Row:
    contact = lot.booking.contact if lot.booking else None
    ticket = draws.Ticket(str(lot.ticket), (), lot.newcomer, lot.missed)
    return Row(
        lot=lot,
        name=first_name(contact.name) if contact and named else "",
        chances=ticket.weight,
        number=f"{draws.number(draw.seed, ticket.code):.6f}",
        comes_to=f"{draws.comes_to(draw.seed, ticket):.6f}",
        why=words.passed_over(lot.kept_from) if lot.kept_from else "",
        same=again == (str(lot.ticket), lot.kept_from),
        mine=mine,
    )
