"""What a leader asks of the rota: who comes, who is missing, which jobs the groups ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Occurrence, Programme
from volunteers.models import Need, Shift, ShiftQuerySet, Signup, SignupState
from volunteers.queries.first_shifts import alone_at_first
from volunteers.rules.risk import Gap, Risk, points, risk

WEEKS_TO_PLAN = 6
WEEKS_NEAR = 2
MOST_GAPS = 20
LATELY = timedelta(weeks=26)

Able = dict[tuple[int, str] | int | None, set[int]]


@dataclass(frozen=True)
class Cover:
    """One shift as its leader sees it: who comes, how many are missing, and how much that should worry them."""

    shift: Shift
    names: list[str]
    missing: int
    looking: int = 0
    points: int = 0
    risk: Risk = Risk.LATER
    alone: Sequence[str] = ()
    """Whose first shift it will be, with nobody beside them who has helped before."""


@dataclass(frozen=True)
class Day:
    """A day of the week at a glance: its sessions, each with its jobs."""

    day: date
    sessions: list[tuple[Occurrence, list[Cover]]]


def cover(user: User, weeks: int) -> list[Cover]:
    """Every shift of the coming weeks in the groups this person may see, with who has promised."""
    until = clock.now() + timedelta(weeks=weeks)
    shifts = Shift.objects.for_leader(user, every=coordinates(user)).upcoming().filter(starts_at__lt=until)
    return _covers(shifts.with_taken().in_order())


def by_risk(covers: Iterable[Cover]) -> list[Cover]:
    """Those with a gap, a stand-in that is wanted or a newcomer alone, the most worrying first."""
    to_mend = (it for it in covers if it.missing or it.looking or it.alone)
    return sorted(to_mend, key=lambda it: (-it.points, it.shift.starts_at, it.shift.pk))


def soon(covers: Iterable[Cover]) -> list[Cover]:
    """Those of the nearest weeks: six weeks of every shift are a long way on a phone."""
    until = clock.now() + timedelta(weeks=WEEKS_NEAR)
    return [it for it in covers if it.shift.starts_at < until]


def week(user: User, monday: date) -> list[Day]:
    """A week at a glance, past days too: day by day, session by session."""
    shifts = Shift.objects.for_leader(user, every=coordinates(user)).filter(cancelled_at=None)
    days = (monday, monday + timedelta(days=7))
    found = shifts.filter(occurrence__day__gte=days[0], occurrence__day__lt=days[1], occurrence__cancelled_at=None)
    covers = _covers(found.with_taken().in_order())
    covers.sort(key=lambda it: (it.shift.occurrence.starts_at, it.shift.occurrence_id, it.shift.starts_at))
    sessions = groupby(covers, key=lambda it: it.shift.occurrence)
    days_found = groupby(((occurrence, list(rows)) for occurrence, rows in sessions), key=lambda it: it[0].day)
    return [Day(day, list(rows)) for day, rows in days_found]


def _covers(shifts: ShiftQuerySet) -> list[Cover]:
    names: dict[int, list[str]] = {}
    alone: dict[int, list[str]] = {}
    for shift_id, name, email, is_alone in _who_comes(shifts):
        names.setdefault(shift_id, []).append(name or email)
        if is_alone:
            alone.setdefault(shift_id, []).append(name or email)
    able = _able()
    return [replace(_cover(it, names.get(it.pk, []), able), alone=alone.get(it.pk, ())) for it in shifts]


def _who_comes(shifts: ShiftQuerySet) -> Iterable[tuple[int, str, str, bool]]:
    promised = Signup.objects.promised().filter(shift__in=shifts.order_by().values("pk"))
    coming = Q(shift__starts_at__gt=clock.now())
    marked = promised.annotate(alone=ExpressionWrapper(coming & alone_at_first(), BooleanField()))
    return marked.order_by("made_at", "pk").values_list("shift_id", "volunteer__name", "volunteer__email", "alone")


def _able() -> Able:
    """Who has done each job of each group lately: by its name, and by the job itself, which may have had another."""
    now = clock.now()
    done = Signup.objects.filter(
        state=SignupState.PROMISED, shift__ends_at__lt=now, shift__ends_at__gt=now - LATELY
    ).values_list("shift__occurrence__programme", "shift__role", "shift__need")
    able: Able = {}
    for programme, role, need, people in done.annotate(people=ArrayAgg("volunteer", distinct=True)).order_by():
        able.setdefault((programme, role), set()).update(people)
        able.setdefault(need, set()).update(people)
    return able


def _who_can(shift: Shift, able: Able) -> set[int]:
    by_name = able.get((shift.occurrence.programme_id, shift.role), set())
    return by_name | able.get(shift.need_id, set()) if shift.need_id else by_name


def _cover(shift: Shift, names: list[str], able: Able) -> Cover:
    missing = max(shift.how_many - len(names), 0)
    gap = Gap(
        ahead=shift.starts_at - clock.now(),
        missing=missing,
        how_many=shift.how_many,
        able=len(_who_can(shift, able)),
        needs_check=bool(shift.asks_for),
    )
    return Cover(shift, names, missing, shift.looking, points(gap), risk(gap))  # type: ignore[attr-defined]


def needs_of(user: User) -> QuerySet[Need]:
    """The jobs that the groups of this person ask for now."""
    needs = Need.objects.filter(ended_at=None, programme__in=programmes_of(user))
    return needs.select_related("programme").order_by("programme__weekday", "programme__starts", "programme_id", "role")


def coordinates(user: User) -> bool:
    """Does this person see every group's rota, and not only those they lead?"""
    return user.has_role(Role.COORDINATOR)


def coordinators() -> QuerySet[User]:
    """Everybody who coordinates, to be told something."""
    return User.objects.filter(roles__contains=[Role.COORDINATOR], is_active=True)


def programmes_of(user: User) -> QuerySet[Programme]:
    """The groups whose rota this person may plan."""
    programmes = Programme.objects.order_by("weekday", "starts", "pk")
    return programmes if coordinates(user) else programmes.filter(leaders=user)


def date_of(programme: Programme, day: date) -> Occurrence | None:
    """The session of this group on that day, if one is still to come."""
    return Occurrence.objects.upcoming().filter(programme=programme, day=day).order_by("starts_at").first()


def gaps_of(user: User, until: datetime) -> ShiftQuerySet:
    """The same, in the groups this person may see."""
    return gaps(until).for_leader(user, every=coordinates(user))


def gaps(until: datetime) -> ShiftQuerySet:
    """Shifts that begin before `until` and still need somebody, the nearest first; `taken` says how many there are."""
    return Shift.objects.upcoming().filter(starts_at__lt=until).short().in_order()
