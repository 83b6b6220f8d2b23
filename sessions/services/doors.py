"""Giving places out at a set time: newcomers first, or by a draw that anybody who leads can draw again (M4)."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction
from django.db.models import Exists, OuterRef

from families.models import Carer, Family
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.outbox.services import post_many
from sessions import rules
from sessions.models import Attendance, Booking, BookingState, Draw, Lot, Occurrence, Programme
from sessions.queries.bookings import parties_of
from sessions.queries.room import limits_of, moment_of, room_of
from sessions.rules import draws
from sessions.services import places
from sessions.services.waiting_list import note_passed_over

log = logging.getLogger(__name__)
REMEMBERED = timedelta(weeks=12)
"""So long having missed out makes the chance better."""
LETTERS = {
    Programme.Doors.DRAW: ("place_drawn", "place_not_drawn"),
    Programme.Doors.NEWCOMERS: ("booking_made", "booking_waiting"),
    Programme.Doors.FIRST_COME: ("booking_made", "booking_waiting"),
}
"""To those who got in, and to those who are on the list now."""


def settle_all() -> int:
    """Every session whose time has come; how many. A fault at one stops no other."""
    asked = Booking.objects.filter(state=BookingState.ASKED)
    sessions = Occurrence.objects.filter(pk__in=asked.values("occurrence"), cancelled_at=None)
    settled = 0
    for occurrence in sessions.select_related("programme").order_by("pk"):
        try:
            settled += bool(is_due(occurrence, clock.now()) and settle(occurrence))
        except Exception:  # whatever is wrong here must not keep other households from their places
            log.exception("places of session %s could not be given out", occurrence.code)
    return settled


def is_due(occurrence: Occurrence, at: datetime) -> bool:
    """Is it time, or are there no special doors any more?"""
    return not moment_of(occurrence).is_asking(at)


@transaction.atomic
def settle(occurrence: Occurrence, *, seed: str = "") -> list[Booking]:
    """Give the places out to those who asked; who they were. Twice is harmless: nobody is asking the second time."""
    occurrence = places.lock(occurrence)
    asked = Booking.objects.filter(occurrence=occurrence, state=BookingState.ASKED).select_related("contact")
    bookings = list(asked.order_by("waiting_since", "pk"))
    if not bookings or not is_due(occurrence, clock.now()):
        return []
    if occurrence.programme.doors == Programme.Doors.DRAW:
        bookings, kept_from = _draw(occurrence, bookings, seed or token_hex(16))
    else:
        parties = parties_of(bookings, occurrence.day)
        theirs = [parties[booking.pk] for booking in bookings]
        kept_from = draws.hand_out(limits_of(occurrence), room_of(occurrence), theirs)
    _give(occurrence, bookings, kept_from)
    return bookings


def _draw(occurrence: Occurrence, bookings: Sequence[Booking], seed: str) -> tuple[list[Booking], list[str]]:
    limits, room = limits_of(occurrence), room_of(occurrence)
    drawn = draws.in_order(seed, _tickets(occurrence, bookings))
    kept_from = draws.hand_out(limits, room, [ticket.party for ticket in drawn])
    theirs = {str(booking.code): booking for booking in bookings}
    draw = Draw.objects.create(
        occurrence=occurrence, seed=seed, drawn_at=clock.now(), limits=asdict(limits), room=asdict(room)
    )
    rows = zip(drawn, kept_from, strict=True)
    lots = [_lot(draw, ticket, theirs[ticket.code], n, why) for n, (ticket, why) in enumerate(rows, start=1)]
    Lot.objects.bulk_create(lots)
    record("session.drawn", occurrence, by=None, draw=str(draw.code), asked=len(bookings))
    return [theirs[ticket.code] for ticket in drawn], kept_from


def _lot(draw: Draw, ticket: draws.Ticket, booking: Booking, place: int, kept_from: str) -> Lot:
    return Lot(
        draw=draw,
        booking=booking,
        ticket=booking.code,
        ages=list(ticket.party.ages),
        adults=ticket.party.adults,
        newcomer=ticket.newcomer,
        missed=ticket.missed,
        place=place,
        kept_from=kept_from,
    )


def _tickets(occurrence: Occurrence, bookings: Sequence[Booking]) -> list[draws.Ticket]:
    families, parties = [booking.family_id for booking in bookings], parties_of(bookings, occurrence.day)
    known, missed = have_been(families), times_missed(occurrence, families)
    return [
        draws.Ticket(
            code=str(booking.code),
            party=parties[booking.pk],
            newcomer=booking.family_id not in known,
            missed=missed.get(booking.family_id, 0),
        )
        for booking in bookings
    ]


def have_been(families: Iterable[int]) -> set[int]:
    """Those of these households that have come to anything."""
    came = Booking.objects.filter(family=OuterRef("pk"), attendance=Attendance.CAME)
    return set(Family.objects.filter(Exists(came), pk__in=list(families)).values_list("pk", flat=True))


def times_missed(occurrence: Occurrence, families: Iterable[int]) -> dict[int, int]:
    """How often each asked for this group and did not get in, since it last had a place there."""
    now = clock.now()
    before = Booking.objects.filter(
        family__in=list(families),
        occurrence__programme=occurrence.programme_id,
        occurrence__starts_at__range=(now - REMEMBERED, now),
        occurrence__cancelled_at=None,
        state__in=[BookingState.BOOKED, BookingState.WAITING],
    )
    missed: dict[int, int] = {}
    for family, state in before.order_by("occurrence__starts_at").values_list("family_id", "state"):
        missed[family] = missed.get(family, 0) + 1 if state == BookingState.WAITING else 0
    return missed


def _give(occurrence: Occurrence, bookings: Sequence[Booking], kept_from: Sequence[str]) -> None:
    now = clock.now()
    for turn, (booking, why) in enumerate(zip(bookings, kept_from, strict=True)):
        booking.state, booking.passed_over = (BookingState.WAITING, why) if why else (BookingState.BOOKED, "")
        booking.placed_at = None if why else now
        booking.waiting_since = now + timedelta(microseconds=turn)  # whoever had a turn before is still before
    Booking.objects.bulk_update(bookings, ["state", "passed_over", "waiting_since", "placed_at"])
    lucky = [booking for booking in bookings if booking.state == BookingState.BOOKED]
    others = [booking for booking in bookings if booking.state == BookingState.WAITING]
    record_all("booking.got_in", lucky, by=None)
    note_passed_over(others)
    _tell(occurrence, lucky, others, now)


def _tell(occurrence: Occurrence, lucky: Sequence[Booking], others: Sequence[Booking], now: datetime) -> None:
    got_in, waits = LETTERS[Programme.Doors(occurrence.programme.doors)]
    for kind, due in places.booked_letters(occurrence, now):
        sent = got_in if kind == "booking_made" else kind
        post_many(sent, _to(lucky), due=due or rules.awake(now))
    post_many(waits, _to(others), due=rules.awake(now))


def _to(bookings: Sequence[Booking]) -> Iterable[tuple[Carer, Booking]]:
    return ((booking.contact, booking) for booking in bookings if booking.contact)


def replay(draw: Draw) -> list[tuple[str, str]]:
    """Drawn again from what is on record: which ticket, and what kept it out, in the order of the draw."""
    tickets = [
        draws.Ticket(str(lot.ticket), rules.Party(tuple(lot.ages), lot.adults), lot.newcomer, lot.missed)
        for lot in draw.lots.all()
    ]
    drawn = draws.in_order(draw.seed, tickets)
    kept_from = draws.hand_out(limits_on_record(draw), room_on_record(draw), [ticket.party for ticket in drawn])
    return [(ticket.code, why) for ticket, why in zip(drawn, kept_from, strict=True)]


def limits_on_record(draw: Draw) -> rules.Limits:
    """What the session could take when it was drawn."""
    bands = tuple(rules.BandLimit(**band) for band in draw.limits["bands"])
    return rules.Limits(**{**draw.limits, "bands": bands})


def room_on_record(draw: Draw) -> rules.Room:
    """Who had places already when it was drawn."""
    return rules.Room(**{**draw.room, "ages": tuple(draw.room["ages"])})
