"""Places, given out under a lock from rows (DESIGN, law 2). The one door through which a household gets one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family, Home, Right, Say
from families.services.returning import come_back
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_all
from sessions import rules
from sessions.models import LISTED, LIVE, Booking, BookingState, Enrolment, Occurrence, PartyMember
from sessions.queries import appointments
from sessions.queries.bookings import asks, has_been
from sessions.queries.building import with_noted
from sessions.queries.room import limits_of, moment_of, room_and_clashes
from sessions.rules import times
from sessions.services import desks, locks, ways_in
from sessions.signals import booking_ended


@dataclass(frozen=True)
class Ask:
    """What a household asks for: who comes, and what to do when it is full."""

    family: Family
    children: Sequence[Child]
    adults: Sequence[Carer]
    contact: Carer | None = None
    key: UUID | None = None
    wait: bool = False
    walk_in: bool = False
    by_staff: bool = False
    """A leader asks for them: the times at which booking opens and closes do not bind, and it is on record."""
    override_why: str = ""
    together: UUID | None = None
    """Of the form that asks for several dates: one letter tells of them all."""
    time: datetime | None = None
    """At a clinic: when they would like to be seen."""
    agreed: bool = False
    """They have read the risk note of a trip, and said yes."""
    told_otherwise: bool = False
    """Another letter tells of it; only the reminder is posted."""

    def party(self, on: date, *, with_children: bool = True) -> rules.Party:
        """The party as the rules see it. Where adults may come by themselves nobody needs to be expecting."""
        return rules.Party(
            ages=tuple(child.age_in_months(on) for child in self.children),
            adults=len(self.adults),
            expecting=with_children and not self.children and any(due > on for due in self._due),
            interpreter=any(adult.interpreter for adult in self.adults),
        )

    def heads(self) -> list[dict[str, Any]]:
        """One row for each person."""
        return [{"child": child} for child in self.children] + [{"carer": carer} for carer in self.adults]

    def at(self, occurrence: Occurrence) -> "Ask":
        """The same of one of several dates: pressed twice, each date is booked once."""
        return replace(self, key=uuid5(self.key, str(occurrence.code))) if self.key else self

    @cached_property
    def _due(self) -> list[date]:
        return [due for due in self.family.children.values_list("due_on", flat=True) if due]


def lock(occurrence: Occurrence, *, freeing: bool = False) -> Occurrence:
    """The session, held until the transaction ends: whoever counts its places waits here for their turn.

    Refused when its term has just been taken back. `freeing` as for `locks.lock_all`.
    """
    return locks.lock_all([occurrence], freeing=freeing)[0]


def take(occurrence: Occurrence, ask: Ask, *, by: User) -> Booking:
    """Give the household places, or its turn on the waiting list; raises Refused, naming the limit that bound."""
    try:
        with transaction.atomic():
            hold_theirs(ask, by=by)
            limits, party = limits_of(occurrence), ask.party(occurrence.day)
            check_party(occurrence, ask, limits, party, lets=ask.override_why)
            return _take(lock(occurrence), ask, limits, party, by=by)
    except IntegrityError:  # the same form came twice, or the household has a place: both are in the tables now
        return _asked_before(occurrence, ask)


@dataclass(frozen=True)
class Answer:
    """What became of one of several dates: a booking, or the rule that said no."""

    occurrence: Occurrence
    booking: Booking | None = None
    no: Refused | None = None


def take_each(occurrences: Sequence[Occurrence], ask: Ask, *, by: User) -> list[Answer]:
    """Each of these sessions stands for itself; all are locked at once, in the order of their ids (TRUST T42)."""
    with transaction.atomic():
        hold_theirs(ask, by=by)
        held = locks.lock_all(occurrences)
        prefetch_related_objects([occurrence.programme for occurrence in held], "bands")
        return [_answer(occurrence, ask.at(occurrence), by=by) for occurrence in held]


def _answer(occurrence: Occurrence, ask: Ask, *, by: User) -> Answer:
    try:
        return Answer(occurrence, _try(occurrence, ask, by=by))
    except Refused as no:
        return Answer(occurrence, no=no)


def _try(occurrence: Occurrence, ask: Ask, *, by: User) -> Booking:
    try:
        with transaction.atomic():
            return take_locked(occurrence, ask, by=by)
    except IntegrityError:
        return _asked_before(occurrence, ask)


def take_locked(occurrence: Occurrence, ask: Ask, *, by: User) -> Booking:
    """The same for a session that the caller has locked, and for people who have a booking already."""
    limits, party = limits_of(occurrence), ask.party(occurrence.day)
    check_party(occurrence, ask, limits, party, lets=ask.override_why)
    return _take(occurrence, ask, limits, party, by=by)


def _take(occurrence: Occurrence, ask: Ask, limits: rules.Limits, party: rules.Party, *, by: User) -> Booking:
    # first of all, so that who was not asked learns nothing of who comes
    ways_in.check(occurrence.programme, ask.family, agreed=ask.agreed, walk_in=ask.walk_in, by_staff=ask.by_staff)
    now, limits = clock.now(), limits_of(occurrence, bands=limits.bands)  # a leader may have bent them meanwhile
    after = appointments.begins_after(occurrence, at_door=ask.walk_in)
    slot = desks.choose(occurrence, party, ask.time, after=after) if occurrence.is_clinic else None
    span = slot.span if slot else None
    room, clashes = room_and_clashes(occurrence, children=ask.children, adults=ask.adults, span=span)
    if ask.walk_in:
        room = with_noted(room, occurrence)
    check_homes(ask, clashes)
    if clashes:
        return _asked_before(occurrence, ask)
    hours = _check_open(occurrence, ask, now)
    no_time = occurrence.is_clinic and slot is None
    if no_time:
        bounds = [desks.why_not(occurrence, party, ask.time, after=after)]
    else:
        bounds = rules.space_bounds(limits, room, party)
    state = _verdict(bounds, ask, asks_first(occurrence, ask, now))
    booking = _write(occurrence, ask, state, now, by=by)
    if slot and state == BookingState.BOOKED:
        desks.give(booking, slot)
    record(f"booking.{state}", booking, by=by, heads=party.heads, override=bool(ask.override_why), **hours)
    if ask.agreed:
        ways_in.agree(booking, by=by, spoken=ask.by_staff or ask.walk_in)
    if booking.contact:
        told = ask.together or ask.told_otherwise
        kinds = [(kind, due) for kind, due in _letters(booking, now) if due or not told]
        post_all(kinds, to=booking.contact, about=booking)
    return booking


def asks_first(occurrence: Occurrence, ask: Ask, now: datetime) -> bool:
    """Does the household ask now and hear later, as places are given out at a set time (M4)?"""
    if ask.walk_in or ask.override_why or not moment_of(occurrence).is_asking(now):
        return False
    return asks(occurrence.programme, ask.family)


def _verdict(bounds: Sequence[rules.Bound], ask: Ask, asks_first: bool) -> str:  # noqa: FBT001
    if asks_first:
        return BookingState.ASKED
    bounds = rules.binding(bounds, override_why=ask.override_why)
    if not bounds:
        return BookingState.BOOKED
    if ask.wait and bounds[0].code in rules.CAPACITY:
        return BookingState.WAITING
    raise refusal(bounds[0])


def _write(occurrence: Occurrence, ask: Ask, state: str, now: datetime, *, by: User) -> Booking:
    booking = Booking.objects.create(
        occurrence=occurrence,
        family=ask.family,
        state=state,
        made_at=now,
        made_by=by,
        contact=ask.contact or first_contact(ask.adults),
        submit_key=ask.key,
        together=ask.together,
        waiting_since=now if state in LISTED else None,
        walk_in=ask.walk_in,
        override_why=ask.override_why,
    )
    heads = [PartyMember(booking=booking, occurrence=occurrence, **head) for head in ask.heads()]
    PartyMember.objects.bulk_create(heads)
    return booking


def first_contact(adults: Sequence[Carer]) -> Carer | None:
    return next((adult for adult in adults if adult.is_main), adults[0] if adults else None)


def _letters(booking: Booking, now: datetime) -> list[tuple[str, datetime | None]]:
    if booking.walk_in:
        return []  # they stand in front of us
    if booking.state in LISTED:
        return [("booking_waiting" if booking.state == BookingState.WAITING else "booking_asked", None)]
    return booked_letters(booking.occurrence, now)


def booked_letters(occurrence: Occurrence, now: datetime) -> list[tuple[str, datetime | None]]:
    """The letter now, and one the evening before unless that has passed."""
    evening = clock.evening_before(occurrence.starts_at)
    reminder: list[tuple[str, datetime | None]] = [("session_reminder", evening)] if now < evening else []
    return [("booking_made", None), *reminder]


def end(booking: Booking, state: str, *, by: User | None) -> None:
    """The household's part in this session is over and its people are free again. Under the session's lock."""
    booking.state, booking.ended_at, booking.offer_ends_at = state, clock.now(), None
    booking.save(update_fields=["state", "ended_at", "offer_ends_at"])
    booking.party.update(live=False)
    if booking.occurrence.is_clinic:
        desks.take_back(booking)
    if booking.enrolment_id:
        end_if_empty(booking.enrolment_id)
    record(f"booking.{state}", booking, by=by)
    booking_ended.send(sender=Booking, booking=booking, by=by)


def end_if_empty(enrolment: int) -> None:
    """Who has given up every date of a course is not on it any more."""
    live = Booking.objects.filter(enrolment=enrolment).live()
    left = Enrolment.objects.live().filter(pk=enrolment).exclude(pk__in=live.values("enrolment"))
    left.update(state=BookingState.GIVEN_UP, ended_at=clock.now(), offer_ends_at=None)


# -- Saying no -------------------------------------------------------------------------------------
def refusal(bound: rules.Bound) -> Refused:
    """A limit's no, as what a form shows."""
    return Refused(bound.says, code=bound.code, field=bound.field)


