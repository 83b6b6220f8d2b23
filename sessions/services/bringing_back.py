"""A date called off by mistake is on after all: places and turns are as they were, and whoever heard is told so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.refs import ref
from groupsite.outbox.queries import heard_last, not_reached
from groupsite.outbox.services import post_many, take_back_all
from sessions import rules
from sessions.models import Booking, BookingState, Enrolment, Occurrence
from sessions.queries.hearing import first_for_each, with_hearers
from sessions.queries.room import limits_of, room_of
from sessions.queries.timetable import Taken, halls_taken
from sessions.services import cancelling, courses, locks, places, visiting
from sessions.services.timetable import why_away
from sessions.services.waiting_list import offer_next
from sessions.signals import occurrence_brought_back

KIND = "session_back_on"
OFF = "session_cancelled"


@dataclass(frozen=True)
class Preview:
    """Whom it reaches, who else is in the hall at that time now, and how many joined the course without this date.

    And what has become of the day: why groups do not run on it, and the last day of a group that has ended by then.
    """

    told: cancelling.Told
    clashes: list[Taken]
    without: int
    away: str
    last_day: date | None


def preview(occurrence: Occurrence) -> Preview:
    """What `bring_back` would do. Writes nothing; raises Refused as it would."""
    _check(occurrence)
    mine = Taken.of(occurrence)
    clashes = [each for each in halls_taken(occurrence.day, occurrence.day) if mine.clashes(each)]
    ends = occurrence.programme.last_day
    return Preview(
        told=cancelling.preview([occurrence]),
        clashes=clashes,
        without=_joined_without(occurrence),
        away=why_away(occurrence),
        last_day=ends if ends and ends < occurrence.day else None,
    )


def _joined_without(occurrence: Occurrence) -> int:
    """Households that have come to the course since: they took the dates that were left."""
    on_it = Enrolment.objects.live().filter(programme=occurrence.programme_id)
    return on_it.exclude(pk__in=occurrence.bookings.live().exclude(enrolment=None).values("enrolment")).count()


@transaction.atomic
def bring_back(occurrence: Occurrence, *, by: User) -> Occurrence:
    """It takes place after all, with everybody who had a place or a turn. Raises Refused.

    Under the lock of all that is in its hall: others may have come there meanwhile.
    """
    occurrence = places.lock(occurrence, freeing=True)
    _check(occurrence)
    off_since = occurrence.cancelled_at
    assert off_since is not None  # by the check
    not_heard = _take_back_letters(occurrence, off_since)
    occurrence.cancelled_at, occurrence.cancelled_why = None, ""
    occurrence.sequence += 2  # calendars let go of it by the number after its own
    occurrence.save(update_fields=["cancelled_at", "cancelled_why", "sequence"])
    record("session.brought_back", occurrence, by=by)
    _give_time_to_answer(occurrence)
    _tell(occurrence, but_for=not_heard)
    visiting.tell_back_on([occurrence])
    occurrence_brought_back.send(sender=Occurrence, occurrence=occurrence, off_since=off_since, by=by)
    locks.come_into_the_hall(occurrence)
    if occurrence.is_of_a_course:
        courses.take_new_dates(occurrence.programme, by=by)
    offer_next(occurrence)
    return occurrence


def _check(occurrence: Occurrence) -> None:
    if occurrence.cancelled_at is None:
        raise Refused(_("This session is on."), code="on")
    if clock.now() >= occurrence.starts_at:
        raise Refused(_("This session would have begun, so it cannot be brought back."), code="past")
    theirs = occurrence.bookings.live().exclude(enrolment=None)
    if theirs.exclude(state=F("enrolment__state")).exists():
        says = _(
            "Places on this course have changed hands since. Add another day instead: all who are on it come to it."
        )
        raise Refused(says, code="course")
    bounds = rules.space_bounds(limits_of(occurrence, bands=()), room_of(occurrence), rules.Party())
    if any(bound.code == "fire" for bound in bounds):
        says = _(
            "Others have the room in %(hall)s by now: all of you would be over its fire limit. Add another day instead."
        )
        raise Refused(says % {"hall": occurrence.place}, code="fire")


# -- Who is told -------------------------------------------------------------------------------------
def _tell(occurrence: Occurrence, *, but_for: set[str]) -> None:
    live = with_hearers(occurrence.bookings.live()).order_by("pk")
    post_many(KIND, ((carer, booking) for carer, booking in first_for_each(live) if ref(carer) not in but_for))


def _take_back_letters(occurrence: Occurrence, off_since: datetime) -> set[str]:
    """Letters that it is off and that have not gone. Whom none has reached yet need not hear that it is on.

    Unless the last they heard is that it was off the time before. Other dates called off in the same act stay off:
    whose letter was about this one gets one about those.
    """
    theirs = list(occurrence.bookings.live())
    others = _called_off_with(occurrence, off_since)
    not_heard = not_reached(OFF, about=[*theirs, *others], since=off_since)
    not_heard -= heard_last(OFF, not_yet=KIND, about=theirs)
    here = not_reached(OFF, about=theirs, since=off_since)
    take_back_all(OFF, about=theirs)
    again = ((carer, each) for carer, each in first_for_each(others) if ref(carer) in here)
    post_many(OFF, again)
    return not_heard


def _called_off_with(occurrence: Occurrence, off_since: datetime) -> Sequence[Booking]:
    households = occurrence.bookings.live().values("family")
    others = Booking.objects.filter(family__in=households, occurrence__cancelled_at=off_since)
    live = with_hearers(others.live().exclude(occurrence=occurrence))
    return list(live.order_by("occurrence__starts_at", "pk"))


def _give_time_to_answer(occurrence: Occurrence) -> None:
    """An offer that ran out meanwhile could not be taken: it holds its places for as long as a new one would."""
    rows = occurrence.bookings.filter(state=BookingState.OFFERED, enrolment=None).select_related("appointment")
    for booking in rows:
        booking.occurrence = occurrence
        window = rules.offer_window(clock.now(), booking.visit.starts_at)
        if window and booking.offer_ends_at and booking.offer_ends_at < window[1]:
            booking.offer_ends_at = window[1]
            booking.save(update_fields=["offer_ends_at"])
