"""Courses: which dates are left, whether one may join, who waits. A fixed number of questions, whatever the dates."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from groupsite.kit import clock
from sessions import rules
from sessions.models import BookingState, Enrolment, Occurrence, OccurrenceQuerySet, PartyMember, Programme
from sessions.queries.room import limits_of, moment_of, rooms_of

Parties = Mapping[int, rules.Party]
"""Who of a household comes to which date: ages change, and so may the party."""


def around(programmes: Iterable[Programme], at: datetime, *, also: Iterable[Occurrence] = ()) -> OccurrenceQuerySet:
    """Every date of these courses, over or not, and all that is in their halls on the days to come, by one statement.

    So it is with other sessions that are `also` asked for.
    """
    hall = Coalesce("venue", "programme__venue")
    own = Occurrence.objects.filter(programme__in=list(programmes))
    ahead = own.filter(starts_at__gt=at, cancelled_at=None).annotate(hall=hall)
    same = ahead.filter(day=OuterRef("day"), hall=OuterRef("hall"))
    since = Occurrence.objects.filter(starts_at__gte=clock.at(clock.local(at).date(), time.min))  # for the index
    beside = since.annotate(hall=hall).filter(Exists(same))
    others = [Occurrence.objects.in_halls_of(rows).values("pk")] if (rows := list(also)) else []
    keys = own.values("pk").union(beside.values("pk"), *others)
    return Occurrence.objects.filter(pk__in=keys).select_related("programme__venue", "venue")


@dataclass(frozen=True)
class Way:
    """What decides whether a household may join a course."""

    first: rules.Moment | None
    """Of its first date, even when that is over."""
    dates_left: int
    late: bool

    def closed(self, at: datetime) -> rules.Bound | None:
        """Why nobody can join now; none when they can."""
        if self.first is None or not self.dates_left:
            return rules.Bound("past", _("This course is over, or has no dates yet. Please ask us about the next one."))
        if at < self.first.opens_at:
            opens = clock.local(self.first.opens_at)
            says = _("Booking opens on %(day)s at %(time)s. Please come back then.")
            return rules.Bound("not_open", says % {"day": f"{opens:%-d %B}", "time": f"{opens:%H:%M}"})
        if at >= self.first.closes_at and not self.late:
            return rules.Bound("begun", _("This course has begun, so nobody new can join. Ask us about the next one."))
        return None

    def is_asking(self, at: datetime) -> bool:
        """Are places still to be given out? So it is until some days before the first date, whichever are left (M4)."""
        return self.first is not None and self.first.is_asking(at)


@dataclass
class Rooms:
    """All dates of a course at once: does a household fit on every one of them?"""

    dates: Sequence[Occurrence]
    rooms: dict[int, rules.Room]
    bands: Sequence[rules.BandLimit] | None = None
    """When they are at hand."""

    @cached_property
    def limits(self) -> dict[int, rules.Limits]:
        """What each date can take; the ages are asked for once, as all dates are of one course."""
        bands = limits_of(self.dates[0], bands=self.bands).bands if self.dates else ()
        return {each.pk: limits_of(each, bands=bands) for each in self.dates}

    @property
    def spaces(self) -> list[rules.Space]:
        """What each date can take and who holds places there, in the order of the dates."""
        return [rules.Space(self.limits[each.pk], self.rooms[each.pk]) for each in self.dates]

    def bound(self, parties: Parties, *, override_why: str = "") -> tuple[Occurrence, rules.Bound] | None:
        """The first date on which it does not, and the limit that says no; a leader's reason passes some."""
        for each in self.dates:
            bounds = rules.space_bounds(self.limits[each.pk], self.rooms[each.pk], parties[each.pk])
            if binding := rules.binding(bounds, override_why=override_why):
                return each, binding[0]
        return None

    def takes(self, occurrence: Occurrence, party: rules.Party) -> bool:
        """Does it fit on this one date? Then it is counted in."""
        if rules.space_bounds(self.limits[occurrence.pk], self.rooms[occurrence.pk], party):
            return False
        self.seat({occurrence.pk: party})
        return True

    def seat(self, parties: Parties) -> None:
        """Count them in."""
        for pk, party in parties.items():
            if pk in self.rooms:
                self.rooms[pk] = self.rooms[pk].plus(party)

    @property
    def least(self) -> rules.Left:
        """What is free on the fullest date."""
        lefts = [rules.left(self.limits[each.pk], self.rooms[each.pk]) for each in self.dates]
        return min(lefts, key=lambda left: (not left.is_full, left.heads), default=rules.Left(0))


