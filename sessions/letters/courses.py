"""Letters about courses: one for all dates, each decided when it is sent. They never say a child's name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from families.rules.reaching import only_face_to_face
from groupsite.kit import clock
from groupsite.kit.refs import ref, rows
from groupsite.outbox.letters import Attachment, Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from groupsite.outbox.queries import last_told
from sessions import calendars, words
from sessions.models import Attendance, Booking, BookingState, Enrolment, Programme
from sessions.queries import courses
from sessions.queries.room import moment_of

Decide = Callable[[Enrolment], Drop | dict[str, Any]]


def about_course(kind: str, *, state: str, calendar: str = "") -> Callable[[Decide], Decide]:
    """A letter about a place on a course that is in this state still. What the function gives is why not, or words."""

    def register(decide: Decide) -> Decide:
        @letter(kind)
        @wraps(decide)
        def decided(row: Letter) -> Decision:
            found: Any = rows(row.about).select_related("programme__venue", "contact__user")
            enrolment = found.first()
            if enrolment is None or enrolment.contact is None or ref(enrolment.contact) != row.to:
                return Drop("the place or the carer is gone")
            user = enrolment.contact.user
            if user and not Enrolment.objects.for_user(user).filter(pk=enrolment.pk).exists():
                return Drop("the place is closed to the carer")
            if enrolment.state != state:
                return Drop(f"the place is {enrolment.state} now")
            more = decide(enrolment)
            return more if isinstance(more, Drop) else _message(enrolment, more, calendar)

        return decide

    return register


def title_of(programme: Programme) -> str:
    """Its name, unless others should not read it over a shoulder."""
    return _("Your course") if programme.discreet else programme.name


def _message(enrolment: Enrolment, more: dict[str, Any], calendar: str) -> Message:
    contact, dates = enrolment.contact, _dates(enrolment)
    assert contact is not None
    context = {
        "enrolment": enrolment,
        "venue": enrolment.programme.venue,
        "name": contact.name,
        "title": lazy(title_of, str)(enrolment.programme),
        "party": lazy(_party, str)(dates),
        "dates": [row for row in dates if row.state == enrolment.state],
        "link": settings.SITE_URL + reverse("sessions:enrolment", args=[enrolment.code]),
        "whats_on": settings.SITE_URL + reverse("sessions:timetable"),
    }
    language = contact.user.language if contact.user else settings.LANGUAGE_CODE
    with translation.override(language):
        files = (_file(enrolment, dates, calendar),) if calendar else ()
    return Message(to=contact.email, language=language, context=context | more, attachments=files)


def _dates(enrolment: Enrolment) -> list[Booking]:
    """Those that are still to come."""
    ahead = enrolment.bookings.filter(occurrence__starts_at__gt=clock.now(), occurrence__cancelled_at=None)
    rows_ = ahead.select_related("occurrence__programme__venue", "occurrence__venue").prefetch_related("party")
    return list(rows_.order_by("occurrence__starts_at"))


def _party(dates: list[Booking]) -> str:
    heads = list(dates[0].party.all()) if dates else []
    children = sum(head.child_id is not None for head in heads)
    return words.party(children, len(heads) - children)


def _file(enrolment: Enrolment, dates: list[Booking], method: str) -> Attachment:
    content = calendars.of_course(enrolment.programme, dates)
    return Attachment("course.ics", content, f"text/calendar; method={method}; charset=utf-8")


@about_course("course_booked", state=BookingState.BOOKED, calendar="PUBLISH")
def course_booked(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """You are on the course: every date, with one calendar file."""
    return {} if _dates(enrolment) else Drop("the course is over")


@about_course("course_waiting", state=BookingState.WAITING)
def course_waiting(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """You are on the waiting list of the whole course: which turn."""
    return {"position": courses.place_in_queue(enrolment)}


@about_course("course_asked", state=BookingState.ASKED)
def course_asked(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """You have asked for the whole course: when places are given out, and how."""
    settles_at = moment_of(courses.first_of(enrolment.programme)).settles_at
    return {"settles_at": settles_at, "draw": enrolment.programme.doors == Programme.Doors.DRAW}


@about_course("course_drawn", state=BookingState.BOOKED, calendar="PUBLISH")
def course_drawn(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """You asked, we drew, and you are in on every date."""
    return course_booked(enrolment)


@about_course("course_not_drawn", state=BookingState.WAITING)
def course_not_drawn(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """You are not in, but on the list, and better off next time."""
    return course_waiting(enrolment)


@about_course("course_offered", state=BookingState.OFFERED)
def course_offered(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """We hold places on every date until then."""
    ends = enrolment.offer_ends_at
    return Drop("the offer has run out") if ends is None or ends <= clock.now() else {}


@about_course("course_offer_lapsed", state=BookingState.LAPSED)
def course_offer_lapsed(_enrolment: Enrolment) -> Drop | dict[str, Any]:
    """The offer has run out; there is no blame in it."""
    return {}


@about_course("course_given_up", state=BookingState.GIVEN_UP, calendar="CANCEL")
def course_given_up(_enrolment: Enrolment) -> Drop | dict[str, Any]:
    """The course is given back, and the calendar lets go of it."""
    return {}


@about_course("materials_open", state=BookingState.BOOKED)
def materials_open(enrolment: Enrolment) -> Drop | dict[str, Any]:
    """They have come, so they may read at home what goes with the course. Not to those who want no letters of ours."""
    came = enrolment.bookings.filter(attendance=Attendance.CAME).exists()
    if not (came and enrolment.programme.materials):
        return Drop("there is nothing to read, or they did not come")
    assert enrolment.contact is not None
    if only_face_to_face(enrolment.contact):
        return Drop("only face to face")
    told = last_told("materials_open", to=enrolment.contact, about=[enrolment], before=clock.now())
    return Drop("they were told") if told else {}
