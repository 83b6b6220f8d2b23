"""How a household asks: at once or first for a later answer, and several dates with one form."""

from django.db.models import QuerySet

from families.models import Family
from sessions.models import Attendance, Booking, Programme


def asks(programme: Programme, family: Family) -> bool:
    """While places are still to be given out: does this household ask and hear later? All for a draw; newcomers not."""
    if programme.doors != Programme.Doors.NEWCOMERS:
        return programme.doors == Programme.Doors.DRAW
    return Booking.objects.filter(family=family, attendance=Attendance.CAME).exists()


def booked_together(booking: Booking) -> QuerySet[Booking]:
    """What a household still has of the dates it asked for with one form; the soonest first."""
    rows = Booking.objects.live().filter(family=booking.family_id, together=booking.together, together__isnull=False)
    return rows.select_related("occurrence__programme__venue", "occurrence__venue").order_by("occurrence__starts_at")
