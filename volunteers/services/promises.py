"""Who promises to cover a shift. All that ends or makes promises locks people first, in order, and then the shift."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post, post_all, take_back_all
from volunteers.models import Shift, Signup, SignupQuerySet, SignupState
from volunteers.queries.first_shifts import beside
from volunteers.queries.knowing import knows
from volunteers.rules.rota import Ask, Knows, why_not

SHORT_NOTICE = timedelta(hours=48)


@transaction.atomic
def sign_up(shift: Shift, *, by: User, letter: str = "shift_promised") -> Signup:
    """Promise to cover a shift, or be told kindly why not. Where all places are taken, step in for who asked for it."""
    by = lock_people([by.pk])[by.pk]  # one promise of a person at a time: no clash slips by
    shift = locked(shift)
    ask = ask_of(shift, by)
    if refusal := why_not(ask):
        raise refusal
    return take(ask, letter=letter)


def lock_people(pks: Iterable[int]) -> dict[int, User]:
    """These people, held until the end: nobody promises anything for them meanwhile."""
    held = User.objects.select_for_update(no_key=True).filter(pk__in=set(pks)).order_by("pk")
    return {user.pk: user for user in held}


def locked(shift: Shift) -> Shift:
    """The shift as it is, held until the end."""
    joined = Shift.objects.select_related("occurrence__programme")
    return joined.select_for_update(of=("self",)).get(pk=shift.pk)


def _taken(shift: Shift) -> int:
    """Counted by a statement of its own: one that had waited for the lock would count as things were before."""
    return shift.signups.promised().count()


def ask_of(shift: Shift, user: User, known: Knows | None = None) -> Ask:
    """What the checks look at, read while the shift is held."""
    now, taken = clock.now(), _taken(shift)
    looking = looking_for_stand_ins(shift).count() if taken >= shift.how_many else 0
    known = known or knows(user, now)
    goes_along = not known.is_new or Shift.objects.filter(beside(user), pk=shift.pk).exists()
    return Ask(user, shift, taken, known, at=now, looking=looking, beside=goes_along)


def looking_for_stand_ins(shift: Shift) -> SignupQuerySet:
    """Promises for this shift whose owners would like somebody to step in; who has looked longest is first."""
    return shift.signups.promised().looking()


def take(ask: Ask, *, letter: str) -> Signup:
    """A free place, or else that of whoever looks for a stand-in. Only under the lock, once nothing is against it."""
    if ask.taken >= ask.shift.how_many:
        _hand_on(ask.shift, to=ask.user)
    return promise(ask.shift, ask.user, letter=letter)


def _hand_on(shift: Shift, *, to: User) -> None:
    promise = looking_for_stand_ins(shift)[0]
    end([promise], SignupState.HANDED_ON, clock.now())
    record("shift.handed_on", promise, by=to)
    post("shift_handed_on", to=promise.volunteer, about=promise)


def promise(shift: Shift, user: User, *, letter: str) -> Signup:
    """Write it down, tell them, and remind them the evening before unless that is too near. Only under the lock."""
    now = clock.now()
    signup = Signup.objects.create(shift=shift, volunteer=user, during=during(shift), made_at=now)
    record("shift.promised", signup, by=user)
    evening = clock.evening_before(shift.starts_at)
    letters = [(letter, None)] if letter else []
    post_all([*letters, *([("shift_reminder", evening)] if evening > now else [])], to=user, about=signup)
    return signup


def during(shift: Shift) -> DateTimeTZRange:
    """The time of a shift as the database's own rule compares it."""
    return DateTimeTZRange(shift.starts_at, shift.ends_at)


def end(signups: list[Signup], state: SignupState, now: datetime) -> None:
    """These promises stand no longer, and nobody is reminded of them."""
    for signup in signups:
        signup.state, signup.ended_at = state, now
    take_back_all("shift_reminder", about=signups)
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(state=state, ended_at=now)


def one_a_volunteer(signups: Iterable[Signup]) -> Iterable[tuple[User, Signup]]:
    """The next of each that has not begun: its letter tells of all."""
    now = clock.now()
    by_turn = sorted(signups, key=lambda it: (it.shift.starts_at <= now, it.shift.starts_at))
    first: dict[User, Signup] = {}
    for each in by_turn:
        first.setdefault(each.volunteer, each)
    return first.items()
