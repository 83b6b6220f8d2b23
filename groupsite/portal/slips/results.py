"""What came of the slips: used, regular, helped; what kept families away; whom to ask face to face."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.portal.slips import queries
from signposting.queries import slips as slips

SINCE = timedelta(days=183)
MOST = 30


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The last six months in numbers, and whom nobody but a person can ask."""
    since = clock.now() - SINCE
    context = {
        "numbers": slips.report(since),
        "services": slips.by_service(since)[:MOST],
        "barriers": slips.barriers(since)[:MOST],
        "to_ask": queries.to_ask_in_person(me(request), clock.now()),
    }
    return render(request, "portal/slips/results.html", context)
