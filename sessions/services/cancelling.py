"""Calling off a day, or many in one act: whoever was to come or waits is told once, calendars let go of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Channel, State
from groupsite.outbox.queries import how_far
from groupsite.outbox.services import post_many
from sessions.models import LISTED, LIVE, Booking, BookingState, Break, Occurrence, OccurrenceQuerySet, Programme
from sessions.queries.hearing import first_for_each, with_hearers
from sessions.queries.reach import Reach, reach_of
from sessions.services import locks, places, visiting
from sessions.services.moving import FOLLOWING, ONE, reached
from sessions.services.waiting_list import offer_elsewhere
from sessions.signals import occurrences_cancelled


@transaction.atomic
def cancel(occurrence: Occurrence, why: str, *, by: User) -> Occurrence:
    """This session will not take place. The reason is for everybody to read.

    Letters that were to go before it are dropped as each is decided. Whoever waits for the hall may fit now.
    """
    occurrence = places.lock(occurrence, freeing=True)
    _check(occurrence)
    call_off([occurrence], why, by=by)
    return occurrence


@transaction.atomic
def cancel_several(occurrence: Occurrence, scope: str, why: str, *, by: User) -> list[Occurrence]:
    """The same of this date and the following, or of all that are to come. Nobody makes or moves a date meanwhile."""
    if scope == ONE:
        return [cancel(occurrence, why, by=by)]
    held = locks.lock_to_move(occurrence.programme, lambda: list(reach(occurrence, scope)))
    rows = [held[row.pk] for row in reach(occurrence, scope)]
    _check(Occurrence.objects.get(pk=occurrence.pk))
    call_off(rows, why, by=by)
    return rows


def reach(occurrence: Occurrence, scope: str) -> OccurrenceQuerySet:
    """The date itself, those from it on, or all that are not over; what is called off already is left alone."""
    rows = Occurrence.objects.filter(programme=occurrence.programme_id).upcoming()
    if scope == ONE:
        rows = rows.filter(pk=occurrence.pk)
    elif scope == FOLLOWING:
        rows = rows.filter(day__gte=occurrence.day)
    return rows.in_order()


def _check(occurrence: Occurrence) -> None:
    if occurrence.cancelled_at:
        raise Refused(_("This session is cancelled already. Everybody has been told."), code="cancelled")
    if clock.now() >= occurrence.ends_at:
        raise Refused(_("This session is over, so it cannot be cancelled."), code="past")


def call_off(rows: Sequence[Occurrence], why: str, *, by: User) -> None:
    """All at one instant, by which a letter knows what belongs together. Under the locks of all of them."""
    now = clock.now()
    for row in rows:
        row.cancelled_at, row.cancelled_why = now, why
        row.sequence += 1
    Occurrence.objects.bulk_update(rows, ["cancelled_at", "cancelled_why", "sequence"])
    record_all("session.cancelled", rows, by=by)
    post_many("session_cancelled", first_for_each(_told(rows)))
    visiting.tell_called_off(rows)
    occurrences_cancelled.send(sender=Occurrence, occurrences=rows, why=why, by=by)
    locks.leave_the_halls(rows)
    offer_elsewhere(rows)


def _told(rows: Sequence[Occurrence]) -> QuerySet[Booking]:
    """Whoever has a place or a turn at these dates, the soonest first."""
    live = with_hearers(Booking.objects.filter(occurrence__in=rows).live())
    return live.order_by("occurrence__starts_at", "pk")


# -- A break -----------------------------------------------------------------------------------------
def in_break(pause: Break) -> OccurrenceQuerySet:
    """Dates to come that fall in it, each with how many households have or want a place as `households`."""
    rows = _on_days_of(pause).upcoming()
    return rows.annotate(households=Count("bookings", filter=Q(bookings__state__in=LIVE))).in_order()


def stay_off(pause: Break) -> OccurrenceQuerySet:
    """Dates called off on its days: they had their turn, so they do not come back when the break is gone."""
    return _on_days_of(pause).not_over().exclude(cancelled_at=None)


def _on_days_of(pause: Break) -> OccurrenceQuerySet:
    rows = Occurrence.objects.filter(day__range=(pause.first_day, pause.last_day))
    hall = Coalesce("venue", "programme__venue")
    return rows.annotate(hall=hall).filter(hall=pause.venue_id) if pause.venue_id else rows


@transaction.atomic
def cancel_in_break(pause: Break, why: str, *, by: User) -> list[Occurrence]:
    """All of these dates, of every group, in one act: a household hears of all of its dates in one letter."""
    held = locks.lock_all(list(in_break(pause).order_by("pk")), freeing=True)
    still = {row.pk for row in in_break(pause)}  # one may have moved out of it, or been called off, meanwhile
    rows = [row for row in held if row.pk in still]
    if rows:
        call_off(rows, why, by=by)
    return rows


# -- Ending a group ----------------------------------------------------------------------------------
@transaction.atomic
def end_group(programme: Programme, last_day: date | None, why: str, *, by: User) -> list[Occurrence]:
    """Its last day, or none: it goes on. Dates after it are called off, and no new ones are made. Raises Refused."""
    held = locks.lock_to_move(programme, lambda: list(after(programme, last_day)))
    rows = [held[row.pk] for row in after(programme, last_day)]
    programme = Programme.objects.get(pk=programme.pk)
    check_last_day(programme, last_day)
    programme.last_day = last_day
    programme.first_day = _first_day(programme)
    programme.save(update_fields=["first_day", "last_day"])
    said = {"last_day": last_day.isoformat()} if last_day else {}
    record("group.ended" if last_day else "group.goes_on", programme, by=by, dates=len(rows), **said)
    if rows:
        call_off(rows, why, by=by)
    return rows


def check_last_day(programme: Programme, last_day: date | None) -> None:
    """Raises Refused by the box."""
    if last_day is None and programme.kind == Programme.Kind.COURSE:
        says = _("Say the last day of the course, so that families know how many dates they take.")
        raise Refused(says, code="last_day", field="last_day")
    if last_day and programme.first_day and last_day < programme.first_day and not _ran_before(programme):
        raise Refused(_("The last day is before the first day."), code="last_day", field="last_day")


def _ran_before(programme: Programme) -> bool:
    """Is its first day only that of a new rhythm, or of a new weekday?"""
    return programme.occurrences.filter(day__lt=programme.first_day).exists()


def _first_day(programme: Programme) -> date | None:
    """A new rhythm that it ends before counts from as many fortnights earlier, should it go on after all."""
    first, last = programme.first_day, programme.last_day
    while first and last and first > last:
        first -= timedelta(weeks=2)
    return first


def after(programme: Programme, last_day: date | None) -> OccurrenceQuerySet:
    """Its dates to come after that day."""
    rows = Occurrence.objects.filter(programme=programme).upcoming()
    return (rows.filter(day__gt=last_day) if last_day else rows.none()).in_order()


# -- Who is told -------------------------------------------------------------------------------------
def families_told(occurrences: Iterable[Occurrence]) -> QuerySet[Booking, Any]:
    """The households a letter about these days goes to."""
    return Booking.objects.filter(occurrence__in=list(occurrences)).live().values("family")


@dataclass(frozen=True)
class Told:
    """Whom calling dates off reaches, in numbers: households by where they stand, and news by the way it goes."""

    dates: Sequence[Occurrence]
    booked: int
    offered: int
    waiting: int
    reach: Reach
    others: dict[str, int]


def preview(occurrences: Iterable[Occurrence]) -> Told:
    """Who would be told, and how. Writes nothing. A household counts once, as where it stands best."""
    rows = list(occurrences)
    bookings = list(_told(rows))
    booked = {each.family_id for each in bookings if each.state == BookingState.BOOKED}
    offered = {each.family_id for each in bookings if each.state == BookingState.OFFERED} - booked
    waiting = {each.family_id for each in bookings if each.state in LISTED} - booked - offered
    reach = reach_of(bookings)
    return Told(rows, len(booked), len(offered), len(waiting), reach, _others(rows))


def _others(rows: Sequence[Occurrence]) -> dict[str, int]:
    """People of the rooms above: who helps on those days."""
    for row in rows:
        row.shifted = (timedelta(0), timedelta(0))  # type: ignore[attr-defined]  # it moves nowhere
    return reached(rows)


def progress(occurrence: Occurrence) -> dict[str, int]:
    """How far the news of what was called off in this act has come: sent as letters, as texts, on its way, failed."""
    told = Booking.objects.filter(occurrence__cancelled_at=occurrence.cancelled_at).live()
    states = how_far("session_cancelled", about=told)
    sent = {f"sent_{channel}": states[channel, State.SENT] for channel in Channel}
    on_its_way = sum(states[channel, state] for channel in Channel for state in (State.READY, State.SENDING))
    return sent | {"on_its_way": on_its_way, "failed": sum(states[channel, State.DEAD] for channel in Channel)}
