"""Who is in a room, and what is free there. Nothing here changes anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from families.models import Carer, Child
from groupsite.kit import clock
from sessions import rules
from sessions.models import (
    HOLDING,
    Attendance,
    Band,
    Booking,
    Occurrence,
    PartyMember,
    Programme,
)
from sessions.queries import appointments
from sessions.rules import times

GIVEN_WHOLE = {Programme.Kind.CLINIC, Programme.Kind.COURSE}
"""What has no other single date to choose: a time for each, or all dates at once."""

# -- The room --------------------------------------------------------------------------------------
HEAD = (
    *("booking_id", "booking__family_id", "child_id", "child__born_on", "child__due_on"),
    *("occurrence_id", "booking__appointment__during", "child__first_name"),
)


def holding(occurrences: Iterable[Occurrence], heads: QuerySet[PartyMember] | None = None) -> QuerySet[PartyMember]:
    """Heads that fill places: booked or offered, not known to stay away and not passed on at the door."""
    heads = PartyMember.objects.all() if heads is None else heads
    held = heads.filter(occurrence__in=occurrences, live=True, booking__state__in=HOLDING, booking__released_at=None)
    return held.exclude(booking__attendance=Attendance.MISSED)


def room_of(occurrence: Occurrence, *, but_for: Booking | None = None, span: times.Span | None = None) -> rules.Room:
    """Who holds places at this session now; `but_for` leaves one household out.

    At a clinic people come and go: they are those of its fullest moment, within `span` if that is all it is about.
    """
    heads = holding([occurrence, *occurrence.beside])
    if but_for is not None:
        heads = heads.exclude(booking=but_for)
    return room_from(list(heads.values_list(*HEAD)), occurrence, span)


def with_neighbours(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """These sessions, each knowing what else is in its hall at that hour, by one question for all of them."""
    around = list(Occurrence.objects.in_halls_of(occurrences).select_related("programme__venue", "venue"))
    for each in occurrences:
        each.beside = each.overlapping(around)
    return list(occurrences)


def rooms_of(occurrences: Sequence[Occurrence]) -> dict[int, rules.Room]:
    """Who holds places at each of these sessions that know their neighbours, by one question."""
    around = {row.pk for each in occurrences for row in (each, *each.beside)}
    rows = list(holding(Occurrence.objects.filter(pk__in=around)).values_list(*HEAD))
    return {each.pk: room_from(rows, each) for each in occurrences}


def room_and_clashes(
    occurrence: Occurrence,
    *,
    children: Sequence[Child],
    adults: Sequence[Carer],
    but_for: Booking | None = None,
    span: times.Span | None = None,
) -> tuple[rules.Room, list[Any]]:
    """In one statement, as the session is locked: who holds places, and which of these people has one already.

    `but_for` leaves one booking out of both.
    """
    held, clashes = _heads_and_clashes([occurrence], children, adults, but_for)
    return room_from(held, occurrence, span), clashes


def rooms_and_clashes(
    occurrences: Sequence[Occurrence], *, children: Sequence[Child], adults: Sequence[Carer]
) -> tuple[dict[int, rules.Room], list[Any]]:
    """The same for several dates at once, by one statement."""
    held, clashes = _heads_and_clashes(occurrences, children, adults, None)
    return {each.pk: room_from(held, each) for each in occurrences}, clashes


def _heads_and_clashes(
    occurrences: Sequence[Occurrence], children: Sequence[Child], adults: Sequence[Carer], but_for: Booking | None
) -> tuple[list[Any], list[Any]]:
    heads = PartyMember.objects.exclude(booking=but_for) if but_for else PartyMember.objects.all()
    theirs = heads.filter(Q(child__in=children) | Q(carer__in=adults), occurrence__in=occurrences, live=True)
    around = {row.pk: row for each in occurrences for row in (each, *each.beside)}
    both = _marked(holding(around.values(), heads), 0).union(_marked(theirs, 1), all=True)
    rows = list(both)
    return [row for row in rows if not row[-1]], [row for row in rows if row[-1]]


def _marked(heads: QuerySet[PartyMember], mark: int) -> QuerySet[PartyMember, Any]:
    return heads.annotate(mark=Value(mark, output_field=IntegerField())).values_list(*HEAD, "mark")


def room_from(rows: Sequence[Sequence[Any]], occurrence: Occurrence, span: times.Span | None = None) -> rules.Room:
    """The same from rows that are read already."""
    span = span or span_of(occurrence)
    mine = [row for row in rows if row[5] == occurrence.pk]
    here = [row for row in mine if _stay(row, occurrence).overlaps(span)]
    ages = (clock.age_in_months(row[3] or row[4], occurrence.day) for row in here if row[2])
    return rules.Room(
        heads=_fullest(span, Counter(_stay(row, occurrence) for row in here)),
        families=len({row[0] for row in mine}),
        ages=tuple(ages),
        elsewhere=_elsewhere(span, occurrence.beside, rows),
    )


def span_of(occurrence: Occurrence) -> times.Span:
    """From its start to its end."""
    return times.Span(occurrence.starts_at, occurrence.ends_at)


def _stay(row: Sequence[Any], occurrence: Occurrence) -> times.Span:
    """A head is there all the time, or at a clinic for its own."""
    return times.Span(row[6].lower, row[6].upper) if row[6] else span_of(occurrence)


def _elsewhere(span: times.Span, beside: Iterable[Occurrence], rows: Iterable[Sequence[Any]]) -> int:
    others = {other.pk: other for other in beside}
    stays = Counter[times.Span]()
    for other in others.values():
        stays[span_of(other)] += other.team
    stays.update(_stay(row, others[row[5]]) for row in rows if row[5] in others)
    return _fullest(span, stays)


def _fullest(span: times.Span, stays: Mapping[times.Span, int]) -> int:
    there = [rules.Stay(stay.starts, stay.ends, heads) for stay, heads in stays.items()]
    return rules.fullest(span.starts, span.ends, there)


def places_left(occurrences: Sequence[Occurrence]) -> dict[int, rules.Left]:
    """What is free at each of these sessions, by one count of all that is in their halls on those days."""
    held = Q(heads__live=True, heads__booking__state__in=HOLDING, heads__booking__released_at=None)
    held &= ~Q(heads__booking__attendance=Attendance.MISSED)
    hall = Occurrence.objects.in_halls_of(occurrences).filter(cancelled_at=None).select_related("programme")
    counted: list[Any] = list(
        hall.annotate(
            inside=Count("heads", filter=held),
            families=Count("heads__booking", filter=held, distinct=True),
            appointments_made=appointments.made(OuterRef("pk")),
        ).order_by()
    )
    there = {row.pk: row for row in counted}
    days: dict[date, list[Any]] = defaultdict(list)
    for row in counted:
        days[row.day].append(row)
    return {each.pk: _left(each, there.get(each.pk), each.overlapping(days[each.day])) for each in occurrences}


def _left(occurrence: Occurrence, counted: Any, beside: Iterable[Any]) -> rules.Left:
    around = Counter[times.Span]()
    for other in beside:
        around[span_of(other)] += other.team
        around.update(_stays(other))
    limits, inside = limits_of(occurrence, bands=()), _stays(counted) if counted else {}

    def left(span: times.Span) -> rules.Left:
        heads, elsewhere = _fullest(span, inside), _fullest(span, around)
        families = counted.families if counted else 0
        return rules.left(limits, rules.Room(heads, families, elsewhere=elsewhere))

    if not occurrence.is_clinic:
        return left(span_of(occurrence))
    taken = [slot for slot, _heads in appointments.read(counted.appointments_made)] if counted else []
    free = appointments.free_on(occurrence, rules.Party(), taken)
    return replace(left(span_of(occurrence)), times=sum(not left(slot.span).is_full for slot in free))


def _stays(counted: Any) -> Mapping[times.Span, int]:
    made = appointments.read(counted.appointments_made)
    if not counted.is_clinic:
        return {span_of(counted): counted.inside}
    stays = Counter[times.Span]()
    for slot, heads in made:
        stays[slot.span] += heads
    return stays


def bands_to_find(programme: str) -> ArraySubquery:
    """A group's limits by age, by the statement that reads it anyway; `programme` is its name for the group."""
    shape = {name: F(name) for name in ("name", "from_months", "to_months", "limit")}
    rows = Band.objects.filter(programme=OuterRef(programme)).order_by("from_months", "pk")
    return ArraySubquery(rows.values(shape=JSONObject(**shape)))


