"""Why a champion may not go to a place: small checks, asked by the page, the service and the coordinator's list."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import full_date, until
from volunteers.models import Check, Outing
from volunteers.rules.rota import Busy, Knows, has_room, is_helper, meets

ALONE = 1


@dataclass(frozen=True)
class AskToGo:
    """A person, an outing, and all that the checks need to know of either."""

    user: User
    outing: Outing
    going: Collection[int]
    """Numbers of the people who go."""
    knows: Knows
    at: datetime
    looking: int = 0


def not_a_champion(ask: AskToGo) -> str | None:
    """Somebody has to have met them first."""
    return None if is_helper(ask.user) else _("Only people on our list of champions and volunteers can go.")


def over(ask: AskToGo) -> str | None:
    """Called off, or begun."""
    if ask.outing.cancelled_at:
        return _("This one has been called off.")
    return None if ask.at < ask.outing.starts_at else _("This one has begun already.")


def already_going(ask: AskToGo) -> str | None:
    """Nobody counts twice."""
    return _("You are down for this one. Thank you!") if ask.user.pk in ask.going else None


def away(ask: AskToGo) -> str | None:
    """They have told us that they are not there."""
    day = clock.local(ask.outing.starts_at).date()
    if not any(gone.first_day <= day <= gone.last_day for gone in ask.knows.away):
        return None
    return _("You are away on that day. If you are back sooner, change it under “How I help”.")


def clash(ask: AskToGo) -> str | None:
    """Nobody can be in two places, whichever rota says so."""
    shifts = [Busy(it.shift.role, it.shift.starts_at, it.shift.ends_at) for it in ask.knows.promises]
    elsewhere = [it for it in ask.knows.outings if it.outing != ask.outing.pk]
    other = next((it for it in [*shifts, *elsewhere] if meets(it, ask.outing)), None)
    if other is None:
        return None
    return _("You are down for “%(what)s” then, %(time)s.") % {
        "what": other.what,
        "time": until(other.starts_at, other.ends_at),
    }


def not_cleared(ask: AskToGo) -> str | None:
    """A check that has been noted has to hold on the day itself."""
    held, day = ask.knows.clearances.get(Check.DBS), clock.local(ask.outing.starts_at).date()
    if held is None or held.holds_on(day):
        return None
    if not held.is_clear:
        return _("Your check does not allow it. Ring whoever coordinates.")
    return _("Your DBS check ends on %(day)s, before this date. Renew it first.") % {"day": full_date(held.until)}


def full(ask: AskToGo) -> str | None:
    """Enough people have said yes, and none of them looks for a stand-in."""
    return None if has_room(ask.outing, len(ask.going), ask.looking) else _("Enough people go to this one.")


CHECKS: dict[str, Callable[[AskToGo], str | None]] = {
    "not_a_champion": not_a_champion,
    "over": over,
    "going": already_going,
    "away": away,
    "clash": clash,
    "not_cleared": not_cleared,
    "full": full,
}
IN_THE_WAY: dict[str, Any] = {"away": away, "clash": clash, "not_cleared": not_cleared}
"""What may come up after somebody has promised, too."""


def why_not(ask: AskToGo) -> Refused | None:
    """The first reason against it, or nothing."""
    for code, check in CHECKS.items():
        if sentence := check(ask):
            return Refused(sentence, code=code)
    return None


def cannot_after_all(ask: AskToGo) -> str:
    """What has come in the way of somebody who has promised: a word for the list, or nothing."""
    return next((code for code, check in IN_THE_WAY.items() if check(ask)), "")


def would_be_alone(outing: Outing, going: int) -> bool:
    """One person and nobody near. Nobody is to be."""
    return going == ALONE and not outing.alone_ok
