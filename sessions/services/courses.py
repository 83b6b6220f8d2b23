"""Courses: a household takes its place on every date that is left in one act, waits as one, and gives it up as one."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Right, Say
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_several
from sessions import rules
from sessions.models import (
    HOLDING,
    LISTED,
    LIVE,
    Booking,
    BookingState,
    Enrolment,
    Interest,
    Occurrence,
    PartyMember,
    Programme,
)
from sessions.queries import courses
from sessions.queries.bookings import asks
from sessions.queries.room import rooms_and_clashes
from sessions.services import course_list, locks, places, waiting_list, ways_in

log = logging.getLogger(__name__)


def enrol(programme: Programme, ask: places.Ask, *, by: User) -> Enrolment:
    """A place on all dates that are left, or none; with `ask.wait` a turn on the waiting list of the course.

    Raises Refused, naming the date and the limit that bound. The same form again is the same enrolment.
    """
    try:
        with transaction.atomic():
            been = places.hold_theirs(ask, by=by)
            return _enrol(locks.lock_course(programme), ask, been, by=by)
    except IntegrityError:  # the same form came twice, or the household has a place: both are in the tables now
        return _enrolled_before(programme, ask)


def _enrol(course: courses.Course, ask: places.Ask, been: bool, *, by: User) -> Enrolment:  # noqa: FBT001  as held
    _check_way(course, ask)
    rooms, clashes = rooms_and_clashes(course.dates, children=ask.children, adults=ask.adults)
    if clashes:
        return _clash(course, ask, clashes[0])
    every = courses.Rooms(course.dates, rooms, course.bands)
    alone, first = course.programme.for_parents, course.dates[0]
    parties = {each.pk: ask.party(each.day, with_children=not alone) for each in course.dates}
    places.check_party(first, ask, every.limits[first.pk], parties[first.pk], lets=ask.override_why)
    if _is_asking(course, ask) and asks(course.programme, ask.family, been=been):
        return _write(course, ask, BookingState.ASKED, by=by)
    return _write(course, ask, _verdict(every.bound(parties, override_why=ask.override_why), ask), by=by)


def _enrolled_before(programme: Programme, ask: places.Ask) -> Enrolment:
    """The same form again is the same place; another form for the same household is refused."""
    same_form = Q(submit_key=ask.key) if ask.key else Q(pk=None)
    for enrolment in Enrolment.objects.filter(same_form, family=ask.family, programme=programme):
        return enrolment
    raise Refused(_("You have a place or a turn on this course already."), code="already")


def _check_way(course: courses.Course, ask: places.Ask) -> None:
    closed = course.way.closed(clock.now())
    if closed and not places.let_pass(ask, closed.code):
        raise places.refusal(closed)
    if not ask.by_staff:
        ways_in.check_asked(course.programme, ask.family)


def _clash(course: courses.Course, ask: places.Ask, head: Sequence[Any]) -> Enrolment:
    """Somebody of them has a place already: on this course, in another home of a child, or on one of its days."""
    family, child, occurrence = head[1], head[2], head[5]
    if family == ask.family.pk and Enrolment.objects.live().filter(programme=course.programme, family=family).exists():
        return _enrolled_before(course.programme, ask)
    day = next(each.day for each in course.dates if each.pk == occurrence)
    name = head[7] if child else ask.adults[0]
    says = _("%(name)s has a place or a turn on %(day)s already. Please untick %(name)s, or ask us.")
    raise Refused(
        says % {"name": name, "day": f"{day:%-d %B}"}, code="already", field="children" if child else "adults"
    )


def _is_asking(course: courses.Course, ask: places.Ask) -> bool:
    """Are places still to be given out (M4)? A leader's reason is not put off until then."""
    return course.way.is_asking(clock.now()) and not ask.override_why


def _verdict(bound: tuple[Occurrence, rules.Bound] | None, ask: places.Ask) -> str:
    if bound is None:
        return BookingState.BOOKED
    if ask.wait:
        return BookingState.WAITING
    occurrence, limit = bound
    raise Refused(f"{occurrence.day:%-d %B}: {limit.says}", code=limit.code)