def bands_found(row: Any) -> tuple[rules.BandLimit, ...] | None:
    """What `bands_to_find` found; none where it was not asked."""
    found = getattr(row, "bands_found", None)
    return None if found is None else tuple(rules.BandLimit(**band) for band in found)


def limits_of(occurrence: Occurrence, *, bands: Iterable[Band | rules.BandLimit] | None = None) -> rules.Limits:
    """The limits of a session in its hall. `bands` when they are at hand, or of no concern.

    A clinic has none: with a time of one's own nobody is run over.
    """
    programme = occurrence.programme
    if occurrence.is_clinic:
        bands = ()
    if bands is None:
        found = bands_found(occurrence)
        bands = programme.bands.all() if found is None else found
    return rules.Limits(
        heads=occurrence.most_heads,
        fire=occurrence.place.fire_limit,
        helpers=occurrence.team,
        families=programme.families_limit,
        from_months=programme.from_months,
        to_months=programme.to_months,
        with_children=not programme.for_parents,
        bands=tuple(rules.BandLimit(band.name, band.from_months, band.to_months, band.limit) for band in bands),
    )


def moment_of(occurrence: Occurrence) -> rules.Moment:
    """When a session can be booked; a clinic until its last time has begun.

    Of a course places are given out before its first date, so only that one says when (see `begins_it`).
    """
    group = occurrence.programme
    begins = occurrence.ends_at if occurrence.is_clinic else occurrence.starts_at
    starts, before = clock.local(occurrence.starts_at).time(), timedelta(hours=group.closes_hours_before)
    closes_at = occurrence.starts_at - before if before else begins
    settles = rules.settles_at(occurrence.day, group.settles_days_before, closes_at)
    at_once = occurrence.is_clinic or group.doors == Programme.Doors.FIRST_COME
    at_once = at_once or (occurrence.is_of_a_course and not occurrence.begins_it)
    return rules.Moment(
        starts_at=begins,
        ends_at=occurrence.ends_at,
        opens_at=rules.opens_at(occurrence.day, starts, group.opens_days_before, group.opens_on, group.opens_from),
        closes_at=closes_at,
        settles_at=None if at_once else settles,
        cancelled=occurrence.cancelled_at is not None,
    )
