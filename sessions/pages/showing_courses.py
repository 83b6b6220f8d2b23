"""What the pages of a course show: to visitors, to a household that is on it, to its leaders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from groupsite.kit import clock
from sessions import rules, words
from sessions.models import Booking, BookingState, Enrolment, Occurrence
from sessions.pages import standing
from sessions.pages.listing import Household, SessionPage, helped_name, is_drawn, may_book
from sessions.pages.standing import heads_shown
from sessions.queries import courses
from sessions.queries.luck import newest_draw
from sessions.queries.room import bands_found, limits_of, moment_of
from sessions.services import feelings


@dataclass(frozen=True)
class CoursePage(SessionPage):
    """A course, shown with one of its dates: what every date takes, and whether one may join."""

    @cached_property
    def course(self) -> courses.Course:
        """With all its dates; asked for only when the page is shown."""
        return courses.read(self.occurrence.programme, bands=bands_found(self.occurrence))

    @cached_property
    def closed(self) -> rules.Bound | None:
        """Why nobody can join now; none when they can."""
        return self.course.way.closed(clock.now())

    @property
    def is_for_calendars(self) -> bool:
        """Not the dates of a course that nobody can join any more."""
        return not (self.closed and self.closed.code in words.COURSE_CLOSED)

    @property
    def dates(self) -> Sequence[Occurrence]:
        """The dates that are left."""
        return self.course.dates

    @property
    def moment(self) -> rules.Moment:
        """That of its first date: until some days before it families ask for all of them."""
        return self.course.way.first or moment_of(self.occurrence)

    @property
    def rooms(self) -> courses.Rooms:
        """Every date with who holds places; counted only when the page is shown."""
        return self.course.rooms

    @cached_property
    def sign(self) -> words.Sign:
        """Places left on the fullest date, in words."""
        if self.closed and self.closed.code in words.COURSE_CLOSED:
            return words.COURSE_CLOSED[self.closed.code]()
        if not self.asked:
            return words.ask_us()
        if not self.dates:
            return words.COURSE_CLOSED["past"]()
        first, drawn = moment_of(self.dates[0]), is_drawn(self.occurrence)
        return words.places(self.rooms.least, first, clock.now(), draw=drawn)

    @cached_property
    def cohorts(self) -> list[Occurrence]:
        """The next date of the same course in other places, where one can still join."""
        programme = self.occurrence.programme
        root = programme.goes_with_id or programme.pk
        same = Q(programme=root) | Q(programme__goes_with=root)
        rows = Occurrence.objects.filter(same, programme__kind=programme.kind).exclude(programme=programme)
        begun = Occurrence.objects.filter(
            programme=OuterRef("programme"), cancelled_at=None, starts_at__lte=clock.now()
        )
        rows = rows.filter(Q(programme__late_joining=True) | ~Exists(begun))
        ahead = rows.upcoming().order_by("programme", "starts_at").distinct("programme")
        return list(Occurrence.objects.filter(pk__in=ahead.values("pk")).in_order())

    def bound_of(self, birthdays: Sequence[date]) -> rules.Bound | None:
        """What stands in the way of one adult with these children."""
        parties = {
            each.pk: rules.Party(tuple(clock.age_in_months(born, each.day) for born in birthdays), 1)
            for each in self.dates
        }
        found = self.rooms.bound(parties)
        return found[1] if found else None


def course_page(occurrence: Occurrence, household: Household | None) -> CoursePage:
    """The course of a date, as this household may see it."""
    programme = occurrence.programme
    return CoursePage(
        occurrence=occurrence,
        limits=limits_of(occurrence),
        ages=words.for_whom(programme),
        price=words.price(programme.price_pence),
        asked=may_book(occurrence, household),
    )


def enrolments_to_show(user: Any) -> QuerySet[Enrolment]:
    """Places on courses this person may open."""
    rows = Enrolment.objects.for_user(user).select_related("programme__venue")
    return rows.annotate(draw_code=newest_draw("booking__enrolment"))


def enrolment_page(enrolment: Enrolment, user: Any) -> dict[str, Any]:
    """A household on a course: where it stands, its dates, and for those who wait which turn and why."""
    now = clock.now()
    rows = enrolment.bookings.select_related("occurrence__programme__venue", "occurrence__venue")
    dates = list(rows.order_by("occurrence__starts_at"))
    ahead = [row for row in dates if row.is_live and row.occurrence.starts_at > now]
    turn = TURNS[enrolment.state](enrolment, user) if enrolment.state in TURNS else {}
    return turn | {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "dates": dates,
        "ahead": ahead,
        "unlocked": bool(enrolment.programme.materials) and any(row.attendance == "came" for row in dates),
        "offer_is_on": bool(enrolment.offer_ends_at and enrolment.offer_ends_at > now),
        "people": people_of(ahead or dates, user),
        "asked": feelings.asked(enrolment),
        "helped": helped_name(enrolment, user),
    }


def _asks(enrolment: Enrolment, _user: Any) -> dict[str, Any]:
    return standing.asks(courses.first_of(enrolment.programme), enrolment.family_id)


TURNS: dict[str, Callable[[Enrolment, Any], dict[str, Any]]] = {
    BookingState.ASKED: _asks,
    BookingState.WAITING: standing.waits_for_course,
}
"""What a household reads that has no place yet."""


def people_of(bookings: Sequence[Booking], user: Any) -> list[str]:
    """Who comes, as the next date has it, but for children closed to this person."""
    heads = heads_shown(bookings[0], user) if bookings else []
    return [str(head.child.first_name if head.child else head.carer) for head in heads]


def standing_of(user: Any, occurrence: Occurrence, household: Household | None) -> Enrolment | None:
    """The live place or turn of one of this person's households on a course."""
    if household is None:
        return None
    mine = Enrolment.objects.for_user(user).live()
    return mine.filter(programme=occurrence.programme_id, family=household.me.family_id).first()
