"""Questions about sessions and bookings that pages and services share. Nothing here changes anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value

from families.models import Carer, Child, Family, FamilyQuerySet
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions import appointments, rules, times
from sessions.models import (
    HOLDING,
    Attendance,
    Band,
    Booking,
    BookingState,
    Occurrence,
    OccurrenceQuerySet,
    PartyMember,
    Programme,
)

SET_OTHERWISE = {Programme.Kind.CLINIC, Programme.Kind.COURSE}
"""What has ways of its own to give places out: a time for each, or all dates at once."""

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
    heads = PartyMember.objects.exclude(booking=but_for) if but_for else PartyMember.objects.all()
    theirs = heads.filter(Q(child__in=children) | Q(carer__in=adults), occurrence=occurrence, live=True)
    both = _marked(holding([occurrence, *occurrence.beside], heads), 0).union(_marked(theirs, 1), all=True)
    rows = list(both)
    return room_from([row for row in rows if not row[-1]], occurrence, span), [row for row in rows if row[-1]]


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


def limits_of(occurrence: Occurrence, *, bands: Iterable[Band | rules.BandLimit] | None = None) -> rules.Limits:
    """The limits of a session in its hall. `bands` when they are at hand, or of no concern.

    A clinic has none: with a time of one's own nobody is run over.
    """
    programme = occurrence.programme
    if occurrence.is_clinic:
        bands = ()
    bands = programme.bands.all() if bands is None else bands
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
    """When a session can be booked; a clinic until its last time has begun."""
    group = occurrence.programme
    begins = occurrence.ends_at if occurrence.is_clinic else occurrence.starts_at
    starts, before = clock.local(occurrence.starts_at).time(), timedelta(hours=group.closes_hours_before)
    closes_at = occurrence.starts_at - before if before else begins
    settles = rules.settles_at(occurrence.day, group.settles_days_before, closes_at)
    at_once = group.kind in SET_OTHERWISE or group.doors == Programme.Doors.FIRST_COME
    return rules.Moment(
        starts_at=begins,
        ends_at=occurrence.ends_at,
        opens_at=rules.opens_at(occurrence.day, starts, group.opens_days_before, group.opens_on, group.opens_from),
        closes_at=closes_at,
        settles_at=None if at_once else settles,
        cancelled=occurrence.cancelled_at is not None,
    )


# -- The timetable ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Taken:
    """A hall that somebody is in from then to then."""

    hall: int
    day: date
    starts_at: datetime
    ends_at: datetime
    name: str
    programme: int = 0
    planned: date | None = None

    @classmethod
    def of(cls, row: Occurrence) -> "Taken":
        """By a session."""
        group = row.programme
        hall = row.venue_id or group.venue_id
        return cls(hall, row.day, row.starts_at, row.ends_at, group.name, group.pk, row.pattern_day)

    def clashes(self, other: "Taken") -> bool:
        """Two groups in one hall? Ends do not count: one may follow the other."""
        return self.hall == other.hall and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def halls_taken(since: date, until: date) -> list[Taken]:
    """Every hall that a session is in between these days."""
    rows = Occurrence.objects.filter(day__range=(since, until), cancelled_at=None).select_related("programme")
    return [Taken.of(row) for row in rows]


def groups_led_by(user: User) -> QuerySet[Programme]:
    """Groups this person may change: a coordinator all, a leader those they lead."""
    rows = Programme.objects.select_related("venue").order_by("weekday", "starts", "pk")
    return rows if user.has_role(Role.COORDINATOR) else rows.filter(leaders=user)


def next_date(occurrence: Occurrence, family: int | None = None) -> Any:
    """The group's next date after this one, if there is one; with where a household stands there, as `standing`."""
    theirs = Booking.objects.filter(occurrence=OuterRef("pk"), family=family).live()
    later = Occurrence.objects.upcoming().filter(programme=occurrence.programme_id, starts_at__gt=occurrence.starts_at)
    return later.annotate(standing=Subquery(theirs.values("state")[:1])).order_by("starts_at").first()


