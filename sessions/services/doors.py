"""Giving places out at a set time: newcomers first, or by a draw that anybody who was in it can draw again (M4).

A session and a whole course come the same way; how they differ is in `giving`.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import uuid4

from django.db import transaction

from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.outbox.services import post_several
from sessions import rules
from sessions.models import Booking, BookingState, Draw, Enrolment, Lot, Occurrence, Programme
from sessions.queries.courses import first_dates
from sessions.queries.luck import luck_of
from sessions.queries.room import moment_of
from sessions.rules import draws
from sessions.services import giving, places
from sessions.services.skips import note_passed_over

log = logging.getLogger(__name__)


def settle_all() -> int:
    """Every session and every course whose time has come; how many. A fault at one stops no other."""
    settled = 0
    for occurrence in asked_for():
        try:
            settled += bool(is_due(occurrence, clock.now()) and settle(occurrence))
        except Exception:  # whatever is wrong here must not keep other households from their places
            log.exception("places of session %s could not be given out", occurrence.code)
    return settled


def settle_due(programme: Programme) -> int:
    """The same of one group or course, for a leader who does not wait for the clock; how many.

    Never before the moment that families were told.
    """
    return sum(bool(is_due(each, clock.now()) and settle(each)) for each in asked_for(programme))


def asked_for(programme: Programme | None = None) -> list[Occurrence]:
    """Sessions for which somebody asks now; of a course, its first date."""
    asked = Booking.objects.filter(state=BookingState.ASKED)
    rows = Occurrence.objects.filter(cancelled_at=None).select_related("programme")
    if programme:
        rows = rows.filter(programme=programme)
    single = rows.filter(pk__in=asked.filter(enrolment=None).values("occurrence")).order_by("pk")
    whole = Enrolment.objects.filter(state=BookingState.ASKED).values("programme")
    return [*single, *first_dates(rows.filter(programme__in=whole))]


def is_due(occurrence: Occurrence, at: datetime) -> bool:
    """Is it time, or are there no special doors any more?"""
    return not moment_of(occurrence).is_asking(at)


@transaction.atomic
def settle(occurrence: Occurrence, *, seed: str = "") -> list[Any]:
    """Give the places out to those who asked, for a session or with any of its dates a course; who they were.

    Twice is harmless: nobody is asking the second time.
    """
    given = giving.at(places.lock(occurrence))
    asked = given.asked()
    if not asked or given.is_asking(clock.now()):
        return []
    if given.programme.doors == Programme.Doors.DRAW:
        asked, kept_from = _draw(given, asked, seed or token_hex(16))
    else:
        parties = given.parties(asked)
        kept_from = draws.hand_out(given.spaces(), [parties[row.pk] for row in asked])
    _give(given, asked, kept_from)
    return asked


def _draw(given: giving.Session, asked: Sequence[Any], seed: str) -> tuple[list[Any], list[str]]:
    spaces, tickets = given.spaces(), _tickets(given, asked)
    theirs = {ticket.code: row for ticket, row in zip(tickets, asked, strict=True)}
    drawn = draws.in_order(seed, tickets)
    kept_from = draws.hand_out(spaces, [ticket.parties for ticket in drawn])
    first = given.dates[0]
    draw = Draw.objects.create(
        occurrence=first, seed=seed, drawn_at=clock.now(), dates=[asdict(each) for each in spaces]
    )
    bookings = {_whose(row): row for row in given.bookings(asked) if row.occurrence_id == first.pk}
    rows = zip(drawn, kept_from, strict=True)
    Lot.objects.bulk_create(
        _lot(draw, ticket, bookings.get(theirs[ticket.code].family_id), n, why)
        for n, (ticket, why) in enumerate(rows, start=1)
    )
    record("session.drawn", first, by=None, draw=str(draw.code), asked=len(asked))
    return [theirs[ticket.code] for ticket in drawn], kept_from


def _whose(booking: Booking) -> int:
    return booking.family_id


def _lot(draw: Draw, ticket: draws.Ticket, booking: Booking | None, place: int, kept_from: str) -> Lot:
    return Lot(
        draw=draw,
        booking=booking,
        ticket=ticket.code,
        parties=[{"ages": list(party.ages), "adults": party.adults} for party in ticket.parties],
        newcomer=ticket.newcomer,
        missed=ticket.missed,
        place=place,
        kept_from=kept_from,
    )


def _tickets(given: giving.Session, asked: Sequence[Any]) -> list[draws.Ticket]:
    """Each has a number by chance. All who were in the draw read it, so it leads to nobody's booking."""
    parties, luck = given.parties(asked), luck_of(given.dates[0], [row.family_id for row in asked])
    return [
        draws.Ticket(str(uuid4()), parties[row.pk], luck[row.family_id].newcomer, luck[row.family_id].missed)
        for row in asked
    ]


def _give(given: giving.Session, rows: Sequence[Any], kept_from: Sequence[str]) -> None:
    now = clock.now()
    for turn, (row, why) in enumerate(zip(rows, kept_from, strict=True)):
        row.state, row.passed_over = (BookingState.WAITING, why) if why else (BookingState.BOOKED, "")
        row.waiting_since = now + rules.A_TURN * turn  # whoever had a turn before is still before
    given.keep(rows)
    lucky = [row for row in rows if row.state == BookingState.BOOKED]
    others = [row for row in rows if row.state == BookingState.WAITING]
    if lucky:
        record_all(f"{lucky[0]._meta.model_name}.got_in", lucky, by=None)
    note_passed_over(others)
    _tell(given, lucky, others, now)


def _tell(given: giving.Session, lucky: Sequence[Any], others: Sequence[Any], now: datetime) -> None:
    """Whoever got in hears it when people are awake, and of each date the evening before it."""
    got_in, waits = given.letters()
    letters = [(got_in, row.contact, row, rules.awake(now)) for row in lucky]
    letters += [(waits, row.contact, row, rules.awake(now)) for row in others]
    evenings = [(row, clock.evening_before(row.occurrence.starts_at)) for row in given.bookings(lucky)]
    letters += [("session_reminder", row.contact, row, evening) for row, evening in evenings if now < evening]
    post_several(letter for letter in letters if letter[1])


def replay(draw: Draw) -> list[tuple[str, str]]:
    """Drawn again from what is on record: which ticket, and what kept it out, in the order of the draw."""
    tickets = [
        draws.Ticket(str(lot.ticket), parties_on_record(lot), lot.newcomer, lot.missed) for lot in draw.lots.all()
    ]
    drawn = draws.in_order(draw.seed, tickets)
    kept_from = draws.hand_out(spaces_on_record(draw), [ticket.parties for ticket in drawn])
    return [(ticket.code, why) for ticket, why in zip(drawn, kept_from, strict=True)]


def spaces_on_record(draw: Draw) -> list[rules.Space]:
    """What each date could take when it was drawn, and who had places already."""
    return [rules.Space(_limits(each["limits"]), _room(each["room"])) for each in draw.dates]


def _limits(kept: dict[str, Any]) -> rules.Limits:
    return rules.Limits(**kept | {"bands": tuple(rules.BandLimit(**band) for band in kept["bands"])})


def _room(kept: dict[str, Any]) -> rules.Room:
    return rules.Room(**kept | {"ages": tuple(kept["ages"])})


def parties_on_record(lot: Lot) -> tuple[rules.Party, ...]:
    """Who would have come to each date, as it was drawn."""
    return tuple(rules.Party(tuple(each["ages"]), each["adults"]) for each in lot.parties)
