"""Why a person may not take a shift: small checks, asked in order by the rota page and by the service alike."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import full_date, until, wall_time
from volunteers.models import Away, Check, Clearance, Outing, Shift, Signup

HELPERS = (Role.VOLUNTEER, Role.CHAMPION)


@dataclass(frozen=True)
class Busy:
    """Some hours that are promised elsewhere: at an outreach place, say."""

    what: str
    starts_at: datetime
    ends_at: datetime
    outing: int = 0


@dataclass(frozen=True)
class Knows:
    """What the checks need to know of one person: promises since the month began, days away, limit, clearances."""

    promises: Sequence[Signup] = ()
    away: Sequence[Away] = ()
    limit: int | None = None
    clearances: Mapping[str, Clearance] = field(default_factory=dict)
    outings: Sequence[Busy] = ()
    is_new: bool = False
    """Came by our induction, and has not helped yet."""

    def in_month_of(self, moment: datetime) -> int:
        """How many shifts this person has promised in that month, as London's calendars count it."""
        return self._by_month[_month(moment)]

    @cached_property
    def _by_month(self) -> Counter[tuple[int, int]]:
        return Counter(_month(promise.shift.starts_at) for promise in self.promises)

    def begins_with(self, shift: Shift) -> bool:
        """Would this be the first shift of all?"""
        earlier = (it for it in self.promises if it.came is not False and it.shift.starts_at < shift.starts_at)
        return self.is_new and not any(earlier)

    def without(self, promises: Iterable[Signup]) -> "Knows":
        """The same person, were they free of these."""
        gone = {promise.pk for promise in promises}
        left = [promise for promise in self.promises if promise.pk not in gone]
        return replace(self, promises=left)


@dataclass(frozen=True)
class Ask:
    """A person, a shift, and all that the checks need to know of either."""

    user: User
    shift: Shift
    taken: int
    knows: Knows
    at: datetime
    looking: int = 0
    beside: bool = True
    """Is somebody there who has helped before, should this person be new?"""


def _month(moment: datetime) -> tuple[int, int]:
    day = clock.local(moment)
    return day.year, day.month


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
    if all(signup.shift_id != ask.shift.pk for signup in ask.knows.promises):
        return None
    return _("You have this shift already. Thank you!")


def away(ask: Ask) -> str | None:
    """They have told us that they are not there."""
    day = _day_of(ask.shift)
    gone = next((gone for gone in ask.knows.away if gone.first_day <= day <= gone.last_day), None)
    if gone is None:
        return None
    return _("You are away until %(day)s. If you are back sooner, change it under “How I help”.") % {
        "day": full_date(gone.last_day)
    }


def clash(ask: Ask) -> str | None:
    """Nobody can be in two places."""
    other = next((signup.shift for signup in ask.knows.promises if overlap(signup.shift, ask.shift)), None)
    if other is None:
        return _clash_with_outing(ask)
    return _("You are down for “%(role)s” then, %(time)s. Give that shift up first if you prefer this one.") % {
        "role": other.role,
        "time": until(other.starts_at, other.ends_at),
    }


def _clash_with_outing(ask: Ask) -> str | None:
    other = next((busy for busy in ask.knows.outings if meets(busy, ask.shift)), None)
    if other is None:
        return None
    return _("You are at “%(place)s” then, %(time)s. Tell us there first if you prefer this one.") % {
        "place": other.what,
        "time": until(other.starts_at, other.ends_at),
    }


def not_cleared(ask: Ask) -> str | None:
    """The job asks for a check or a training, on the day itself and not only today."""
    day = _day_of(ask.shift)
    for kind in ask.shift.asks_for:
        held = ask.knows.clearances.get(kind)
        if held is None or not held.is_clear:
            return _("This job needs %(check)s, and we have none of yours. Ring us on %(phone)s to arrange it.") % {
                "check": Check(kind).label,
                "phone": settings.GROUP_PHONE,
            }
        if not held.holds_on(day):
            return _("This job needs %(check)s. Yours ends on %(day)s, before this date. Renew it first.") % {
                "check": Check(kind).label,
                "day": full_date(held.until),
            }
    return None


def over_limit(ask: Ask) -> str | None:
    """They have told us how much is enough."""
    promised = ask.knows.in_month_of(ask.shift.starts_at)
    if ask.knows.limit is None or promised < ask.knows.limit:
        return None
    return ngettext(
        "You have %(count)s shift in that month, and that is your limit. You can change it under “How I help”.",
        "You have %(count)s shifts in that month, and that is your limit. You can change it under “How I help”.",
        promised,
    ) % {"count": promised}


def alone(ask: Ask) -> str | None:
    """The last step of the induction: a first shift is beside somebody. A leader may ask them all the same."""
    if ask.beside or not ask.knows.begins_with(ask.shift):
        return None
    return _(
        "Your first shift is beside somebody who has helped before, and nobody who has is there at that time yet."
        " Choose another one, or ring us on %(phone)s."
    ) % {"phone": settings.GROUP_PHONE}


def full(ask: Ask) -> str | None:
    """Enough people have said yes, and none of them looks for a stand-in."""
    if has_room(ask.shift, ask.taken, ask.looking):
        return None
    return _("We have enough people for this one now.")


def has_room(post: Shift | Outing, taken: int, looking: int) -> bool:
    """Is a place free, or one that somebody would hand on?"""
    return taken < post.how_many or looking > 0


CHECKS: dict[str, Callable[[Ask], str | None]] = {
    "not_a_volunteer": not_a_volunteer,
    "cancelled": cancelled,
    "past": past,
    "yours": already_yours,
    "away": away,
    "clash": clash,
    "not_cleared": not_cleared,
    "over_limit": over_limit,
    "alone": alone,
    "full": full,  # the last, so that whoever hears it could take the shift if there were room
}


def why_not(ask: Ask) -> Refused | None:
    """The first reason against it, or nothing."""
    for code, check in CHECKS.items():
        if sentence := check(ask):
            return Refused(sentence, code=code)
    return None


def overlap(one: Shift, other: Shift) -> bool:
    """Do they share a moment? Ends are not counted: one may follow the other, as in the database's own rule."""
    return meets(one, other)


def meets(one: Any, other: Any) -> bool:
    """The same of anything that begins and ends."""
    return bool(one.starts_at < other.ends_at and other.starts_at < one.ends_at)


def _day_of(shift: Shift) -> date:
    return clock.local(shift.starts_at).date()
