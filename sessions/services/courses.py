"""Courses: a household takes its place on every date that is left in one act, waits as one, and gives it up as one."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Right, Say
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_each
from sessions import rules
from sessions.models import (
    HOLDING,
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
from sessions.queries.room import rooms_of
from sessions.services import course_list, places, ways_in

log = logging.getLogger(__name__)


def lock(programme: Programme) -> list[Occurrence]:
    """Every date that is left, held with all that is in its hall; nobody makes a date more meanwhile.

    The course goes first, then its dates in the order of ids, as everywhere.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    held = places.lock_all(list(courses.remaining(programme)))
    now = clock.now()
    return [each for each in held if each.cancelled_at is None and each.starts_at > now]


@transaction.atomic
def enrol(programme: Programme, ask: places.Ask, *, by: User) -> Enrolment:
    """A place on all dates that are left, or none; with `ask.wait` a turn on the waiting list of the course.

    Raises Refused, naming the date and the limit that bound. The same form again is the same enrolment.
    """
    places.hold_theirs(ask, by=by)
    dates = lock(programme)
    if before := _enrolled_before(programme, ask):
        return before
    _check(programme, dates, ask)
    rooms = courses.Rooms(dates, rooms_of(dates))
    parties = {each.pk: ask.party(each.day) for each in dates}
    places.check_party(dates[0], ask, rooms.limits[dates[0].pk], parties[dates[0].pk], lets=ask.override_why)
    return _write(programme, dates, ask, _verdict(rooms.bound(parties), ask), by=by)


def _enrolled_before(programme: Programme, ask: places.Ask) -> Enrolment | None:
    """The same form again is the same place; another form for the same household is refused."""
    same_form = Q(submit_key=ask.key) if ask.key else Q(pk=None)
    found = Enrolment.objects.filter(same_form | Q(state__in=LIVE), family=ask.family, programme=programme)
    for enrolment in found:
        if ask.key and enrolment.submit_key == ask.key:
            return enrolment
        raise Refused(_("You have a place or a turn on this course already."), code="already")
    return None


def _check(programme: Programme, dates: Sequence[Occurrence], ask: places.Ask) -> None:
    if closed := courses.way_into(programme, dates).closed(clock.now()):
        raise places.refusal(closed)
    ways_in.check_asked(programme, ask.family)
    people = Q(child__in=ask.children) | Q(carer__in=ask.adults)
    clash = PartyMember.objects.filter(people, occurrence__in=dates, live=True).select_related("occurrence", "child")
    for head in clash.order_by("child", "occurrence__starts_at")[:1]:
        says = _("%(name)s has a place or a turn on %(day)s already. Please untick %(name)s, or ask us.")
        named = {"name": head.child.first_name if head.child else head.carer, "day": f"{head.occurrence.day:%-d %B}"}
        raise Refused(says % named, code="already", field="children" if head.child else "adults")


def _verdict(bound: tuple[Occurrence, rules.Bound] | None, ask: places.Ask) -> str:
    if bound is None:
        return BookingState.BOOKED
    if ask.wait:
        return BookingState.WAITING
    occurrence, limit = bound
    raise Refused(f"{occurrence.day:%-d %B}: {limit.says}", code=limit.code)


def _write(programme: Programme, dates: Sequence[Occurrence], ask: places.Ask, state: str, *, by: User) -> Enrolment:
    now = clock.now()
    shared = {"family": ask.family, "state": state, "made_at": now, "made_by": by}
    shared["contact"] = ask.contact or places.first_contact(ask.adults)
    shared["waiting_since"] = now if state == BookingState.WAITING else None
    enrolment = Enrolment.objects.create(programme=programme, submit_key=ask.key, **shared)
    made = Booking.objects.bulk_create(Booking(occurrence=each, enrolment=enrolment, **shared) for each in dates)
    PartyMember.objects.bulk_create(
        PartyMember(booking=row, occurrence=row.occurrence, **head) for row in made for head in ask.heads()
    )
    if programme.for_parents and enrolment.contact:
        Interest.objects.get_or_create(programme=programme, carer=enrolment.contact)
    record(f"enrolment.{state}", enrolment, by=by, dates=len(made))
    if state == BookingState.BOOKED:
        tell_booked(enrolment, made)
    elif enrolment.contact:
        post("course_waiting", to=enrolment.contact, about=enrolment)
    return enrolment