def _write(course: courses.Course, ask: places.Ask, state: str, *, by: User) -> Enrolment:
    now = clock.now()
    shared = {"family": ask.family, "state": state, "made_at": now, "made_by": by}
    shared["contact"] = ask.contact or places.first_contact(ask.adults)
    shared["waiting_since"] = now if state in LISTED else None
    enrolment = Enrolment.objects.create(programme=course.programme, submit_key=ask.key, **shared)
    shared["override_why"] = ask.override_why
    made = Booking.objects.bulk_create(Booking(occurrence=each, enrolment=enrolment, **shared) for each in course.dates)
    PartyMember.objects.bulk_create(
        PartyMember(booking=row, occurrence=row.occurrence, **head) for row in made for head in ask.heads()
    )
    if course.programme.for_parents and enrolment.contact:
        Interest.objects.bulk_create(
            [Interest(programme=course.programme, carer=enrolment.contact)], ignore_conflicts=True
        )
    record(f"enrolment.{state}", enrolment, by=by, dates=len(made), override=bool(ask.override_why))
    if state == BookingState.BOOKED:
        tell_booked(enrolment, made)
    elif enrolment.contact:
        post(f"course_{state}", to=enrolment.contact, about=enrolment)
    return enrolment


def tell_booked(enrolment: Enrolment, bookings: Sequence[Booking]) -> None:
    """One letter with all dates now, and the evening before each date a short one."""
    contact, now = enrolment.contact, clock.now()
    if contact is None:
        return
    evenings = [(row, clock.evening_before(row.occurrence.starts_at)) for row in bookings]
    reminders = [("session_reminder", contact, row, evening) for row, evening in evenings if now < evening]
    post_several([("course_booked", contact, enrolment, None), *reminders])


@transaction.atomic
def take_new_dates(programme: Programme, *, by: User) -> int:
    """A leader has made dates more: who is on the course or waits for it comes to them, too; how many places that is.

    A household for whom one of them has no room keeps the others; its leader sees that date by date.
    """
    course = locks.lock_course(programme)
    live = list(Enrolment.objects.filter(programme=programme).live().order_by("made_at", "pk"))
    made = 0
    for enrolment in live:
        missing = _not_had(enrolment, course.dates)
        rows = [row for each in missing if (row := _come_to(each, enrolment, course.rooms, by=by))]
        if rows and enrolment.state == BookingState.BOOKED:
            tell_booked(enrolment, rows)
            made += len(rows)
    return made


def _not_had(enrolment: Enrolment, dates: Sequence[Occurrence]) -> list[Occurrence]:
    had = set(enrolment.bookings.values_list("occurrence_id", flat=True))
    return [each for each in dates if each.pk not in had]


def _come_to(occurrence: Occurrence, enrolment: Enrolment, rooms: courses.Rooms, *, by: User) -> Booking | None:
    before = enrolment.bookings.live().order_by("-occurrence__starts_at").first()
    people = list(before.party.select_related("child")) if before else []
    born = [head.child.born_on or head.child.due_on for head in people if head.child]
    ages = tuple(clock.age_in_months(day, occurrence.day) for day in born if day)
    party = rules.Party(ages, len(people) - len(ages))
    if not people or (enrolment.state in HOLDING and not rooms.takes(occurrence, party)):
        return None
    fields = ("family_id", "state", "contact_id", "waiting_since", "offer_ends_at")
    same = {name: getattr(enrolment, name) for name in fields}
    row = Booking.objects.create(occurrence=occurrence, enrolment=enrolment, made_by=by, **same)
    PartyMember.objects.bulk_create(
        PartyMember(booking=row, occurrence=occurrence, child_id=head.child_id, carer_id=head.carer_id)
        for head in people
    )
    record("enrolment.date_added", enrolment, by=by, day=occurrence.day.isoformat())
    return row


# -- Giving up, and saying yes ---------------------------------------------------------------------
@transaction.atomic
def give_up(enrolment: Enrolment, *, by: User | None) -> Enrolment:
    """The whole course: every date that is left. What has been stays as the registers have it."""
    course, enrolment = locks.lock_course(enrolment.programme, freeing=True), again(enrolment)
    if enrolment.state not in LIVE:
        return enrolment
    was = enrolment.state
    end(enrolment, course.dates, BookingState.GIVEN_UP, by=by)
    if was == BookingState.BOOKED and enrolment.contact:
        post("course_given_up", to=enrolment.contact, about=enrolment)
    if was in HOLDING:
        waiting_list.offer_course(course)
    return enrolment


