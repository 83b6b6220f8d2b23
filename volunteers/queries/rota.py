"""What a volunteer asks of the rota: what is mine, what could be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Occurrence
from volunteers.models import Away, Shift, ShiftQuerySet, Signup, SignupQuerySet, Swap, SwapQuerySet, Volunteer, Wait
from volunteers.queries.first_shifts import beside, beside_instead
from volunteers.rules.links import digest
from volunteers.rules.rota import Ask, Knows, why_not

AHEAD = timedelta(weeks=8)
SOON = timedelta(days=10)
ANYWAY = Q(pk__isnull=False)
PLACES = ("shift__occurrence__programme__venue", "shift__occurrence__venue")


@dataclass(frozen=True)
class Row:
    """One shift as one person sees it."""

    shift: Shift
    left: int
    why_not: str
    code: str
    is_mine: bool

    @property
    def is_full(self) -> bool:
        """Would suit, were there room: there is a list to wait on."""
        return self.code == "full"

    @property
    def steps_in(self) -> bool:
        """No place is free, but somebody looks for a stand-in."""
        return not self.why_not and not self.left


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
    return Signup.objects.for_user(user).select_related(*PLACES)


def shifts_of(user: User) -> SignupQuerySet:
    """What this person has promised and has not finished yet, the next one first."""
    live = Signup.objects.for_user(user).promised().filter(shift__ends_at__gt=clock.now())
    return live.select_related(*PLACES).order_by("shift__starts_at", "pk")


def whose_link(token: str) -> User | None:
    """Whoever has this secret link; None when nobody has, or when they help no more."""
    helping = {"user__is_active": True, "user__roles__overlap": [Role.VOLUNTEER, Role.CHAMPION]}
    owner = Volunteer.objects.filter(feed=digest(token), **helping).select_related("user").first()
    return owner.user if owner else None


def away_of(user: User) -> QuerySet[Away]:
    """When this person is away, from today on."""
    return Away.objects.filter(volunteer=user, last_day__gte=clock.today())


def waits_of(user: User) -> QuerySet[Wait]:
    """The lists this person stands on."""
    return Wait.objects.live().filter(volunteer=user).select_related(*PLACES)


def rota(user: User, known: Knows, at: datetime, *, fitting: bool) -> list[Week]:
    """The shifts of the coming weeks, session by session, each with the reason why this person cannot take it."""
    waits = Exists(Wait.objects.filter(shift=OuterRef("pk"), volunteer=user, ended_at=None))
    coming = Shift.objects.upcoming(at).filter(starts_at__lt=at + AHEAD).with_taken()
    shifts = coming.annotate(i_wait=waits, beside=_if_new(known, beside(user))).by_session()
    found = [row for row in _rows(user, shifts, known, at) if not (fitting and row.why_not)]
    sessions = groupby(found, key=lambda row: row.shift.occurrence)
    weeks = groupby(((occurrence, list(rows)) for occurrence, rows in sessions), key=lambda it: _monday(it[0].day))
    soon = clock.local(at).date() + SOON
    return [Week(monday, list(found), is_soon=monday <= soon) for monday, found in weeks]


def _rows(user: User, shifts: Iterable[Shift], known: Knows, at: datetime) -> Iterable[Row]:
    promised = {signup.shift_id for signup in known.promises}
    for shift in shifts:
        taken: int = shift.taken  # type: ignore[attr-defined]  # counted by with_taken
        seen = {"looking": shift.looking, "beside": shift.beside}  # type: ignore[attr-defined]  # annotated by rota
        no = why_not(Ask(user, shift, taken, known, at, **seen))
        left = max(shift.how_many - taken, 0)
        yield Row(shift, left, no.message if no else "", no.code if no else "", shift.pk in promised)


def _if_new(known: Knows, is_beside: Q) -> Combinable:
    """Only of somebody new is it asked at all."""
    return ExpressionWrapper(is_beside if known.is_new else ANYWAY, BooleanField())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


# -- Swapping ----------------------------------------------------------------------------------------
def swaps_to_answer(user: User) -> QuerySet[Swap]:
    """Somebody would like one of this person's shifts for theirs."""
    return _swaps().open().filter(theirs__volunteer=user).order_by("asked_at", "pk")


def swaps_of(user: User) -> QuerySet[Swap]:
    """Every swap this person was asked for, answered or not."""
    return _swaps().filter(theirs__volunteer=user)


def swaps_asked_by(user: User) -> SwapQuerySet:
    """All that this person has asked for, answered or not; whose the other shift is, is not told before a yes."""
    return _swaps().filter(mine__volunteer=user).order_by("asked_at", "pk")


def _swaps() -> SwapQuerySet:
    sides = [f"{side}__{place}" for side in ("mine", "theirs") for place in PLACES]
    return Swap.objects.select_related(*sides, "mine__volunteer", "theirs__volunteer")


def to_swap_for(mine: Signup, user: User, known: Knows, at: datetime) -> list[Signup]:
    """Promises of others that this person could take instead of their own. Whose they are is not told here."""
    asked = Swap.objects.filter(mine=mine).exclude(answer=Swap.Answer.OFF)
    others = Signup.objects.promised().exclude(volunteer=user).exclude(swaps_offered__in=asked)
    coming = others.filter(shift__starts_at__gt=at, shift__starts_at__lt=at + AHEAD).select_related(*PLACES)
    free = known.without([mine])
    possible = coming.annotate(beside=_if_new(known, beside_instead(user)))
    return [
        theirs
        for theirs in possible.order_by("shift__starts_at", "shift__role", "pk")
        if not why_not(Ask(user, theirs.shift, 0, free, at, beside=theirs.beside))  # type: ignore[attr-defined]
    ]
