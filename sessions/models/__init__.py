"""Programmes, their dates, and who has a place. Places are counted from rows, never kept (DESIGN, law 2)."""

from sessions.models.booking import (
    HOLDING,
    LISTED,
    LIVE,
    Attendance,
    Booking,
    BookingQuerySet,
    BookingState,
    PartyMember,
    Totals,
)
from sessions.models.clinics import Appointment, Clinic
from sessions.models.courses import Enrolment, EnrolmentQuerySet, Interest, Invite, Outcome
from sessions.models.draws import Draw, Lot
from sessions.models.ideas import Idea, IdeaState
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
    "LISTED",
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
    "Draw",
    "Enrolment",
    "EnrolmentQuerySet",
    "Idea",
    "IdeaState",
    "Interest",
    "Invite",
    "Lot",
    "Occurrence",
    "OccurrenceQuerySet",
    "Outcome",
    "PartyMember",
    "Programme",
    "Term",
    "Totals",
    "Venue",
]
