"""At the door: who came, and families nobody expected. Attendance is unknown until somebody says."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.models import LIVE, Attendance, Booking, BookingState, Occurrence
from sessions.queries import limits_of, parties_of, room_of
from sessions.services import places


@transaction.atomic
def mark(booking: Booking, attendance: str, *, by: User) -> Booking:
    """Say that a household came, did not come, or take back what was said.

    One that was marked as missing has freed its places: it comes in again only if it still fits.
    """
    occurrence = places.lock(booking.occurrence)
    booking = Booking.objects.get(pk=booking.pk)
    if booking.state != BookingState.BOOKED:
        raise Refused(_("This family has no place yet. Add them at the door first."), code="not_booked")
    if booking.attendance == attendance:
        return booking
    if booking.attendance == Attendance.MISSED:
        _check_room(occurrence, booking, override_why=booking.override_why)
    _say(booking, attendance, by=by)
    return booking


@transaction.atomic
def walk_in(
    occurrence: Occurrence,
    family: Family,
    *,
    children: Sequence[Child],
    adults: Sequence[Carer],
    by: User,
    override_why: str = "",
) -> Booking:
    """Let a household in that stands at the door, by the same rules as any booking.

    A reason lets a leader go over every limit but the fire limit; it shows on the register.
    """
    live = Booking.objects.filter(occurrence=occurrence, family=family, state__in=LIVE).first()
    if live is None:
        ask = places.Ask(family, children, adults, walk_in=True, override_why=override_why)
        live = places.take(occurrence, ask, by=by)
    elif live.state != BookingState.BOOKED:
        live = _admit(live, by=by, override_why=override_why)
    return mark(live, Attendance.CAME, by=by)


def _admit(booking: Booking, *, by: User, override_why: str) -> Booking:
    """A household that waits, or has an offer, has come to the door."""
    occurrence = places.lock(booking.occurrence)
    booking = Booking.objects.get(pk=booking.pk)
    _check_room(occurrence, booking, override_why=override_why)
    booking.state, booking.offer_ends_at, booking.override_why = BookingState.BOOKED, None, override_why
    booking.walk_in = True
    booking.save(update_fields=["state", "offer_ends_at", "override_why", "walk_in"])
    record("booking.admitted", booking, by=by, override=bool(override_why))
    return booking


def _check_room(occurrence: Occurrence, booking: Booking, *, override_why: str) -> None:
    room = room_of(occurrence, but_for=booking)
    party = parties_of([booking], occurrence.day)[booking.pk]
    bounds = rules.space_bounds(limits_of(occurrence.programme), room, party)
    if bounds := places.binding(bounds, override_why=override_why):
        raise places.refusal(bounds[0])


def _say(booking: Booking, attendance: str, *, by: User) -> None:
    booking.attendance = attendance
    booking.arrived_at = clock.now() if attendance == Attendance.CAME else None
    booking.save(update_fields=["attendance", "arrived_at"])
    record(f"visit.{attendance}", booking, by=by)