def tell_booked(enrolment: Enrolment, bookings: Sequence[Booking]) -> None:
    """One letter with all dates now, and the evening before each date a short one."""
    contact, now = enrolment.contact, clock.now()
    if contact is None:
        return
    evenings = [(row, clock.evening_before(row.occurrence.starts_at)) for row in bookings]
    post("course_booked", to=contact, about=enrolment)
    post_each("session_reminder", [(contact, row, evening) for row, evening in evenings if now < evening])


@transaction.atomic
def take_new_dates(programme: Programme, *, by: User) -> int:
    """A leader has made dates more: who is on the course or waits for it comes to them, too; how many places that is.

    A household for whom one of them has no room keeps the others; its leader sees that date by date.
    """
    dates = lock(programme)
    live = list(Enrolment.objects.filter(programme=programme).live().order_by("made_at", "pk"))
    rooms = courses.Rooms(dates, rooms_of(dates))
    made = 0
    for enrolment in live:
        rows = [row for each in _not_had(enrolment, dates) if (row := _come_to(each, enrolment, rooms, by=by))]
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
    dates, enrolment = lock(enrolment.programme), _again(enrolment)
    if enrolment.state not in LIVE:
        return enrolment
    was = enrolment.state
    end(enrolment, dates, BookingState.GIVEN_UP, by=by)
    if was == BookingState.BOOKED and enrolment.contact:
        post("course_given_up", to=enrolment.contact, about=enrolment)
    if was in HOLDING:
        course_list.offer_next(enrolment.programme, dates)
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
    dates, enrolment = lock(enrolment.programme), _again(enrolment)
    if enrolment.state == BookingState.BOOKED:
        return enrolment
    if closed := courses.way_into(enrolment.programme, dates).closed(clock.now()):
        raise places.refusal(closed)
    ends = enrolment.offer_ends_at
    if enrolment.state != BookingState.OFFERED or ends is None or ends <= clock.now():
        raise Refused(_("This offer has run out. You can join the waiting list again."), code="offer_over")
    rows = list(enrolment.bookings.filter(state=BookingState.OFFERED, occurrence__in=dates))
    for row in rows:
        row.state, row.offer_ends_at, row.occurrence = BookingState.BOOKED, None, _of(dates, row)
    Booking.objects.bulk_update(rows, ["state", "offer_ends_at"])
    enrolment.state, enrolment.offer_ends_at = BookingState.BOOKED, None
    enrolment.save(update_fields=["state", "offer_ends_at"])
    record("enrolment.accepted", enrolment, by=by)
    tell_booked(enrolment, rows)
    return enrolment


def _of(dates: Sequence[Occurrence], row: Booking) -> Occurrence:
    return next(each for each in dates if each.pk == row.occurrence_id)


def _again(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("contact", "programme").get(pk=enrolment.pk)


# -- The clock ------------------------------------------------------------------------------------
@transaction.atomic
def release(programme: Programme, at: datetime) -> int:
    """Offers of a course that ran out go to the next household; how many ran out."""
    dates = lock(programme)
    over = Enrolment.objects.filter(programme=programme, state=BookingState.OFFERED, offer_ends_at__lte=at)
    lapsed = list(over.select_related("contact").order_by("pk"))
    for enrolment in lapsed:
        end(enrolment, dates, BookingState.LAPSED, by=None)
        if enrolment.contact:
            post("course_offer_lapsed", to=enrolment.contact, about=enrolment, due=rules.awake(clock.now()))
    course_list.offer_next(programme, dates)
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
