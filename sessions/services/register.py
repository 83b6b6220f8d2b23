"""At the door: who came, and families nobody expected. Attendance is unknown until somebody says."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family
from families.services.details import ChildDetails
from families.services.registration import quick_family
from families.services.returning import come_back
from families.services.twins import call_different
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.models import (
    LIVE,
    Appointment,
    Attendance,
    Booking,
    BookingState,
    Occurrence,
    PartyMember,
    Presence,
    Press,
)
from sessions.queries.bookings import parties_of
from sessions.queries.building import with_noted
from sessions.queries.room import limits_of, room_of, span_of
from sessions.rules import times
from sessions.services import desks, places, ways_in


@transaction.atomic
def mark(booking: Booking, attendance: str, *, by: User) -> Booking:
    """Say that a household came, did not come, or take back what was said.

    One that was marked as missing, or whose places were passed on at the door, comes in again only if it still fits.
    """
    holding = Booking.objects.filter(pk=booking.pk, state=BookingState.BOOKED, released_at=None)
    if not _say(holding.exclude(attendance__in=[attendance, Attendance.MISSED]), booking, attendance, by=by):
        _mark_again(booking, attendance, by=by)
    if attendance == Attendance.CAME:
        come_back([booking.family_id], by=by)
    return booking


def _mark_again(booking: Booking, attendance: str, *, by: User) -> None:
    """The rarer half: nothing to change, no place yet, or back from missing."""
    occurrence = places.lock(booking.occurrence)
    booking.refresh_from_db(fields=["state", "attendance", "arrived_at", "released_at"])
    if booking.state != BookingState.BOOKED:
        raise Refused(_("This family has no place yet. Let them in at the door first."), code="not_booked")
    if booking.attendance != attendance:
        if attendance != Attendance.MISSED:
            _check_back(occurrence, booking)
            desks.give_back(booking)
        _say(Booking.objects.filter(pk=booking.pk), booking, attendance, by=by)


def _check_back(occurrence: Occurrence, booking: Booking) -> None:
    try:
        check_room(occurrence, booking, override_why=booking.override_why)
    except Refused as no:
        if not booking.released_at or no.code == "fire":
            raise
        says = _(
            "Their places were passed on, and there is no room for all of them now. "
            "Tell them we are sorry. Can some of them stay, or may we book them in for next time?"
        )
        raise Refused(says, code="passed_on") from no


def _say(rows: QuerySet[Booking], booking: Booking, attendance: str, *, by: User) -> bool:
    arrived = clock.now() if attendance == Attendance.CAME else None
    if not rows.update(attendance=attendance, arrived_at=arrived, released_at=None):
        return False
    booking.attendance, booking.arrived_at, booking.released_at = attendance, arrived, None
    _press(booking, attendance, by=by)
    record(f"visit.{attendance}", booking, by=by)
    return True


def _press(booking: Booking, attendance: str, *, by: User) -> None:
    """Kept beside what phones without a signal will tell later. Not to come is nothing anybody saw."""
    if attendance != Attendance.MISSED:
        says = Presence.HERE if attendance == Attendance.CAME else Presence.AWAY
        Press.objects.create(key=uuid4(), booking=booking, says=says, pressed_at=clock.now(), by=by)
    if attendance != Attendance.CAME:  # whoever has not come has nobody who differs
        PartyMember.objects.filter(booking=booking).exclude(presence="").update(presence="")


@transaction.atomic
def say_interpreter(booking: Booking, *, booked: bool, by: User) -> None:
    """An interpreter is booked for this family's visit, or is not after all (S4-06)."""
    if Booking.objects.filter(pk=booking.pk).exclude(interpreter_booked=booked).update(interpreter_booked=booked):
        booking.interpreter_booked = booked
        record("interpreter.booked" if booked else "interpreter.not_booked", booking, by=by)


