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
    Presence,
    Totals,
)
from sessions.models.cards import Card, Handout
from sessions.models.clinics import Appointment, Clinic
from sessions.models.courses import Enrolment, EnrolmentQuerySet, Interest, Invite, Outcome
from sessions.models.debriefs import Action, Debrief
from sessions.models.door import DoorNote, Pairing, Press
from sessions.models.draws import Draw, Lot
from sessions.models.ideas import Idea, IdeaState
from sessions.models.plans import Activity, Contribution, Like, Plan, Remark
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
from sessions.models.topics import Topic, TopicVote
from sessions.models.visitors import Visitor

__all__ = [
    "HOLDING",
    "LISTED",
    "LIVE",
    "NOTHING",
    "Action",
    "Activity",
    "Appointment",
    "Attendance",
    "Band",
    "Booking",
    "BookingQuerySet",
    "BookingState",
    "Break",
    "Card",
    "Clinic",
    "Contribution",
    "Debrief",
    "DoorNote",
    "Draw",
    "Enrolment",
    "EnrolmentQuerySet",
    "Handout",
    "Idea",
    "IdeaState",
    "Interest",
    "Invite",
    "Like",
    "Lot",
    "Occurrence",
    "OccurrenceQuerySet",
    "Outcome",
    "Pairing",
    "PartyMember",
    "Plan",
    "Presence",
    "Press",
    "Programme",
    "Remark",
    "Term",
    "Topic",
    "TopicVote",
    "Totals",
    "Venue",
    "Visitor",
]
