"""Who promises to cover a shift, and who gives one up."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, take_back
from volunteers.models import Shift, Signup, SignupState
from volunteers.rules.rota import Ask, why_not

SHORT_NOTICE = timedelta(hours=48)


@transaction.atomic
def sign_up(shift: Shift, *, by: User) -> Signup:
    """Promise to cover a shift, or be told kindly why not."""
    by = User.objects.select_for_update(no_key=True).get(
        pk=by.pk
    )  # one promise of a person at a time: no clash slips by
    shift = _locked(shift)
    now = clock.now()
    refusal = why_not(Ask(by, shift, taken=_taken(shift), mine=_promises_during(shift, by), at=now))
    if refusal:
        raise refusal
    signup = Signup.objects.create(shift=shift, volunteer=by, during=_during(shift), made_at=now)
    record("shift.promised", signup, by=by)
    post("shift_promised", to=by, about=signup)
    _remind(signup, now)
    return signup


def _locked(shift: Shift) -> Shift:
    joined = Shift.objects.select_related("occurrence__programme")
    return joined.select_for_update(of=("self",)).get(pk=shift.pk)


def _taken(shift: Shift) -> int:
    """Counted by a statement of its own: one that had waited for the lock would count as things were before."""
    return shift.signups.promised().count()


def _promises_during(shift: Shift, user: User) -> list[Signup]:
    mine = Signup.objects.for_user(user).promised().filter(during__overlap=_during(shift))
    return list(mine.select_related("shift"))


def _during(shift: Shift) -> DateTimeTZRange:
    return DateTimeTZRange(shift.starts_at, shift.ends_at)


def _remind(signup: Signup, now: datetime) -> None:
    """The evening before; somebody who promises later than that has just had the confirmation."""
    evening = clock.evening_before(signup.shift.starts_at)
    if evening > now:
        post("shift_reminder", to=signup.volunteer, about=signup, due=evening)


@transaction.atomic
def withdraw(signup: Signup, *, by: User) -> Signup:
    """Give a shift up, so that somebody else can see the gap. A second tap changes nothing."""
    signup = Signup.objects.select_for_update(of=("self",)).select_related("shift", "volunteer").get(pk=signup.pk)
    now = clock.now()
    if signup.state != SignupState.PROMISED:
        return signup
    if signup.shift.starts_at <= now:
        raise Refused(_("This shift has begun. Please tell the leader that you cannot stay."), code="begun")
    end([signup], SignupState.WITHDRAWN, now)
    record("shift.withdrawn", signup, by=by)
    post("shift_withdrawn", to=signup.volunteer, about=signup)
    if signup.shift.starts_at - now < SHORT_NOTICE:
        _tell_leaders(signup)
    return signup


def _tell_leaders(signup: Signup) -> None:
    for leader in signup.shift.occurrence.programme.leaders.filter(is_active=True):
        post("shift_gap", to=leader, about=signup)


def end(signups: list[Signup], state: SignupState, now: datetime) -> None:
    """These promises stand no longer, and nobody is reminded of them."""
    for signup in signups:
        signup.state, signup.ended_at = state, now
        take_back("shift_reminder", about=signup)
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(state=state, ended_at=now)