# -- The waiting list ------------------------------------------------------------------------------
def position(booking: Booking) -> int:
    """Which place in the queue: 1 is next."""
    ahead = Booking.objects.filter(occurrence_id=booking.occurrence_id).queue()
    earlier = Q(waiting_since__lt=booking.waiting_since) | Q(waiting_since=booking.waiting_since, pk__lt=booking.pk)
    return ahead.filter(earlier).count() + 1


def parties_of(bookings: Sequence[Booking], on: date) -> dict[int, rules.Party]:
    """The party of each booking as the rules see it, by one query."""
    heads = PartyMember.objects.filter(booking__in=bookings)
    ages: dict[int, list[int]] = {booking.pk: [] for booking in bookings}
    adults, helped = dict.fromkeys(ages, 0), set()
    for pk, born, due, language in heads.values_list(
        "booking_id", "child__born_on", "child__due_on", "carer__interpreter"
    ):
        if born := born or due:
            ages[pk].append(clock.age_in_months(born, on))
        else:
            adults[pk] += 1
            helped |= {pk} if language else set()
    return {pk: rules.Party(tuple(ages[pk]), adults[pk], interpreter=pk in helped) for pk in ages}


# -- First visits ---------------------------------------------------------------------------------
AN_EVENING = timedelta(hours=18)
"""The day of the reminder begins this long before it goes; on that day no second letter goes."""


def is_first_visit(booking: Booking) -> bool:
    """Has the family come to nothing yet, and is this the first it is booked for?"""
    others = Booking.objects.filter(family=booking.family_id).exclude(pk=booking.pk)
    came = Q(attendance=Attendance.CAME)
    sooner = Q(
        state=BookingState.BOOKED,
        attendance=Attendance.UNKNOWN,
        occurrence__cancelled_at=None,
        occurrence__starts_at__lt=booking.occurrence.starts_at,
        occurrence__ends_at__gte=clock.now(),
    )
    return not others.filter(came | sooner).exists()


def leader_of(occurrence: Occurrence) -> str:
    """The first name of whoever meets people at the door."""
    leader = occurrence.programme.leaders.order_by("pk").first()
    return leader.name.split()[0] if leader and leader.name else ""


def newcomers_between(after: datetime, before: datetime) -> QuerySet[Booking]:
    """Booked for a session that starts in between, by families who have never come to one."""
    came = Booking.objects.filter(family=OuterRef("family"), attendance=Attendance.CAME)
    soon = Booking.objects.filter(
        ~Exists(came),
        state=BookingState.BOOKED,
        occurrence__starts_at__gt=after,
        occurrence__starts_at__lte=before,
        occurrence__cancelled_at=None,
    )
    return soon.exclude(contact=None).select_related("occurrence", "contact").order_by("occurrence__starts_at", "pk")


# -- A person's own --------------------------------------------------------------------------------
def bookings_of(user: User, at: datetime | None = None) -> QuerySet[Booking]:
    """What this person's household has ahead: booked, offered or waiting, the soonest first; cancelled days too.

    `helped` is the name of the main carer where it is the household of somebody they help.
    """
    main = Carer.objects.filter(family=OuterRef("family"), is_main=True).exclude(
        family__in=Family.objects.for_user(user)
    )
    ahead = Booking.objects.for_user(user).live().filter(occurrence__ends_at__gte=at or clock.now())
    sooner = Q(enrolment=OuterRef("enrolment"), occurrence__starts_at__lt=OuterRef("occurrence__starts_at"))
    dates_before = Booking.objects.live().filter(sooner, occurrence__ends_at__gte=at or clock.now())
    ahead = ahead.exclude(Exists(dates_before))  # of a course, the next date
    ahead = ahead.annotate(helped=Subquery(main.values("name")[:1]))
    shown = ahead.select_related("occurrence__programme__venue", "occurrence__venue", "appointment")
    return shown.order_by("occurrence__starts_at", "pk")