def give_up_from_page(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The same by an adult who may know only of some who come: a child closed to them keeps its place."""
    shut = Right.objects.closing(by, Say.NONE).values("child")
    if PartyMember.objects.filter(booking__enrolment=enrolment, child__in=shut, live=True).exists():
        says = _("You can’t give this up for everybody. Open a date, and leave out who stays at home.")
        raise Refused(says, code="not_all_yours")
    return give_up(enrolment, by=by)


def end(enrolment: Enrolment, dates: Sequence[Occurrence], state: str, *, by: User | None) -> None:
    """The household's part in the dates that are left is over. Under the locks of those dates."""
    theirs = Booking.objects.live().filter(enrolment=enrolment, occurrence__in=dates)
    PartyMember.objects.filter(booking__in=theirs.values("pk")).update(live=False)
    theirs.update(state=state, ended_at=clock.now(), offer_ends_at=None)
    enrolment.state, enrolment.ended_at, enrolment.offer_ends_at = state, clock.now(), None
    enrolment.save(update_fields=["state", "ended_at", "offer_ends_at"])
    record(f"enrolment.{state}", enrolment, by=by)


@transaction.atomic
def accept(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Take the places that were offered, on all dates. At the same instant as the end, the end wins."""
    course, enrolment = locks.lock_course(enrolment.programme), again(enrolment)
    if enrolment.state == BookingState.BOOKED:
        return enrolment
    if closed := course.way.closed(clock.now()):
        raise places.refusal(closed)
    ends = enrolment.offer_ends_at
    if enrolment.state != BookingState.OFFERED or ends is None or ends <= clock.now():
        raise Refused(_("This offer has run out. You can join the waiting list again."), code="offer_over")
    rows = list(enrolment.bookings.filter(state=BookingState.OFFERED, occurrence__in=course.dates))
    record("enrolment.accepted", enrolment, by=by)
    return put_on(course, enrolment, rows)


def put_on(course: courses.Course, enrolment: Enrolment, rows: Sequence[Booking]) -> Enrolment:
    """They are on it: these bookings of the dates that are left are places now, and one letter says so."""
    for row in rows:
        row.state, row.offer_ends_at, row.occurrence = BookingState.BOOKED, None, _of(course.dates, row)
        row.placed_at = row.placed_at or clock.now()
    Booking.objects.bulk_update(rows, ["state", "offer_ends_at", "placed_at"])
    enrolment.state, enrolment.offer_ends_at, enrolment.passed_over = BookingState.BOOKED, None, ""
    enrolment.save(update_fields=["state", "offer_ends_at", "passed_over"])
    tell_booked(enrolment, rows)
    return enrolment


def _of(dates: Sequence[Occurrence], row: Booking) -> Occurrence:
    return next(each for each in dates if each.pk == row.occurrence_id)


def again(enrolment: Enrolment) -> Enrolment:
    """As it stands now that the course is held."""
    return Enrolment.objects.select_related("contact", "programme").get(pk=enrolment.pk)


# -- The clock ------------------------------------------------------------------------------------
@transaction.atomic
def release(programme: Programme, at: datetime) -> int:
    """Offers of a course that ran out go to the next household; how many ran out."""
    course = locks.lock_course(programme, freeing=True)
    over = Enrolment.objects.filter(programme=programme, state=BookingState.OFFERED, offer_ends_at__lte=at)
    lapsed = list(over.select_related("contact").order_by("pk"))
    for enrolment in lapsed:
        end(enrolment, course.dates, BookingState.LAPSED, by=None)
        if enrolment.contact:
            post("course_offer_lapsed", to=enrolment.contact, about=enrolment, due=rules.awake(clock.now()))
    waiting_list.offer_course(course)
    return len(lapsed)


def see_to_waiting_lists(*, at: datetime) -> int:
    """Every minute: offers that ran out, and places that came free one date at a time; how many ran out.

    A fault at one course stops no other.
    """
    over = _courses_with(state=BookingState.OFFERED, offer_ends_at__lte=at)
    waiting = _courses_with(state=BookingState.WAITING)
    released = 0
    for programme in Programme.objects.filter(pk__in=over | waiting).order_by("pk"):
        try:
            if programme.pk in over or course_list.somebody_fits(programme):
                released += release(programme, at)
        except Exception:  # whatever is wrong here must not keep other households from their turn
            log.exception("the waiting list of course %s could not be seen to", programme.code)
    return released


def _courses_with(**enrolments: object) -> set[int]:
    return set(Enrolment.objects.filter(**enrolments).values_list("programme", flat=True))