def check_theirs(ask: Ask, *, by: User) -> None:
    """Nobody books other people's children, or one that is closed to them, whatever a form says (TRUST T44)."""
    _check_count(ask, _homes_of(ask, by=by).count() if ask.children else 1)


def hold_theirs(ask: Ask, *, by: User) -> bool:
    """The same, and the household is held: whoever joins it with another meanwhile waits, or was first.

    Has it come to anything before?

    Its own columns are asked, and not a subquery, as Postgres looks again only at the row that it waited for.
    """
    homes = _homes_of(ask, by=by).select_for_update(no_key=True, of=("family",)).select_related("family")
    held: Any = homes.annotate(been=has_been("family"))
    if not ask.children:
        held = Family.objects.select_for_update(no_key=True, of=("self",)).annotate(been=has_been("pk"))
        held = held.filter(pk=ask.family.pk, merged_into=None)
    _check_count(ask, len(held))
    family = held[0].family if ask.children else held[0]
    if family.left_at:
        come_back([family.pk], by=by)
    return bool(held[0].been)


def _homes_of(ask: Ask, *, by: User) -> QuerySet[Home]:
    homes = Home.objects.filter(family=ask.family, family__merged_into=None, child__in=ask.children)
    return homes.exclude(child__in=Right.objects.closing(by, Say.NONE).values("child"))