def booked_together(booking: Booking) -> QuerySet[Booking]:
    """What a household still has of the dates it asked for with one form; the soonest first."""
    rows = Booking.objects.live().filter(family=booking.family_id, together=booking.together, together__isnull=False)
    return rows.select_related("occurrence__programme__venue", "occurrence__venue").order_by("occurrence__starts_at")


SHOWN_AFTER = timedelta(days=30)
MOST_IN_A_CALENDAR = 300


def booked_by(user: User, at: datetime | None = None) -> QuerySet[Booking]:
    """Places of this person's households from a month ago on, days that are off among them: for their calendar."""
    since = (at or clock.now()) - SHOWN_AFTER
    rows = Booking.objects.for_user(user).filter(state=BookingState.BOOKED, occurrence__starts_at__gte=since)
    shown = rows.select_related("occurrence__programme__venue", "occurrence__venue", "appointment")
    return shown.order_by("occurrence__starts_at", "pk")[:MOST_IN_A_CALENDAR]


# -- Who may open which register (TRUST §3) --------------------------------------------------------
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=2), timedelta(hours=24)
LOOKED_AFTER = timedelta(days=365)
"""So long after their last booking a family is still somebody a leader misses, and says goodbye to."""


def sessions_led_by(user: User) -> OccurrenceQuerySet:
    """Sessions this person sees numbers of: a coordinator all, a leader those of the groups they lead."""
    if user.has_role(Role.COORDINATOR):
        return Occurrence.objects.all()
    return Occurrence.objects.filter(programme__leaders=user)


def registers_open_to(user: User, at: datetime | None = None) -> QuerySet[Occurrence]:
    """Sessions this person sees names of: a leader's own from two hours before to a day after; a coordinator's all."""
    at = at or clock.now()
    mine = sessions_led_by(user).select_related("programme__venue", "venue")
    if user.has_role(Role.COORDINATOR):
        return mine
    return mine.filter(starts_at__lte=at + OPENS_BEFORE, ends_at__gte=at - CLOSES_AFTER)


def families_open_to(user: User, at: datetime | None = None) -> FamilyQuerySet:
    """Households this person may look up: a coordinator all; a leader those on a register open to them now."""
    if user.has_role(Role.COORDINATOR):
        return Family.objects.filter(merged_into=None)
    if not user.has_role(Role.LEADER):
        return Family.objects.none()
    theirs = Booking.objects.live().filter(occurrence__in=registers_open_to(user, at))
    return Family.objects.filter(merged_into=None, pk__in=theirs.values("family"))


def families_led_by(user: User, at: datetime | None = None) -> QuerySet[Any]:
    """Households this person looks after over the weeks: a coordinator all; a leader who comes to their groups.

    That is whoever has a booking there ahead or in the past year. `is_open` says whether this person may look the
    household up now: outside that window a leader has the name, and no telephone.
    """
    at = at or clock.now()
    households = Family.objects.filter(merged_into=None)
    if user.has_role(Role.COORDINATOR):
        return households.annotate(is_open=Value(value=True))
    if not user.has_role(Role.LEADER):
        return households.none()
    theirs = Booking.objects.live().filter(
        occurrence__in=sessions_led_by(user), occurrence__starts_at__gte=at - LOOKED_AFTER
    )
    is_open = Exists(families_open_to(user, at).filter(pk=OuterRef("pk")))
    return households.filter(pk__in=theirs.values("family")).annotate(is_open=is_open)


def register_is_open(user: User, occurrence: Occurrence, at: datetime) -> bool:
    """The same of one session that this person leads."""
    by_the_clock = occurrence.starts_at <= at + OPENS_BEFORE and occurrence.ends_at >= at - CLOSES_AFTER
    return by_the_clock or user.has_role(Role.COORDINATOR)