@dataclass(frozen=True)
class Course:
    """A course as it stands: its dates that know their neighbours, whether one may join, what is free."""

    programme: Programme
    known: Sequence[Occurrence]
    """Every date that it has or had."""
    bands: Sequence[rules.BandLimit] | None = None

    @cached_property
    def dates(self) -> list[Occurrence]:
        """The dates that are left: those that somebody who joins now would come to."""
        now = clock.now()
        return [each for each in self._on if each.starts_at > now]

    @property
    def way(self) -> Way:
        """Whether one may join."""
        first = self._on[0] if self._on else None
        if first:
            first.begins_it = True
        return Way(moment_of(first) if first else None, len(self.dates), self.programme.late_joining)

    @cached_property
    def rooms(self) -> Rooms:
        """Who holds places on each date that is left."""
        return Rooms(self.dates, rooms_of(self.dates), self.bands)

    @cached_property
    def _on(self) -> list[Occurrence]:
        on = [each for each in self.known if each.cancelled_at is None]
        return sorted(on, key=lambda each: each.starts_at)


def waited_for_beside(occurrences: Iterable[Occurrence]) -> set[int]:
    """Courses that somebody waits for, with a date in the halls of these sessions on those days.

    Asked without a lock, so it only says what to hold.
    """
    return _waited_for(Occurrence.objects.in_halls_of(occurrences))


def waited_for_in(days: Collection[date], halls: Iterable[int]) -> set[int]:
    """The same of these halls on these days."""
    return _waited_for(Occurrence.objects.on(days, halls))


def _waited_for(rows: OccurrenceQuerySet) -> set[int]:
    waiting = Enrolment.objects.filter(state=BookingState.WAITING).values("programme")
    return set(rows.filter(programme__in=waiting, cancelled_at=None).values_list("programme", flat=True).distinct())


def dates_left(programme: Programme) -> OccurrenceQuerySet:
    """Those that somebody who joins now would come to."""
    rows = Occurrence.objects.filter(programme=programme, cancelled_at=None, starts_at__gt=clock.now())
    return rows.select_related("programme")


def read(programme: Programme, *, bands: Sequence[rules.BandLimit] | None = None) -> Course:
    """A course with its neighbours, by one question. Without a lock, so it decides nothing."""
    rows = list(around([programme], clock.now()))
    for each in rows:
        each.beside = each.overlapping(rows)
    return Course(programme, [each for each in rows if each.programme_id == programme.pk], bands)


def parties_of(enrolments: Iterable[Enrolment], dates: Sequence[Occurrence]) -> dict[int, dict[int, rules.Party]]:
    """The party of each enrolment on each of these dates, by one question."""
    days = {each.pk: each.day for each in dates}
    ages: dict[tuple[int, int], list[int]] = defaultdict(list)
    adults: dict[tuple[int, int], int] = defaultdict(int)
    heads: Any = PartyMember.objects.filter(booking__enrolment__in=enrolments, occurrence__in=days, live=True)
    for enrolment, occurrence, born, due in heads.values_list(
        "booking__enrolment_id", "occurrence_id", "child__born_on", "child__due_on"
    ):
        if born := born or due:
            ages[enrolment, occurrence].append(clock.age_in_months(born, days[occurrence]))
        else:
            adults[enrolment, occurrence] += 1
    return {
        each.pk: {pk: rules.Party(tuple(ages[each.pk, pk]), adults[each.pk, pk]) for pk in days} for each in enrolments
    }


def same_course(programme: Programme) -> QuerySet[Programme]:
    """The same course here and in other places, this one among them."""
    root = programme.goes_with_id or programme.pk
    return Programme.objects.filter(Q(pk=root) | Q(goes_with=root), kind=programme.kind)


def first_dates(rows: OccurrenceQuerySet) -> list[Occurrence]:
    """The first of these dates of each course, which says when places are given out."""
    firsts = list(rows.order_by("programme", "starts_at").distinct("programme"))
    for each in firsts:
        each.begins_it = True
    return firsts


def first_of(programme: Programme) -> Occurrence:
    """The first date of a course; raises Occurrence.DoesNotExist where it has none that is on."""
    first = programme.occurrences.filter(cancelled_at=None).select_related("programme").earliest("starts_at")
    first.begins_it = True
    return first


def with_beginning(rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """Each marked as `begins_it` when no other date of its course comes before it."""
    before = Occurrence.objects.filter(programme=OuterRef("programme"), starts_at__lt=OuterRef("starts_at"))
    first = ~Exists(before.filter(cancelled_at=None))
    return rows.annotate(begins_it=first)  # type: ignore[no-redef]  # where nobody asks, its class says no


def place_in_queue(enrolment: Enrolment) -> int:
    """Which turn: 1 is next."""
    queue = Enrolment.objects.filter(programme=enrolment.programme_id).queue().values_list("pk", flat=True)
    return list(queue).index(enrolment.pk) + 1