def _check_count(ask: Ask, found: int) -> None:
    if found != max(len(set(ask.children)), 1) or any(adult.family_id != ask.family.pk for adult in ask.adults):
        raise Refused(_("Please choose people of your own household."), code="not_yours")


def check_party(occurrence: Occurrence, ask: Ask, limits: rules.Limits, party: rules.Party, *, lets: str) -> None:
    """Would it do in an empty room? A leader's reason `lets` them over some limits."""
    if occurrence.is_clinic:
        wrong = times.party_bounds(appointments.pace_of(occurrence.programme), party)
        desks.check_length(occurrence, party)
    else:
        wrong = rules.party_bounds(limits, party, [child.first_name for child in ask.children])
    if wrong := rules.binding(wrong, override_why=lets):
        raise refusal(wrong[0])
    if never := rules.binding(rules.space_bounds(limits, rules.Room(), party), override_why=lets):
        says = _("Even when it is empty, this session has no room for all of you. Please bring fewer people.")
        raise Refused(says, code=f"never_{never[0].code}")


def _check_open(occurrence: Occurrence, ask: Ask, now: datetime) -> dict[str, str]:
    """Is booking open, or may they all the same? Then what did not bind them, for the trail."""
    bound = rules.closed(moment_of(occurrence), now)
    if bound and not let_pass(ask, bound.code):
        raise refusal(bound)
    return {"hours": bound.code} if bound else {}


def let_pass(ask: Ask, code: str) -> bool:
    """Do the times at which booking opens and closes not bind them? Never when it is called off."""
    return (ask.walk_in and code != "cancelled") or (ask.by_staff and code in rules.HOURS)


def check_homes(ask: Ask, clashes: Sequence[Any]) -> None:
    """A child with two homes has one place; who took it is not said (M10)."""
    for _booking, family, child, *_dates, name, _mark in clashes:
        if child and family != ask.family.pk:
            says = _("%(name)s has a place or a turn at this session already. Please untick %(name)s, or ask us.")
            raise Refused(says % {"name": name}, code="two_homes", field="children")


def _asked_before(occurrence: Occurrence, ask: Ask) -> Booking:
    """The same form again is the same booking; another form for the same household is refused (TRUST T41)."""
    same_form = Q(submit_key=ask.key) if ask.key else Q(pk=None)
    found = Booking.objects.filter(same_form | Q(state__in=LIVE), family=ask.family, occurrence=occurrence)
    bookings = list(found.select_related("occurrence__programme__venue", "occurrence__venue"))
    for booking in bookings:
        if ask.key and booking.submit_key == ask.key:
            return booking
    if ask.time and not bookings:
        raise Refused(times.TAKEN, code="time")
    says = _("You have a place or a turn at this session already. To change who comes, open your booking.")
    raise Refused(says, code="already")
