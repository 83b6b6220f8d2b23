"""Another time at a clinic, how a clinic spends its day, and what becomes of its times when a date moves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import wall_time
from groupsite.outbox.services import post, post_all
from sessions import rules
from sessions.models import LIVE, Appointment, Booking, BookingState, Clinic, Occurrence, Programme
from sessions.queries import appointments
from sessions.queries.bookings import parties_of
from sessions.queries.building import with_noted
from sessions.queries.room import limits_of, room_of, span_of
from sessions.rules import times
from sessions.services import desks, locks, places
from sessions.services.waiting_list import offer_ahead, offer_next


@transaction.atomic
def choose_time(booking: Booking, occurrence: Occurrence, at: datetime, *, by: User, at_door: bool = False) -> Booking:
    """Another time for a household that has one, or waits: on the same day or on another one of the clinic.

    Who stands `at_door` of a clinic that has begun may have been too late for theirs, and needs no letter.
    Raises Refused, and then they keep what they had.
    """
    here, there = locks.lock_all([booking.occurrence, occurrence])
    booking = Booking.objects.select_related("contact", "appointment", "family").get(pk=booking.pk)
    booking.occurrence = here
    _check(booking, there, at_door=at_door)
    if here == there:
        return _same_day(booking, at, by=by, at_door=at_door)
    return _other_day(booking, there, at, by=by)


def _check(booking: Booking, there: Occurrence, *, at_door: bool) -> None:
    if booking.state not in LIVE:
        raise Refused(_("This booking is over. Please book again."), code="over")
    in_time = booking.is_bookable or at_door
    if not in_time or not there.is_clinic or there.programme_id != booking.occurrence.programme_id:
        raise Refused(_("It is too late to change this time. Come to the door and ask us."), code="closed")
    if there.cancelled_at:
        raise Refused(_("This session is cancelled. Please choose another day."), code="cancelled")


def _same_day(booking: Booking, at: datetime, *, by: User, at_door: bool) -> Booking:
    day = booking.occurrence
    party = parties_of([booking], day.day)[booking.pk]
    had = getattr(booking, "appointment", None)
    if booking.state == BookingState.BOOKED and had and had.during.lower == at:
        return booking
    taken = appointments.taken_at([day], but_for=booking).get(day.pk, [])
    free = appointments.free_on(day, party, taken, after=appointments.begins_after(day, at_door=at_door))
    slot = next((each for each in free if each.starts == at), None)
    if slot is None:
        raise Refused(times.TAKEN, code="time")
    room = room_of(day, but_for=booking, span=slot.span)
    if at_door:
        room = with_noted(room, day)
    if bounds := rules.binding(rules.space_bounds(limits_of(day), room, party), override_why=booking.override_why):
        raise places.refusal(bounds[0])
    desks.give_another(booking, slot)
    was, booking.state, booking.offer_ends_at = booking.state, BookingState.BOOKED, None
    booking.save(update_fields=["state", "offer_ends_at"])
    record("booking.time_changed", booking, by=by)
    if not at_door:
        _tell(booking, was)
    offer_next(day)
    return booking


def _tell(booking: Booking, was: str) -> None:
    if booking.contact is None:
        return
    if was == BookingState.BOOKED:
        post("time_changed", to=booking.contact, about=booking)
    else:
        post_all(places.booked_letters(booking.occurrence, clock.now()), to=booking.contact, about=booking)


def _other_day(booking: Booking, there: Occurrence, at: datetime, *, by: User) -> Booking:
    """One letter says the new time, and its calendar file takes the old one out."""
    heads, had = list(booking.party.select_related("child", "carer")), booking.state
    ask = places.Ask(
        booking.family,
        [head.child for head in heads if head.child],
        [head.carer for head in heads if head.carer],
        contact=booking.contact,
        time=at,
        told_otherwise=had == BookingState.BOOKED,
    )
    new = places.take_locked(there, ask, by=by)
    places.end(booking, BookingState.GIVEN_UP, by=by)
    if new.contact and had == BookingState.BOOKED:
        post("time_changed", to=new.contact, about=new)
    offer_next(booking.occurrence)
    return new


# -- How a clinic spends its day -------------------------------------------------------------------
@transaction.atomic
def save_clinic(programme: Programme, values: dict[str, Any], *, by: User) -> Clinic:
    """Who runs it, and how long what takes. Times that are taken stay as they are; raises Refused when they cannot."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    ahead = Appointment.objects.filter(occurrence__programme=programme, live=True, during__endswith__gt=clock.now())
    over = ahead.filter(desk__gt=values["desks"], occurrence__cancelled_at=None).count()
    if over:
        says = ngettext(
            "%(count)d family has a time at a desk that would close. Move it first, or keep the desk.",
            "%(count)d families have times at a desk that would close. Move them first, or keep the desk.",
            over,
        )
        raise Refused(says % {"count": over}, code="desks", field="desks")
    clinic, _made = Clinic.objects.update_or_create(programme=programme, defaults=values)
    programme.clinic = clinic
    record("clinic.changed", programme, by=by)
    offer_ahead(programme)
    return clinic


# -- A date moves ----------------------------------------------------------------------------------
def moved_with(rows: Iterable[Occurrence]) -> list[Appointment]:
    """The times of these dates, unsaved, as they move along with the start; raises Refused when one falls outside.

    Each date carries `shifted`, by how much its start and its end have moved.
    """
    clinics = {row.pk: row for row in rows if row.is_clinic}
    found = list(Appointment.objects.filter(occurrence__in=clinics, live=True).order_by("pk"))
    for each in found:
        shift = clinics[each.occurrence_id].shifted[0]  # type: ignore[attr-defined]  # as `moving` left it
        each.changes += bool(shift)
        each.during = DateTimeTZRange(each.during.lower + shift, each.during.upper + shift)
    _check_inside(clinics, found)
    return found


def _check_inside(clinics: dict[int, Occurrence], found: Sequence[Appointment]) -> None:
    for pk, row in clinics.items():
        pace = replace(appointments.pace_of(row.programme), breaks=())
        spans = [appointments.slot_of(each).span for each in found if each.occurrence_id == pk]
        late = [span for span in spans if times.outside(span_of(row), pace, span)]
        if late:
            says = ngettext(
                "%(count)d family would be there after the end, until %(time)s. "
                "Choose a later end, or move that family first.",
                "%(count)d families would be there after the end, until %(time)s. "
                "Choose a later end, or move those families first.",
                len(late),
            )
            last = wall_time(max(span.ends for span in late))
            raise Refused(says % {"count": len(late), "time": last}, code="ends", field="ends")


def move_along(moved: Sequence[Appointment]) -> None:
    """Write what `moved_with` found, in one statement: nobody is in the way of a neighbour who moves as well."""
    Appointment.objects.bulk_update(moved, ["during", "changes"])
