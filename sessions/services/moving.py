"""Bending a date, the following ones, or all: everybody it touches is told once, and nobody loses a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Value
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_many, take_back_all
from sessions.models import (
    LISTED,
    Booking,
    BookingState,
    Enrolment,
    Occurrence,
    OccurrenceQuerySet,
    Programme,
    Venue,
)
from sessions.queries.hearing import first_for_each, with_hearers
from sessions.queries.reach import Reach, reach_of
from sessions.queries.room import holding
from sessions.queries.timetable import Taken, halls_taken
from sessions.services import appointments, locks, visiting
from sessions.services.waiting_list import offer_in_halls
from sessions.signals import occurrences_moved, who_else

ONE, FOLLOWING, ALL = "one", "following", "all"
BY_WEEKS = {Programme.Rhythm.WEEKLY, Programme.Rhythm.FORTNIGHTLY}


@dataclass(frozen=True)
class Change:
    """What the leader wants of a date. What is as it was is left alone on the other dates, too."""

    scope: str
    day: date
    starts: time
    ends: time
    venue: Venue
    heads_limit: int
    play: str

    def differs(self, row: Occurrence) -> dict[str, Any]:
        """Only what is not so yet, by name; `days` is how far the day moves."""
        now = {
            "days": (self.day - row.day).days,
            "starts": self.starts if self.starts != clock.local(row.starts_at).time() else None,
            "ends": self.ends if self.ends != clock.local(row.ends_at).time() else None,
            "venue": self.venue if self.venue != row.place else None,
            "heads_limit": self.heads_limit if self.heads_limit != row.most_heads else None,
            "play": self.play if self.play != row.games else None,
        }
        return {name: value for name, value in now.items() if value is not None and value != 0}


@dataclass(frozen=True)
class Preview:
    """Who is affected, before anything changes."""

    dates: list[Occurrence]
    booked: int
    waiting: int
    over: list[Occurrence]
    clashes: list[tuple[date, str]]
    told: bool
    reach: Reach
    others: dict[str, int]


def preview(occurrence: Occurrence, change: Change) -> Preview:
    """What `bend` would do. Writes nothing; raises Refused as it would."""
    asked, rows = _planned(occurrence, change, _reach(occurrence, change))
    appointments.moved_with(rows)
    held = list(with_hearers(Booking.objects.filter(occurrence__in=rows).live()))
    families = {booking.family_id for booking in held}
    places = {booking.family_id for booking in held if booking.state not in LISTED}
    return Preview(
        dates=rows,
        booked=len(places),
        waiting=len(families - places),
        over=_over(rows) if asked.keys() & {"heads_limit", "venue"} else [],
        clashes=_clashes(rows) if moves(asked) else [],
        told=moves(asked),
        reach=reach_of(held),
        others=reached(rows) if moves(asked) else {},
    )


def moves(asked: dict[str, Any]) -> bool:
    """Does it change when or where people come? A limit or a game is no news to them."""
    return bool(asked.keys() & {"days", "starts", "ends", "venue"})


def reached(rows: Sequence[Occurrence]) -> dict[str, int]:
    """How many people of the rooms above: who helps then, and who cannot at the new time."""
    counts: dict[str, int] = {}
    for _receiver, answer in who_else.send(sender=Occurrence, occurrences=rows):
        counts |= cast("dict[str, int]", answer)
    return counts


def _over(rows: Sequence[Occurrence]) -> list[Occurrence]:
    """Dates with more people than the new limit: they keep their places, and nobody else gets one."""
    heads: dict[int, int] = {}
    for pk in holding(rows).values_list("occurrence_id", flat=True):
        heads[pk] = heads.get(pk, row_helpers(rows, pk)) + 1
    return [row for row in rows if heads.get(row.pk, 0) > min(row.most_heads, row.place.fire_limit)]


def row_helpers(rows: Sequence[Occurrence], pk: int) -> int:
    """Helpers are heads before anybody books."""
    return next(row.team for row in rows if row.pk == pk)


def _clashes(rows: Sequence[Occurrence]) -> list[tuple[date, str]]:
    days = [row.day for row in rows]
    mine = {(row.programme_id, row.pattern_day) for row in rows}
    others = [each for each in halls_taken(min(days), max(days)) if (each.programme, each.planned) not in mine]
    slots = [Taken.of(row) for row in rows]
    return [(slot.day, other.name) for slot in slots for other in others if slot.clashes(other)]


# -- Which dates, and what becomes of them ---------------------------------------------------------
def _reach(occurrence: Occurrence, change: Change) -> OccurrenceQuerySet:
    """The date itself, those from it on, or all that have not begun; what is called off stays so."""
    rows = Occurrence.objects.filter(programme=occurrence.programme_id, cancelled_at=None, starts_at__gt=clock.now())
    if change.scope == ONE:
        rows = rows.filter(pk=occurrence.pk)
    elif change.scope == FOLLOWING:
        rows = rows.filter(day__gte=occurrence.day)
    return rows.select_related("programme__venue", "programme__clinic", "venue").order_by("pk")


def _planned(
    occurrence: Occurrence, change: Change, rows: Iterable[Occurrence]
) -> tuple[dict[str, Any], list[Occurrence]]:
    """What differs, and the dates as they would be; nothing is saved."""
    found = list(rows)
    itself = next((row for row in found if row.pk == occurrence.pk), None)
    if itself is None:
        says = _("This session has begun, is over or is called off, so it cannot be changed.")
        raise Refused(says, code="past")
    asked = change.differs(itself)
    _check(change, asked, itself)
    for row in found:
        _bend(row, asked)
    _check_days(found)
    return asked, sorted(found, key=lambda row: row.starts_at)


def _bend(row: Occurrence, asked: dict[str, Any]) -> None:
    was = row.starts_at, row.ends_at
    row.planned_on = row.pattern_day
    row.day += timedelta(days=asked.get("days", 0))
    row.starts_at = clock.at(row.day, asked.get("starts") or clock.local(was[0]).time())
    row.ends_at = clock.at(row.day, asked.get("ends") or clock.local(was[1]).time())
    row.venue = asked.get("venue", row.venue)
    row.heads_limit = asked.get("heads_limit", row.heads_limit)
    row.play = asked.get("play", row.play)
    row.shifted = (row.starts_at - was[0], row.ends_at - was[1])  # type: ignore[attr-defined]  # for the rooms above
    if row.starts_at != was[0]:
        row.moved_from = was[0]


def _check(change: Change, asked: dict[str, Any], row: Occurrence) -> None:
    """Raises Refused by the box."""
    if not asked:
        raise Refused(_("Nothing is different yet. Change what you would like to change."), code="same")
    if change.ends <= change.starts:
        raise Refused(_("The end has to be after the start."), code="ends", field="ends")
    if clock.at(change.day, change.starts) <= clock.now():
        raise Refused(_("That day or time is over. Choose one that is still to come."), code="past", field="day")
    if change.heads_limit > change.venue.fire_limit:
        says = _("The fire limit of %(hall)s is %(limit)d people. Enter %(limit)d or fewer.")
        says %= {"hall": change.venue, "limit": change.venue.fire_limit}
        raise Refused(says, code="heads_limit", field="heads_limit")
    if change.scope != ONE and asked.get("days") and not _may_shift(row.programme, asked["days"]):
        says = _("Several dates can only move by a few days, and only when it runs every week or every other week.")
        raise Refused(says, code="day", field="day")


def _may_shift(programme: Programme, days: int) -> bool:
    return abs(days) < 7 and programme.rhythm in BY_WEEKS


def _check_days(rows: Sequence[Occurrence]) -> None:
    others = Occurrence.objects.filter(programme=rows[0].programme_id).exclude(pk__in=[row.pk for row in rows])
    taken = others.filter(day__in=[row.day for row in rows]).order_by("day").first()
    if taken:
        says = _("This group has another date on %(day)s already. Choose another day.")
        raise Refused(says % {"day": f"{taken.day:%-d %B}"}, code="day_taken", field="day")
    if any(row.starts_at <= clock.now() for row in rows):
        raise Refused(_("One of the dates would be in the past. Choose a later time."), code="past", field="day")


# -- Doing it --------------------------------------------------------------------------------------
FIELDS = [
    "day",
    "planned_on",
    "starts_at",
    "ends_at",
    "moved_from",
    "moved_at",
    "venue",
    "heads_limit",
    "play",
    "sequence",
]


@transaction.atomic
def bend(occurrence: Occurrence, change: Change, *, by: User) -> list[Occurrence]:
    """Change one date, this and the following, or all. Under the locks of all of them: who books meanwhile waits.

    Raises Refused. A smaller limit takes nobody's place away. What comes free by it, here and in the halls that they
    leave, is offered by the same act.
    """
    held = locks.lock_to_move(occurrence.programme, lambda: _planned(occurrence, change, _reach(occurrence, change))[1])
    asked, rows = _planned(occurrence, change, [held[row.pk] for row in _reach(occurrence, change)])
    moved = appointments.moved_with(rows)
    if change.scope != ONE and "days" in asked:
        _plan_anew(occurrence, change, [row for row in rows if not row.extra], timedelta(days=asked["days"]))
    for row in rows:
        row.sequence += 1
        row.moved_at = clock.now() if moves(asked) else row.moved_at
    Occurrence.objects.bulk_update(rows, FIELDS)
    appointments.move_along(moved)
    if change.scope != ONE:
        _bend_the_group(rows[0].programme, asked, rows)
    for row in rows:
        record("session.changed", row, by=by, changed=sorted(asked), scope=change.scope)
    if moves(asked):
        _tell(rows)
        visiting.tell_moved(rows)
        occurrences_moved.send(sender=Occurrence, occurrences=rows, by=by)
    locks.meet_anew(held.values())
    offer_in_halls(held.values())
    return rows


def _plan_anew(occurrence: Occurrence, change: Change, rows: Sequence[Occurrence], by: timedelta) -> None:
    """The rhythm itself moves, and the turns with it: over a Sunday, too, none is left out and none has two dates.

    What is called off has had its turn, so that goes along.
    """
    off = Occurrence.objects.filter(programme=occurrence.programme_id, starts_at__gt=clock.now(), extra=False)
    off = off.exclude(cancelled_at=None).filter(**{"day__gte": occurrence.day} if change.scope == FOLLOWING else {})
    for row in [*rows, *(called_off := list(off))]:
        row.planned_on = row.pattern_day + by
    Occurrence.objects.bulk_update(called_off, ["planned_on"])


def _bend_the_group(programme: Programme, asked: dict[str, Any], rows: Sequence[Occurrence]) -> None:
    """Dates still to be made come out the same; the dates before these keep what they had."""
    others = programme.occurrences.exclude(pk__in=[row.pk for row in rows])
    if "venue" in asked:
        others.filter(venue=None).update(venue=programme.venue)
    if "heads_limit" in asked:
        others.filter(heads_limit=None).update(heads_limit=programme.heads_limit)
    if "play" in asked:
        others.filter(play="").update(play=programme.play)
    days = asked.get("days", 0)
    programme.weekday = (programme.weekday + days) % 7
    if days:
        programme.first_day = _first_day(programme, rows, timedelta(days=days))
    for name in asked.keys() - {"days"}:
        setattr(programme, name, asked[name])
    programme.save()


def _first_day(programme: Programme, rows: Sequence[Occurrence], by: timedelta) -> date | None:
    """It moves along; a weekly group runs on the new weekday from these dates on, not in the days before them."""
    began = programme.first_day + by if programme.first_day else None
    if programme.rhythm != Programme.Rhythm.WEEKLY or programme.kind == Programme.Kind.COURSE:
        return began
    return max([each for each in (began, min(row.pattern_day for row in rows)) if each])


def _tell(rows: Sequence[Occurrence]) -> None:
    """One letter for each person with places or turns; reminders go on the evening before each new day.

    A letter about other dates of theirs that has not gone is taken back: the new one says what that one would have.
    """
    bookings = list(with_hearers(Booking.objects.filter(occurrence__in=rows).live()))
    pairs = first_for_each(bookings)
    households = {each.family_id for each in bookings}
    series = Booking.objects.filter(family__in=households, occurrence__programme=rows[0].programme_id)
    take_back_all("session_moved", about=series.only("pk"), to=[carer for carer, _booking in pairs])
    take_back_all("session_reminder", about=bookings)
    post_many("session_moved", pairs)
    for row in rows:
        _end_offers_in_time(row)
        booked = [each for each in bookings if each.occurrence_id == row.pk and each.state == BookingState.BOOKED]
        if (due := _reminder_due(row)) > clock.now():
            post_many("session_reminder", ((each.contact, each) for each in booked if each.contact), due=due)


def _end_offers_in_time(row: Occurrence) -> None:
    """No offer waits for longer than its session, or its own time at a clinic, is away."""
    begins = F("appointment__during__startswith") if row.is_clinic else Value(row.starts_at)
    late = Booking.objects.filter(occurrence=row, offer_ends_at__isnull=False).annotate(begins=begins)
    for pk, begins in late.filter(offer_ends_at__gt=F("begins")).values_list("pk", "begins"):
        Booking.objects.filter(pk=pk).update(offer_ends_at=begins)
    whole = Enrolment.objects.filter(state=BookingState.OFFERED, bookings__in=row.bookings.live())
    Enrolment.objects.filter(pk__in=whole.filter(offer_ends_at__gt=row.starts_at).values("pk")).update(
        offer_ends_at=row.starts_at
    )


def _reminder_due(row: Occurrence) -> datetime:
    """The evening before, and some millionths of a second: a letter that was due before and dropped is another one."""
    return clock.evening_before(row.starts_at) + timedelta(microseconds=row.sequence)
