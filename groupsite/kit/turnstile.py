"""So many answers a minute for one address, counted for all web processes together, by one statement in the cache."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from groupsite.kit import clock

log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=1)
# The cache of Django would read and write in two steps, and lose what others count between them. A minute whose
# end is two of them ahead is from before a clock was set back.
COUNT = """
INSERT INTO "cache" (cache_key, value, expires) VALUES (%(key)s, '1', %(ends)s)
ON CONFLICT (cache_key) DO UPDATE SET
    value = CASE WHEN cache.expires > %(now)s AND cache.expires < %(absurd)s
        THEN (cache.value::int + 1)::text ELSE '1' END,
    expires = CASE WHEN cache.expires > %(now)s AND cache.expires < %(absurd)s
        THEN cache.expires ELSE excluded.expires END
RETURNING value::int, expires
"""


def seconds_to_wait(request: HttpRequest, what: str, *, most: int | None = None) -> int:
    """How long whoever asks has to wait for this kind of answer; mostly not at all.

    Their minute begins with their first question. Whatever is wrong with counting must not keep anybody from reading.
    """
    now = clock.now()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            times = {"now": now, "ends": now + WINDOW, "absurd": now + 2 * WINDOW}
            cursor.execute(COUNT, {"key": _key(request, what), **times})
            asked, ends = cursor.fetchone()
    except DatabaseError:
        log.exception("questions for %s are not counted", what)
        return 0
    return ceil((ends - now).total_seconds()) if asked > (most or settings.OPEN_FEED_A_MINUTE) else 0


def _key(request: HttpRequest, what: str) -> str:
    """Nobody can read an address out of it."""
    address = household_of(get_adapter().get_client_ip(request))
    return f"turnstile:{what}:{salted_hmac('turnstile', address, algorithm='sha256').hexdigest()}"


def household_of(address: str) -> str:
    """One home has a whole range of the new addresses, and its phones change theirs each day."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))
    return address


def please_wait(request: HttpRequest, what: str, *, most: int) -> HttpResponse | None:
    """A page that asks a person to come back in a moment, when there were more than so many in a minute."""
    if seconds := seconds_to_wait(request, what, most=most):
        return _answer(request, seconds)
    return None


def _answer(request: HttpRequest, seconds: int) -> HttpResponse:
    page = render(request, "429.html", status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def at_a_pace(what: str) -> Callable[..., Any]:
    """Wrap a view that calendars ask by themselves: too often in a minute, and it says when to come back."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if seconds := seconds_to_wait(request, what):
                says = _("Too many questions in one minute. Please come back later.")
                return HttpResponse(says, status=429, content_type="text/plain", headers={"Retry-After": str(seconds)})
            return view(request, *args, **kwargs)

        return answer

    return wrap
