"""I cannot come after all: give the shift up, or keep it until a stand-in is found."""

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from volunteers.models import Signup, SignupState, Wait
from volunteers.services import stand_ins
from volunteers.services.promises import SHORT_NOTICE, end, lock_people, locked
from volunteers.services.waiting import fill, who_waits


@transaction.atomic
def withdraw(signup: Signup, *, by: User) -> Signup:
    """Give a shift up; whoever waits for it has it next, else it is a gap. A second tap changes nothing."""
    waiting = lock_people(who_waits(signup.shift))
    shift = locked(signup.shift)
    signup = _locked(signup)
    now = clock.now()
    if signup.state != SignupState.PROMISED:
        return signup
    if signup.shift.starts_at <= now:
        raise Refused(_("This shift has begun. Please tell the leader that you cannot stay."), code="begun")
    end([signup], SignupState.WITHDRAWN, now)
    Wait.objects.filter(shift=shift, volunteer=signup.volunteer, ended_at=None).update(ended_at=now)
    record("shift.withdrawn", signup, by=by)
    post("shift_withdrawn", to=signup.volunteer, about=signup)
    if signup.shift.starts_at - now < SHORT_NOTICE:
        _tell_leaders(signup)
    fill(shift, waiting)
    return signup


def _locked(signup: Signup) -> Signup:
    return Signup.objects.select_for_update(of=("self",)).select_related("shift", "volunteer").get(pk=signup.pk)


def _tell_leaders(signup: Signup) -> None:
    for leader in signup.shift.occurrence.programme.leaders.filter(is_active=True):
        post("shift_gap", to=leader, about=signup)


@transaction.atomic
def look_for_stand_in(signup: Signup, *, by: User, looking: bool) -> bool:
    """Others see that somebody could step in, and who waits has it first. Is it theirs still?"""
    waiting = lock_people(who_waits(signup.shift))
    shift = locked(signup.shift)
    signup = _locked(signup)
    if signup.state != SignupState.PROMISED or signup.shift.starts_at <= clock.now():
        raise Refused(_("This shift is not yours to hand on any more."), code="over")
    if stand_ins.look(signup, what="shift", looking=looking, by=by) and looking:
        fill(shift, waiting)
    return Signup.objects.promised().filter(pk=signup.pk).exists()