@transaction.atomic
def rest_missed(occurrence: Occurrence, *, by: User) -> int:
    """Everybody booked of whom nobody has said anything did not come; how many households."""
    if clock.now() < occurrence.starts_at:
        raise Refused(_("This session has not started yet. Families may still come."), code="not_started")
    expected = Booking.objects.filter(occurrence=occurrence, state=BookingState.BOOKED, attendance=Attendance.UNKNOWN)
    later = Appointment.objects.filter(occurrence=occurrence, during__startswith__gt=clock.now())
    expected = expected.exclude(pk__in=later.values("booking")).order_by("pk")
    silent = list(expected.select_for_update(of=("self",)).values_list("pk", flat=True))  # whoever is ticked now is in
    if occurrence.is_clinic:
        desks.take_back(*silent)
    Booking.objects.filter(pk__in=silent).update(attendance=Attendance.MISSED)
    record("visit.rest_missed", occurrence, by=by, households=len(silent))
    return len(silent)


@transaction.atomic
def walk_in(
    occurrence: Occurrence,
    family: Family,
    *,
    children: Sequence[Child],
    adults: Sequence[Carer],
    by: User,
    override_why: str = "",
    agreed: bool = False,
) -> Booking:
    """Let a household in that stands at the door, by the same rules as any booking.

    A reason lets a leader go over every limit but the fire limit; it shows on the register. `agreed`: they said yes to
    the risks of a trip, aloud.
    """
    live = Booking.objects.filter(occurrence=occurrence, family=family, state__in=LIVE).first()
    if live is None:
        ask = places.Ask(family, children, adults, walk_in=True, override_why=override_why)
        live = places.take(occurrence, ask, by=by)
    elif live.state != BookingState.BOOKED:
        live = _admit(live, by=by, override_why=override_why)
    if agreed:
        ways_in.agree_later(live, by=by, spoken=True)
    return mark(live, Attendance.CAME, by=by)


@transaction.atomic
def walk_in_new(
    occurrence: Occurrence,
    *,
    name: str,
    phone: str,
    children: Sequence[ChildDetails],
    by: User,
    override_why: str = "",
    unlike: Sequence[Family] = (),
) -> Booking:
    """A family nobody knows yet: written down with them and let in, or neither.

    `unlike` are households a leader was shown and said they are not.
    """
    family = write_down(name=name, phone=phone, children=children, by=by, unlike=unlike)
    theirs, adults = list(family.children.order_by("pk")), list(family.carers.all())
    return walk_in(occurrence, family, children=theirs, adults=adults, by=by, override_why=override_why)


@transaction.atomic
def write_down(
    *, name: str, phone: str, children: Sequence[ChildDetails], by: User, unlike: Sequence[Family] = ()
) -> Family:
    """The same without letting them in: at a clinic they choose a time first."""
    family = quick_family(name=name, phone=phone, children=children, by=by)
    for other in unlike:
        call_different(family, other, by=by)
    return family


def _admit(booking: Booking, *, by: User, override_why: str) -> Booking:
    """A household that waits, or has an offer, has come to the door."""
    occurrence = places.lock(booking.occurrence)
    booking = Booking.objects.select_related("appointment").get(pk=booking.pk)
    booking.occurrence = occurrence
    if occurrence.is_clinic and not hasattr(booking, "appointment"):
        raise Refused(times.CHOOSE, code="choose_time")
    check_room(occurrence, booking, override_why=override_why)
    booking.state, booking.offer_ends_at, booking.override_why = BookingState.BOOKED, None, override_why
    booking.walk_in, booking.placed_at = True, booking.placed_at or clock.now()
    booking.save(update_fields=["state", "offer_ends_at", "override_why", "walk_in", "placed_at"])
    record("booking.admitted", booking, by=by, override=bool(override_why))
    return booking


def check_room(occurrence: Occurrence, booking: Booking, *, override_why: str) -> None:
    """Would this household fit beside everybody else? Under the session's lock."""
    visit = booking.visit
    room = with_noted(room_of(occurrence, but_for=booking, span=span_of(visit)), occurrence)
    party = parties_of([booking], occurrence.day)[booking.pk]
    bounds = rules.space_bounds(limits_of(occurrence), room, party)
    if bounds := rules.binding(bounds, override_why=override_why):
        raise places.refusal(bounds[0])
