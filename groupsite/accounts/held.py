"""A browser held to one place: a tablet that anybody may pick up (TRUST §3, docs/decisions/0013).

The mark stands in the sign-in session, so it holds whatever the tablet asks for. `used` is when somebody last pressed
there: a quarter of an hour later the place is locked, and only a proof of who is asking that is newer than that lets
anybody out.
"""

import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from groupsite.accounts.who import me

MARK = "held_to"
LOCKS_AFTER = 15 * 60
MOST_GUESSES = 4
"""So many wrong answers sign it out: fewer than keep its leader out everywhere else (`login_failed`)."""
PROOF_LASTS = 2 * 60
"""So long after showing who they are somebody may let the browser go; then they may have walked away."""
READER = "held"
"""Who reads, as our worker is told: nobody it has kept a page for, so that it forgets what it has kept."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Where a browser is held."""

    way: str
    code: str
    until: float
    used: float
    guesses: int = 0

    @property
    def is_over(self) -> bool:
        """Has what it was held for ended?"""
        return time.time() >= self.until

    @property
    def is_locked(self) -> bool:
        """Has nobody pressed anything for too long?"""
        return time.time() - self.used >= LOCKS_AFTER

    @property
    def stays(self) -> int:
        """So many seconds from now it is locked or over, if nobody presses anything."""
        return round(min(self.used + LOCKS_AFTER, self.until) - time.time()) + 1


def hold(request: HttpRequest, *, way: str, code: UUID, until: datetime) -> None:
    """From now on this browser opens that place and nothing else, also when somebody presses Back."""
    request.session[MARK] = asdict(Hold(way, str(code), until.timestamp(), time.time()))
    _change_key(request)


def held(request: HttpRequest) -> Hold | None:
    """Where this browser is held, if it is."""
    session = getattr(request, "session", None)
    mark = session.get(MARK) if session is not None else None
    return Hold(**mark) if mark else None


def touch(request: HttpRequest, *, until: datetime) -> None:
    """Somebody uses it: it stays open, and a proof from before lets nobody out any more."""
    if mark := held(request):
        request.session[MARK] = asdict(replace(mark, used=time.time(), until=until.timestamp()))


def guessed(request: HttpRequest) -> bool:
    """Somebody could not show who they are. Was it once too often?"""
    mark = held(request)
    if mark is None:
        return False
    mark = replace(mark, guesses=mark.guesses + 1)
    request.session[MARK] = asdict(mark)
    return mark.guesses >= MOST_GUESSES


def has_proved(request: HttpRequest) -> bool:
    """Has somebody shown who they are just now, and since the place was last used?"""
    mark, proofs = held(request), get_authentication_records(request, me(request))
    if mark is None or not proofs:
        return False
    return bool(proofs[-1]["at"] > max(mark.used, time.time() - PROOF_LASTS))


def let_go(request: HttpRequest) -> None:
    """The browser is its owner's again, under a new key: whoever has copied the old one has nothing."""
    del request.session[MARK]
    _change_key(request)


def _change_key(request: HttpRequest) -> None:
    """Whatever goes with the old one is worth nothing; browsers drop pages they kept when a cookie changes."""
    request.session.cycle_key()
    UserSession.objects.create_from_request(request)
