"""Another date with room: for a household that waits, the next dates of the group at which all of it would fit (M3)."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, prefetch_related_objects

from groupsite.kit import clock
from sessions import rules
from sessions.models import Booking, Occurrence, PartyMember
from sessions.queries.room import GIVEN_WHOLE, limits_of, moment_of, rooms_of

LOOKED_AT, SHOWN = 6, 3


def other_dates(booking: Booking, heads: Sequence[PartyMember]) -> list[Occurrence]:
    """The next ones that are open, that they have not asked for, and that would take all of them now."""
    theirs = Booking.objects.live().filter(occurrence=OuterRef("pk"), family=booking.family_id)
    ahead = Occurrence.objects.filter(~Exists(theirs), programme=booking.occurrence.programme_id).upcoming()
    if booking.occurrence.programme.kind in GIVEN_WHOLE:
        return []
    rows, now = list(ahead.in_order()[:LOOKED_AT]), clock.now()
    prefetch_related_objects([row.programme for row in rows], "bands")
    hall = list(Occurrence.objects.in_halls_of(rows).select_related("programme", "venue"))
    for row in rows:
        row.beside = row.overlapping(hall)
    rooms = rooms_of(rows)
    fits = [row for row in rows if _is_open(row) and _takes(row, rooms[row.pk], heads)]
    return [row for row in fits if row.starts_at > now][:SHOWN]


def _is_open(row: Occurrence) -> bool:
    """For a place at once: where places are still to be given out, nobody can say yet."""
    moment, now = moment_of(row), clock.now()
    return rules.closed(moment, now) is None and not moment.is_asking(now)


def _takes(row: Occurrence, room: rules.Room, heads: Sequence[PartyMember]) -> bool:
    ages = tuple(head.child.age_in_months(row.day) for head in heads if head.child)
    party, limits = rules.Party(ages, sum(head.child is None for head in heads), expecting=True), limits_of(row)
    return not rules.party_bounds(limits, party) and not rules.space_bounds(limits, room, party)
