"""Changing who comes without giving the place or the turn up, and coming with fewer (M3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer, Child, Right, Say
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_all
from sessions import rules
from sessions.models import HOLDING, LIVE, Attendance, Booking, BookingState, Occurrence, PartyMember
from sessions.queries import appointments
from sessions.queries.agreeing import has_agreed
from sessions.queries.bookings import parties_of
from sessions.queries.room import limits_of, room_and_clashes, span_of
from sessions.rules.times import Slot, Span
from sessions.services import desks, places, ways_in
from sessions.services.waiting_list import offer_next


@dataclass(frozen=True)
class _Change:
    """A party as it is and as it is to be."""

    ask: places.Ask
    coming: list[PartyMember]
    leaving: list[PartyMember]

    @property
    def is_one(self) -> bool:
        """Does anybody come or stay at home who did not before?"""
        return bool(self.coming or self.leaving)


@transaction.atomic
def change_party(booking: Booking, *, children: Sequence[Child], adults: Sequence[Carer], by: User) -> Booking:
    """These come, and the place or the turn stays theirs.

    Raises Refused, naming the limit that bound, and then the party is as it was. Children who are closed to
    whoever asks stay in it. Who takes people out is never refused for room.
    """
    occurrence, booking = _locked(booking)
    change = _change(booking, children, adults, by=by)
    if not change.is_one:
        return booking
    slot = _longer(occurrence, booking, change)
    span = slot.span if slot else span_of(booking.visit)
    _check(occurrence, booking, change, fits=booking.state in HOLDING and bool(change.coming), span=span)
    _write(booking, change, by=by)
    if slot:
        desks.give_another(booking, slot)
    offered = offer_next(occurrence)
    if booking.contact and booking not in offered:
        post("party_changed", to=booking.contact, about=booking)
    booking.refresh_from_db()
    return booking


@transaction.atomic
def take_fewer(booking: Booking, *, children: Sequence[Child], adults: Sequence[Carer], by: User) -> Booking:
    """A household that waits comes with fewer, and is booked at once; Refused when the places have gone meanwhile."""
    occurrence, booking = _locked(booking)
    if booking.state == BookingState.BOOKED:
        return booking
    change = _change(booking, children, adults, by=by)
    if booking.state != BookingState.WAITING or change.coming or occurrence.is_clinic:
        raise Refused(_("Please choose from the people who wait with you."), code="not_fewer")
    if not has_agreed(booking):
        raise ways_in.no_yes(_("Please read what could go wrong first, and say that you agree."))
    _check(occurrence, booking, change, fits=True, span=span_of(occurrence))
    _write(booking, change, by=by)
    booking.state, booking.passed_over, booking.placed_at = BookingState.BOOKED, "", clock.now()
    booking.save(update_fields=["state", "passed_over", "placed_at"])
    record("booking.took_fewer", booking, by=by)
    if booking.contact:
        post_all(places.booked_letters(occurrence, clock.now()), to=booking.contact, about=booking)
    return booking


def _locked(booking: Booking) -> tuple[Occurrence, Booking]:
    occurrence = places.lock(booking.occurrence, freeing=True)
    booking = Booking.objects.select_related("contact", "family", "appointment").get(pk=booking.pk)
    booking.occurrence = occurrence
    if booking.state not in LIVE:
        raise Refused(_("This booking is over. Please book again."), code="over")
    if occurrence.cancelled_at or clock.now() >= booking.visit.starts_at:
        raise Refused(_("It is too late to change who comes. Come to the door and ask us."), code="closed")
    if booking.attendance == Attendance.CAME:
        raise Refused(_("You are ticked as here already. If that is wrong, ask your leader."), code="here")
    if booking.enrolment_id and booking.state != BookingState.BOOKED:
        raise Refused(
            _("You wait for all dates of a course. To come with others, leave it and ask again."), code="course"
        )
    return occurrence, booking


def _change(booking: Booking, children: Sequence[Child], adults: Sequence[Carer], *, by: User) -> _Change:
    heads = list(booking.party.select_related("child", "carer").order_by("pk"))
    shut = set(Right.objects.closing(by, Say.NONE).values_list("child", flat=True))
    places.check_theirs(places.Ask(booking.family, children, adults), by=by)
    staying = [head.child for head in heads if head.child and head.child_id in shut]
    ask = places.Ask(booking.family, [*children, *staying], adults)
    people: list[Child | Carer] = [*ask.children, *adults]
    there, wanted = {_who(head): head for head in heads}, {(type(each), each.pk): each for each in people}
    return _Change(
        ask=ask,
        coming=[_head(booking, person) for who, person in wanted.items() if who not in there],
        leaving=[head for who, head in there.items() if who not in wanted],
    )


def _who(head: PartyMember) -> tuple[type, int]:
    return (Child, head.child_id) if head.child_id else (Carer, head.carer_id or 0)


def _head(booking: Booking, person: Child | Carer) -> PartyMember:
    if isinstance(person, Child):
        return PartyMember(booking=booking, occurrence=booking.occurrence, child=person)
    return PartyMember(booking=booking, occurrence=booking.occurrence, carer=person)


def _check(occurrence: Occurrence, booking: Booking, change: _Change, *, fits: bool, span: Span) -> None:
    ask, limits = change.ask, limits_of(occurrence)
    party = ask.party(occurrence.day)
    places.check_party(occurrence, ask, limits, party, lets=booking.override_why)
    room, clashes = room_and_clashes(occurrence, children=ask.children, adults=ask.adults, but_for=booking, span=span)
    places.check_homes(ask, clashes)
    if fits and (bounds := rules.space_bounds(limits, room, party)):
        raise places.refusal(bounds[0])


def _longer(occurrence: Occurrence, booking: Booking, change: _Change) -> Slot | None:
    """At a clinic another party may need longer, or less: the same beginning, if all of it is free."""
    if not occurrence.is_clinic or booking.state not in HOLDING:
        return None
    was, party = parties_of([booking], occurrence.day)[booking.pk], change.ask.party(occurrence.day)
    if appointments.length_for(occurrence, was) == appointments.length_for(occurrence, party):
        return None
    return desks.at_same_time(occurrence, booking, party)


def _write(booking: Booking, change: _Change, *, by: User) -> None:
    booking.party.filter(pk__in=[head.pk for head in change.leaving]).delete()
    PartyMember.objects.bulk_create(change.coming)
    record("booking.party_changed", booking, by=by, more=len(change.coming), fewer=len(change.leaving))
