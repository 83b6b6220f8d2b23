"""What is given out in one go: places on a session, or on every date of a course. To whoever draws they look the same.

Each knows who asked, what every date can take, how to keep what became of them, and which letters tell it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from groupsite.kit import clock
from sessions import rules
from sessions.models import Booking, BookingState, Enrolment, Occurrence, Programme
from sessions.queries import courses
from sessions.queries.bookings import parties_of
from sessions.queries.room import limits_of, moment_of, room_of

Parties = tuple[rules.Party, ...]
DRAW = Programme.Doors.DRAW


class Session:
    """One date: households asked by their bookings."""

    def __init__(self, occurrence: Occurrence) -> None:
        self.dates = [occurrence]
        self.programme = occurrence.programme

    def is_asking(self, at: datetime) -> bool:
        """Are places still to be given out?"""
        return moment_of(self.dates[0]).is_asking(at)

    def asked(self) -> list[Any]:
        """Who asked, in the order of asking."""
        rows = Booking.objects.filter(occurrence__in=self.dates, state=BookingState.ASKED, enrolment=None)
        return list(rows.select_related("contact").order_by("waiting_since", "pk"))

    def spaces(self) -> list[rules.Space]:
        """What each date can take, and who has a place there already."""
        return [rules.Space(limits_of(each), room_of(each)) for each in self.dates]

    def parties(self, rows: Sequence[Any]) -> dict[int, Parties]:
        """Who comes to each date."""
        return {pk: (party,) for pk, party in parties_of(rows, self.dates[0].day).items()}

    def letters(self) -> tuple[str, str]:
        """To those who got in, and to those who are on the list now."""
        if self.programme.doors == DRAW:
            return "place_drawn", "place_not_drawn"
        return "booking_made", "booking_waiting"

    def keep(self, rows: Sequence[Any]) -> None:
        """What became of them."""
        now = clock.now()
        for row in rows:
            row.placed_at = now if row.state == BookingState.BOOKED else None
        Booking.objects.bulk_update(rows, ["state", "passed_over", "waiting_since", "placed_at"])

    def bookings(self, rows: Iterable[Any]) -> list[Booking]:
        """Theirs, date by date, each with whom to write to."""
        return [self._knows(row) for row in rows]

    def _knows(self, row: Booking) -> Booking:
        row.occurrence = next(each for each in self.dates if each.pk == row.occurrence_id)
        return row


class WholeCourse(Session):
    """Every date of a course: households asked for all of them."""

    def __init__(self, course: courses.Course) -> None:
        self.course = course
        self.dates, self.programme = course.dates, course.programme

    def is_asking(self, at: datetime) -> bool:
        """Until some days before its first date."""
        return self.course.way.is_asking(at)

    def asked(self) -> list[Any]:
        """As each asked once for all of them."""
        rows = Enrolment.objects.filter(programme=self.programme, state=BookingState.ASKED)
        return list(rows.select_related("contact").order_by("waiting_since", "pk")) if self.dates else []

    def spaces(self) -> list[rules.Space]:
        """In the order of the dates."""
        return self.course.rooms.spaces

    def parties(self, rows: Sequence[Any]) -> dict[int, Parties]:
        """Children grow older from one date to the next."""
        found = courses.parties_of(rows, self.dates)
        return {pk: tuple(each[date.pk] for date in self.dates) for pk, each in found.items()}

    def letters(self) -> tuple[str, str]:
        """One for all dates."""
        if self.programme.doors == DRAW:
            return "course_drawn", "course_not_drawn"
        return "course_booked", "course_waiting"

    def keep(self, rows: Sequence[Any]) -> None:
        """Each date of a household stands as its place on the course stands."""
        names = ["state", "passed_over", "waiting_since"]
        Enrolment.objects.bulk_update(rows, names)
        whole = Enrolment.objects.filter(pk=OuterRef("enrolment"))
        theirs = Booking.objects.filter(enrolment__in=rows, state=BookingState.ASKED)
        theirs.filter(enrolment__state=BookingState.BOOKED).update(placed_at=clock.now())
        theirs.update(**{name: Subquery(whole.values(name)[:1]) for name in names})

    def bookings(self, rows: Iterable[Any]) -> list[Booking]:
        """All that are left, by one question."""
        theirs = Booking.objects.live().filter(enrolment__in=list(rows), occurrence__in=self.dates)
        return [self._knows(row) for row in theirs.select_related("contact").order_by("pk")]


def at(occurrence: Occurrence) -> Session:
    """What is given out with this session, which is held: of a course, all of it."""
    return WholeCourse(occurrence.course) if occurrence.course else Session(occurrence)
