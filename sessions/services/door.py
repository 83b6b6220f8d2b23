"""Ten minutes in, places of families who are not here go to those who are (M6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.models import Attendance, Booking, BookingQuerySet, BookingState, Occurrence
from sessions.queries.bookings import parties_of, position
from sessions.queries.room import limits_of, room_of
from sessions.services import places
from sessions.services.register import walk_in


@transaction.atomic
def release(occurrence: Occurrence, *, by: User) -> int:
    """Places of families nobody has ticked are free now; how many families. Whoever comes in time keeps theirs."""
    occurrence = places.lock(occurrence)
    now = clock.now()
    if occurrence.is_clinic:
        says = _("Everybody has a time of their own here, so nobody is late yet. Give single times back instead.")
        raise Refused(says, code="clinic")
    if now < occurrence.release_at:
        until = f"{clock.local(occurrence.release_at):%H:%M}"
        raise Refused(_("Families have until %(time)s to come. Please wait until then.") % {"time": until}, code="soon")
    if occurrence.cancelled_at or now >= occurrence.ends_at:
        raise Refused(_("This session is over."), code="past")
    silent = _silent(occurrence).filter(released_at=None).update(released_at=now)
    record("door.released", occurrence, by=by, households=silent)
    return silent


@transaction.atomic
def take_back(occurrence: Occurrence, *, by: User) -> int:
    """The release was a mistake: all have their places again, unless somebody else has them now. How many families."""
    occurrence = places.lock(occurrence)
    released = list(_silent(occurrence).exclude(released_at=None).order_by("pk"))
    limits, room = limits_of(occurrence), room_of(occurrence)
    parties = parties_of(released, occurrence.day)
    for booking in released:
        bounds = rules.space_bounds(limits, room, parties[booking.pk])
        if rules.binding(bounds, override_why=booking.override_why):
            raise Refused(_("Somebody has these places now. Let late families in one by one."), code="taken")
        room = room.plus(parties[booking.pk])
    _silent(occurrence).exclude(released_at=None).update(released_at=None)
    record("door.release_undone", occurrence, by=by, households=len(released))
    return len(released)


@transaction.atomic
def let_in(booking: Booking, *, by: User) -> Booking:
    """A household that waits stands outside and comes in, if it fits. How many were before it is on record."""
    if booking.state == BookingState.WAITING:
        record("door.let_in", booking, by=by, ahead=position(booking) - 1)
    return walk_in(booking.occurrence, booking.family, children=(), adults=(), by=by)


def _silent(occurrence: Occurrence) -> BookingQuerySet:
    rows: BookingQuerySet = Booking.objects.filter(occurrence=occurrence, state=BookingState.BOOKED)
    return rows.filter(attendance=Attendance.UNKNOWN)
