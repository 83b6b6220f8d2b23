"""Times at desks, chosen and given under the lock of a clinic's date. Places are counted beside them, as anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.models import Appointment, Booking, Occurrence
from sessions.queries import appointments
from sessions.queries.room import HEAD, holding, limits_of, room_from, span_of
from sessions.rules import times


@dataclass(frozen=True)
class Day:
    """A clinic's date as it stands: which times are taken, who is in the hall when. `but_for` leaves one out."""

    occurrence: Occurrence
    but_for: Booking | None = None

    def free(self, party: rules.Party, *, after: datetime | None = None) -> list[times.Slot]:
        """The times that this party could have, desk and hall both."""
        slots = appointments.free_on(self.occurrence, party, self._taken, after=after)
        return [slot for slot in slots if self._has_room(slot, party)]

    @cached_property
    def _taken(self) -> list[times.Slot]:
        return appointments.taken_at([self.occurrence], but_for=self.but_for).get(self.occurrence.pk, [])

    @cached_property
    def _heads(self) -> list[tuple[object, ...]]:
        heads = holding([self.occurrence, *self.occurrence.beside])
        return list((heads.exclude(booking=self.but_for) if self.but_for else heads).values_list(*HEAD))

    @cached_property
    def _limits(self) -> rules.Limits:
        return limits_of(self.occurrence)

    def _has_room(self, slot: times.Slot, party: rules.Party) -> bool:
        room = room_from(self._heads, self.occurrence, slot.span)
        return not rules.space_bounds(self._limits, room, party)


def choose(occurrence: Occurrence, party: rules.Party, at: datetime | None, *, after: datetime) -> times.Slot | None:
    """The time asked for at a desk that is free for so long; none when there is none. The hall is asked after that."""
    if at is None:
        return None
    taken = appointments.taken_at([occurrence]).get(occurrence.pk, [])
    return next(
        (slot for slot in appointments.free_on(occurrence, party, taken, after=after) if slot.starts == at), None
    )


def at_same_time(occurrence: Occurrence, booking: Booking, party: rules.Party) -> times.Slot:
    """The same beginning for another party, at the same desk if it can be; raises Refused when it does not fit."""
    mine = appointments.slot_of(booking.appointment)
    span = times.Span(mine.starts, mine.starts + appointments.length_for(occurrence, party))
    taken = appointments.taken_at([occurrence], but_for=booking).get(occurrence.pk, [])
    pace = appointments.pace_of(occurrence.programme)
    if times.outside(span_of(occurrence), pace, span):
        raise longer(span)
    if not any(slot.desk == mine.desk and slot.span.overlaps(span) for slot in taken):
        return times.Slot(mine.desk, span)
    if slot := times.desk_for(span, pace.desks, taken):
        return slot
    raise longer(span)


def longer(span: times.Span) -> Refused:
    """Their time is too short for all who are ticked."""
    minutes = (span.ends - span.starts) // timedelta(minutes=1)
    says = _("All of you take %(minutes)d minutes, and your time is shorter. Choose another time first.")
    return Refused(says % {"minutes": minutes}, code="time")


def why_not(occurrence: Occurrence, party: rules.Party, at: datetime | None, *, after: datetime) -> rules.Bound:
    """Why a party got no time: somebody was quicker, they have not said which, or there is none."""
    if at is not None:
        return rules.Bound("time", times.TAKEN)
    if Day(occurrence).free(party, after=after):
        return rules.Bound("choose_time", times.CHOOSE)
    return rules.Bound("time", times.ALL_TAKEN)


def check_length(occurrence: Occurrence, party: rules.Party) -> None:
    """Would so long fit into an empty day?"""
    pace = appointments.pace_of(occurrence.programme)
    if next(pace.starts(span_of(occurrence), pace.length(party)), None) is None:
        says = _("So many babies at once take longer than we have here. Book for fewer, or ask us.")
        raise Refused(says, code="never_time", field="children")


def give(booking: Booking, slot: times.Slot) -> Appointment:
    """The first time of a booking."""
    row = Appointment(booking=booking, occurrence_id=booking.occurrence_id, desk=slot.desk, during=_during(slot))
    row.save()
    return row


def give_another(booking: Booking, slot: times.Slot) -> Appointment:
    """Another time than before, or the first one after all."""
    row = Appointment.objects.filter(booking=booking).first()
    if row is None:
        return give(booking, slot)
    row.desk, row.during, row.live, row.changes = slot.desk, _during(slot), True, row.changes + 1
    row.save()
    booking.appointment = row
    return row


def _during(slot: times.Slot) -> DateTimeTZRange:
    return DateTimeTZRange(slot.span.starts, slot.span.ends)


def take_back(*bookings: Booking | int) -> None:
    """Somebody else may have the time."""
    Appointment.objects.filter(booking__in=bookings).update(live=False)


def give_back(booking: Booking) -> None:
    """They have come after all: their own time again, at any desk that is free for it. Raises Refused if none is."""
    row = Appointment.objects.filter(booking=booking, live=False).first()
    if row is None:
        return
    span = appointments.slot_of(row).span
    taken = appointments.taken_at([booking.occurrence]).get(booking.occurrence_id, [])
    slot = times.desk_for(span, appointments.pace_of(booking.occurrence.programme).desks, taken)
    if slot is None:
        says = _("Somebody else has their time now. Press “Add a family” and choose another time for them.")
        raise Refused(says, code="time")
    row.desk, row.live = slot.desk, True
    row.save(update_fields=["desk", "live"])


def begins_in_time(slot: times.Slot) -> tuple[datetime, datetime] | None:
    """How long an offer of this time waits; none when it begins before anybody is awake."""
    return rules.offer_window(clock.now(), slot.starts)
