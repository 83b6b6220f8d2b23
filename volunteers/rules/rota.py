"""Why a person may not take a shift: small checks, asked in order by the rota page and by the service alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import until, wall_time
from volunteers.models import Shift, Signup

HELPERS = (Role.VOLUNTEER, Role.CHAMPION)


@dataclass(frozen=True)
class Ask:
    """A person, a shift, and all that the checks need to know of either."""

    user: User
    shift: Shift
    taken: int
    mine: Sequence[Signup]
    at: datetime


def is_helper(user: Any) -> bool:
    """Is this person on our list of volunteers?"""
    return bool(user.has_role(*HELPERS))


def not_a_volunteer(ask: Ask) -> str | None:
    """Somebody has to have met them first."""
    if is_helper(ask.user):
        return None
    return _("Only people on our list of volunteers can take a shift. Ring us on %(phone)s and we will add you.") % {
        "phone": settings.GROUP_PHONE
    }


def cancelled(ask: Ask) -> str | None:
    """The session will not run, or this job is not needed."""
    if ask.shift.cancelled_at is None and ask.shift.occurrence.cancelled_at is None:
        return None
    return _("This session has been cancelled, so nobody is needed.")


def past(ask: Ask) -> str | None:
    """Promises are for what is to come."""
    if ask.at < ask.shift.starts_at:
        return None
    return _("This shift began at %(time)s. If you are there now, tell the leader you can help.") % {
        "time": wall_time(ask.shift.starts_at)
    }


def already_yours(ask: Ask) -> str | None:
    """Nobody counts twice."""
    if all(signup.shift_id != ask.shift.pk for signup in ask.mine):
        return None
    return _("You have this shift already. Thank you!")


def clash(ask: Ask) -> str | None:
    """Nobody can be in two places."""
    other = next((signup.shift for signup in ask.mine if overlap(signup.shift, ask.shift)), None)
    if other is None:
        return None
    return _("You are down for “%(role)s” then, %(time)s. Give that shift up first if you prefer this one.") % {
        "role": other.role,
        "time": until(other.starts_at, other.ends_at),
    }


def full(ask: Ask) -> str | None:
    """Enough people have said yes."""
    if ask.taken < ask.shift.how_many:
        return None
    return _("We have enough people for this one now.")


CHECKS: dict[str, Callable[[Ask], str | None]] = {
    "not_a_volunteer": not_a_volunteer,
    "cancelled": cancelled,
    "past": past,
    "yours": already_yours,
    "clash": clash,
    "full": full,
}


def why_not(ask: Ask) -> Refused | None:
    """The first reason against it, or nothing."""
    for code, check in CHECKS.items():
        if sentence := check(ask):
            return Refused(sentence, code=code)
    return None


def overlap(one: Shift, other: Shift) -> bool:
    """Do they share a moment? Ends are not counted: one may follow the other, as in the database's own rule."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
