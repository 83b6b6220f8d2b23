"""Pages that our worker in the browser may keep for when there is no signal (docs/decisions/0008)."""

from datetime import datetime

from django.http import HttpResponse

UNTIL = "Offline-Until"


def keep_until(page: HttpResponse, moment: datetime) -> HttpResponse:
    """Let our own worker keep this page until then, for the person it was made for.

    The browser itself is still told to store nothing.
    """
    page.headers[UNTIL] = str(int(moment.timestamp()))
    return page
