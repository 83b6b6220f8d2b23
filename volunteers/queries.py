"""Questions that pages ask. The home pages and the leader's day use `shifts_of` and `gaps`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import F, QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Occurrence, Programme
from volunteers.models import Enquiry, Need, Shift, ShiftQuerySet, Signup, SignupQuerySet
from volunteers.rules import Ask, why_not

AHEAD = timedelta(weeks=8)
SOON = timedelta(days=10)
WEEKS_TO_PLAN = 6
MOST_ENQUIRIES = 100


@dataclass(frozen=True)
class Row:
    """One shift as one person sees it."""

    shift: Shift
    left: int
    why_not: str
    is_mine: bool


@dataclass(frozen=True)
class Week:
    """The sessions of one week with their rows; far weeks are folded up at first."""

    monday: date
    sessions: list[tuple[Occurrence, list[Row]]]
    is_soon: bool

    @property
    def free(self) -> int:
        """How many shifts of the week this person could take."""
        return sum(not row.why_not for _, rows in self.sessions for row in rows)


def shift_coded(code: str) -> ShiftQuerySet:
    """The shift of this code, as it came from a button; none when it is no code at all."""
    try:
        return Shift.objects.filter(code=UUID(code))
    except ValueError:
        return Shift.objects.none()


def promises_of(user: User) -> SignupQuerySet:
    """All that this person ever promised: nobody else's is there."""
    return Signup.objects.for_user(user)


def shifts_of(user: User) -> SignupQuerySet:
    """What this person has promised and has not finished yet, the next one first."""
    live = Signup.objects.for_user(user).promised().filter(shift__ends_at__gt=clock.now())
    return live.select_related("shift__occurrence__programme__venue", "shift__occurrence__venue").order_by(
        "shift__starts_at", "pk"
    )


def gaps(until: datetime) -> ShiftQuerySet:
    """Shifts that begin before `until` and still need somebody, the nearest first; `taken` says how many there are."""
    return Shift.objects.upcoming().filter(starts_at__lt=until).short().in_order()


def rota(user: User, mine: list[Signup], at: datetime) -> list[Week]:
    """The shifts of the coming weeks, session by session, each with the reason why this person cannot take it."""
    shifts = Shift.objects.upcoming(at).filter(starts_at__lt=at + AHEAD).with_taken().by_session()
    sessions = groupby(_rows(user, shifts, mine, at), key=lambda row: row.shift.occurrence)
    weeks = groupby(((occurrence, list(rows)) for occurrence, rows in sessions), key=lambda it: _monday(it[0].day))
    soon = clock.local(at).date() + SOON
    return [Week(monday, list(found), is_soon=monday <= soon) for monday, found in weeks]


def _rows(user: User, shifts: Iterable[Shift], mine: list[Signup], at: datetime) -> Iterable[Row]:
    promised = {signup.shift_id for signup in mine}
    for shift in shifts:
        taken: int = shift.taken  # type: ignore[attr-defined]  # counted by with_taken
        no = why_not(Ask(user, shift, taken, mine, at))
        yield Row(shift, max(shift.how_many - taken, 0), no.message if no else "", shift.pk in promised)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Cover:
    """One shift as its leader sees it: who comes, and how many are missing."""

    shift: Shift
    names: list[str]
    missing: int


def cover(user: User, weeks: int) -> list[Cover]:
    """Every shift of the coming weeks in the groups this person may see, with who has promised."""
    until = clock.now() + timedelta(weeks=weeks)
    shifts = Shift.objects.for_leader(user, every=coordinates(user)).upcoming().filter(starts_at__lt=until).in_order()
    names: dict[int, list[str]] = {}
    for shift_id, name, email in _who_comes(shifts):
        names.setdefault(shift_id, []).append(name or email)
    return [_cover(shift, names.get(shift.pk, [])) for shift in shifts]


def _who_comes(shifts: ShiftQuerySet) -> Iterable[tuple[int, str, str]]:
    promised = Signup.objects.promised().filter(shift__in=shifts.order_by().values("pk"))
    return promised.order_by("made_at", "pk").values_list("shift_id", "volunteer__name", "volunteer__email")


def _cover(shift: Shift, names: list[str]) -> Cover:
    return Cover(shift, names, max(shift.how_many - len(names), 0))


def needs_of(user: User) -> QuerySet[Need]:
    """The jobs that the groups of this person ask for now."""
    needs = Need.objects.filter(ended_at=None, programme__in=programmes_of(user))
    return needs.select_related("programme").order_by("programme__weekday", "programme__starts", "programme_id", "role")


def enquiries() -> QuerySet[Enquiry]:
    """Offers of help: those still waiting first, then the newest of the answered."""
    waiting_first = F("answered_at").desc(nulls_first=True)
    return Enquiry.objects.select_related("answered_by").order_by(waiting_first, "made_at", "pk")


def coordinates(user: User) -> bool:
    """Does this person see every group's rota, and not only those they lead?"""
    return user.has_role(Role.COORDINATOR)


def programmes_of(user: User) -> QuerySet[Programme]:
    """The groups whose rota this person may plan."""
    programmes = Programme.objects.order_by("weekday", "starts", "pk")
    return programmes if coordinates(user) else programmes.filter(leaders=user)
