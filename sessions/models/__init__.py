"""Programmes, their dates, and who has a place. Places are counted from rows, never kept (DESIGN, law 2)."""

from sessions.models.booking import (
    HOLDING,
    LIVE,
    Attendance,
    Booking,
    BookingQuerySet,
    BookingState,
    PartyMember,
    Totals,
)
from sessions.models.clinics import Appointment, Clinic
from sessions.models.timetable import (
    NOTHING,
    Band,
    Break,
    Occurrence,
    OccurrenceQuerySet,
    Programme,
    Term,
    Venue,
)

__all__ = [
    "HOLDING",
    "LIVE",
    "NOTHING",
    "Appointment",
    "Attendance",
    "Band",
    "Booking",
    "BookingQuerySet",
    "BookingState",
    "Break",
    "Clinic",
    "Occurrence",
    "OccurrenceQuerySet",
    "PartyMember",
    "Programme",
    "Term",
    "Totals",
    "Venue",
]
