"""The waiting list of a course: whole households for all dates that are left, in order (M1, M2)."""

from collections.abc import Sequence
from datetime import datetime

from groupsite.audit.services import record_all
from groupsite.kit import clock
from groupsite.outbox.services import post_many
from sessions import rules
from sessions.models import Booking, BookingState, Enrolment, Occurrence, Programme
from sessions.queries import courses
from sessions.queries.room import rooms_of
from sessions.services.skips import note_passed_over


def offer_next(course: courses.Course) -> list[Enrolment]:
    """Offer what is free to the households that fit on every date, in order. Under the locks of all its dates.

    One passed over for size keeps its position, and the limit that kept it is noted.
    """
    queue = list(Enrolment.objects.filter(programme=course.programme).queue().select_related("contact"))
    if not queue or course.way.closed(clock.now()):
        return []
    window = rules.offer_window(clock.now(), course.dates[0].starts_at)
    if window is None:
        return []
    fitting, passed = _sort(course, queue)
    Enrolment.objects.bulk_update(passed, ["passed_over"])
    note_passed_over(passed)
    _offer(fitting, course.dates, *window)
    return fitting


def somebody_fits(programme: Programme) -> bool:
    """Is it worth locking? Asked without a lock, so it decides nothing."""
    course = courses.read(programme)
    if course.way.closed(clock.now()):
        return False
    return bool(_sort(course, list(Enrolment.objects.filter(programme=programme).queue()))[0])


def _sort(course: courses.Course, queue: Sequence[Enrolment]) -> tuple[list[Enrolment], list[Enrolment]]:
    """Those who fit one after the other, and those newly passed over."""
    rooms = courses.Rooms(course.dates, rooms_of(course.dates), course.bands)  # as it is now, whoever has gone
    parties = courses.parties_of(queue, course.dates)
    fitting, passed = [], []
    for enrolment in queue:
        bound = rooms.bound(parties[enrolment.pk])
        if bound is None:
            rooms.seat(parties[enrolment.pk])
            fitting.append(enrolment)
        elif enrolment.passed_over != bound[1].code:
            enrolment.passed_over = bound[1].code
            passed.append(enrolment)
    return fitting, passed


def _offer(enrolments: Sequence[Enrolment], dates: Sequence[Occurrence], begins: datetime, ends: datetime) -> None:
    held = {"state": BookingState.OFFERED, "offer_ends_at": ends, "placed_at": clock.now()}
    rows = Booking.objects.filter(enrolment__in=enrolments, occurrence__in=dates, state=BookingState.WAITING)
    rows.update(**held)
    for enrolment in enrolments:
        enrolment.state, enrolment.offer_ends_at, enrolment.passed_over = BookingState.OFFERED, ends, ""
    Enrolment.objects.bulk_update(enrolments, ["state", "offer_ends_at", "passed_over"])
    record_all("enrolment.offered", enrolments, by=None)
    post_many("course_offered", ((each.contact, each) for each in enrolments if each.contact), due=begins)
