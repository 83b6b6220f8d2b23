"""What a volunteer asks of the rota: what is mine, what could be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Occurrence
from volunteers.models import Shift, ShiftQuerySet, Signup, SignupQuerySet
from volunteers.rules.rota import Ask, why_not

AHEAD = timedelta(weeks=8)
SOON = timedelta(days=10)


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
