"""The waiting list: whole households, in order; an offer holds places and runs out sooner near the start (M1, M2)."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_all, post_many
from sessions import rules
from sessions.models import Booking, BookingState, Occurrence, Programme
from sessions.queries.bookings import parties_of
from sessions.queries.courses import Course
from sessions.queries.room import limits_of, moment_of, room_of
from sessions.services import course_list, desks, locks, places, ways_in
from sessions.services.skips import note_passed_over

log = logging.getLogger(__name__)


def offer_next(occurrence: Occurrence) -> list[Booking]:
    """Offer what is free to the households that fit, in order. Under the session's lock.

    One passed over for size keeps its position, and the limit that kept it is noted. Places left free go to
    the lists of other groups in the hall at that hour: the fire limit may have kept those. A date of a course is held
    with all of it, so who waits for the course is offered it first.
    """
    if occurrence.course:
        return offer_course(occurrence.course)
    return [*_offer_at(occurrence), *offer_in_halls(occurrence.beside)]


def offer_course(course: Course) -> list[Booking]:
    """The same on every date of a course: first to who waits for all of it, then to others in its halls."""
    course_list.offer_next(course)
    around = [each for date in course.dates for each in (date, *date.beside)]
    return offer_in_halls(around, but_for=course)


def offer_in_halls(held: Iterable[Occurrence], *, but_for: Course | None = None) -> list[Booking]:
    """To who waits for any of these: courses first, as their households need a place on every date."""
    around = {each.pk: each for each in held}
    for course in {each.course.programme.pk: each.course for each in around.values() if each.course}.values():
        if course is not but_for:
            course_list.offer_next(course)
    waiting = Booking.objects.filter(occurrence__in=around, state=BookingState.WAITING, enrolment=None)
    asked = waiting.order_by("occurrence").values_list("occurrence", flat=True).distinct()
    return [booking for pk in asked for booking in _offer_at(around[pk])]


def offer_elsewhere(occurrences: Sequence[Occurrence]) -> None:
    """They are off: a course has fewer dates that may be full, and others have the halls to themselves."""
    for course in {each.course.programme.pk: each.course for each in occurrences if each.course}.values():
        offer_course(course)
    offer_in_halls(beside for occurrence in occurrences for beside in occurrence.beside)


def offer_ahead(programme: Programme) -> None:
    """The same at every date to come of a group that somebody waits for; all of them are locked at once."""
    waiting = Booking.objects.filter(state=BookingState.WAITING, occurrence__programme=programme)
    ahead = list(Occurrence.objects.filter(pk__in=waiting.values("occurrence")).upcoming().order_by("pk"))
    for occurrence in locks.lock_all(ahead, freeing=True) if ahead else ():
        offer_next(occurrence)


def _offer_at(occurrence: Occurrence) -> list[Booking]:
    window = rules.offer_window(clock.now(), occurrence.starts_at)
    # who waits for a whole course is offered all of it, under the locks of all its dates
    queue = list(Booking.objects.filter(occurrence=occurrence, enrolment=None).queue().select_related("contact"))
    if occurrence.cancelled_at or not queue:
        return []
    if occurrence.is_clinic:
        return _offer_times(occurrence, queue)
    if window is None:
        return []
    fitting, passed = _sort(occurrence, queue)
    Booking.objects.bulk_update(passed, ["passed_over"])
    note_passed_over(passed)
    _offer(fitting, *window)
    return fitting


def _offer_times(occurrence: Occurrence, queue: Sequence[Booking]) -> list[Booking]:
    """At a clinic an offer holds one time: the first that is long enough and far enough ahead to be answered."""
    parties, day, offered = parties_of(queue, occurrence.day), desks.Day(occurrence), []
    for booking in queue:
        in_time = [(slot, w) for slot in day.free(parties[booking.pk]) if (w := desks.begins_in_time(slot))]
        if in_time:
            slot, window = in_time[0]
            desks.give(booking, slot)
            _offer([booking], *window)
            offered.append(booking)
            day = desks.Day(occurrence)
        elif booking.passed_over != "time":
            booking.passed_over = "time"
            booking.save(update_fields=["passed_over"])
            note_passed_over([booking])
    return offered


def fitting(occurrence: Occurrence, queue: Sequence[Booking]) -> list[Booking]:
    """Who of these would get in, one after the other, if they came now."""
    return _sort(occurrence, queue)[0]


def _sort(occurrence: Occurrence, queue: Sequence[Booking]) -> tuple[list[Booking], list[Booking]]:
    """Those who fit one after the other, and those newly passed over."""
    limits, room = limits_of(occurrence), room_of(occurrence)
    parties = parties_of(queue, occurrence.day)
    fitting, passed = [], []
    for booking in queue:
        party = parties[booking.pk]
        bounds = rules.space_bounds(limits, room, party)
        if not bounds:
            room = room.plus(party)
            fitting.append(booking)
        elif booking.passed_over != bounds[0].code:
            booking.passed_over = bounds[0].code
            passed.append(booking)
    return fitting, passed


def _offer(bookings: Sequence[Booking], begins: datetime, ends: datetime) -> None:
    for booking in bookings:
        booking.state, booking.offer_ends_at, booking.passed_over = BookingState.OFFERED, ends, ""
        booking.placed_at = clock.now()
        record("booking.offered", booking, by=None, until=ends.isoformat())
    Booking.objects.bulk_update(bookings, ["state", "offer_ends_at", "passed_over", "placed_at"])
    post_many("place_offered", ((booking.contact, booking) for booking in bookings if booking.contact), due=begins)


@transaction.atomic
def accept(booking: Booking, *, by: User, agreed: bool = False) -> Booking:
    """Take the places that were offered. Too late is too late: at the same instant as the end, the end wins.

    `agreed` is the yes to the risks of a trip, from who has not given it before.
    """
    occurrence = places.lock(booking.occurrence)
    booking = Booking.objects.select_related("contact", "appointment").get(pk=booking.pk)
    booking.occurrence = occurrence
    if booking.state == BookingState.BOOKED:
        return booking
    if booking.enrolment_id:
        raise Refused(_("You are offered all dates of a course. Open the course to say yes."), code="course")
    now = clock.now()
    closed = rules.closed(moment_of(occurrence), now)
    if closed and closed.code not in rules.HOURS:  # who waits may be let in after others can no longer ask
        raise places.refusal(closed)
    if booking.state != BookingState.OFFERED or booking.offer_ends_at is None or booking.offer_ends_at <= now:
        raise Refused(_("This offer has run out. You can join the waiting list again."), code="offer_over")
    ways_in.check_yes(booking, agreed=agreed, by=by)
    booking.state, booking.offer_ends_at = BookingState.BOOKED, None
    booking.save(update_fields=["state", "offer_ends_at"])
    record("booking.accepted", booking, by=by)
    if booking.contact:
        post_all(places.booked_letters(occurrence, now), to=booking.contact, about=booking)
    return booking


def release_unanswered_offers(*, at: datetime) -> int:
    """Offers that ran out go to the next household; how many ran out. A fault at one session stops no other."""
    over = Booking.objects.filter(
        state=BookingState.OFFERED, offer_ends_at__lte=at, occurrence__cancelled_at=None, enrolment=None
    )
    sessions = Occurrence.objects.filter(pk__in=over.values("occurrence")).order_by("pk")
    released = 0
    for occurrence in sessions:
        try:
            released += _release(occurrence, at)
        except Exception:  # whatever is wrong here must not keep other households from their turn
            log.exception("offers of session %s could not be released", occurrence.code)
    return released


@transaction.atomic
def _release(occurrence: Occurrence, at: datetime) -> int:
    occurrence = places.lock(occurrence, freeing=True)
    over = Booking.objects.filter(
        occurrence=occurrence, state=BookingState.OFFERED, offer_ends_at__lte=at, enrolment=None
    )
    lapsed = list(over.select_related("contact").order_by("pk"))
    for booking in lapsed:
        booking.occurrence = occurrence
        places.end(booking, BookingState.LAPSED, by=None)
    told = ((booking.contact, booking) for booking in lapsed if booking.contact)
    post_many("offer_lapsed", told, due=rules.awake(clock.now()))
    if lapsed:
        offer_next(occurrence)
    return len(lapsed)
