"""What a leader reads of a draw: how it went, and that it comes out the same when it is drawn again (M4)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    same: bool
    why: str = ""


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
    def same(self) -> bool:
        """Does the same list come out?"""
        return all(row.same for row in self.rows)


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


def draw_page(draw: Draw, user: User) -> DrawPage:
    """Names are told to whoever may open the register now; the others read the list without them (TRUST §3)."""
    named = register_is_open(user, draw.occurrence, clock.now())
    lots = draw.lots.select_related("booking__contact").order_by("place")
    again = doors.replay(draw)
    rows = [_row(draw, lot, again[lot.place - 1] if lot.place <= len(again) else None, named=named) for lot in lots]
    return DrawPage(draw, rows)


def _row(draw: Draw, lot: Lot, again: tuple[str, str] | None, *, named: bool) -> Row:
    contact = lot.booking.contact if lot.booking else None
    ticket = draws.Ticket(str(lot.ticket), (), lot.newcomer, lot.missed)
    return Row(
        lot=lot,
        name=first_name(contact.name) if contact and named else "",
        chances=ticket.weight,
        number=f"{draws.number(draw.seed, ticket.code):.6f}",
        why=words.passed_over(lot.kept_from) if lot.kept_from else "",
        same=again == (str(lot.ticket), lot.kept_from),
    )
