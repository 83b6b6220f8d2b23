"""Pages that need several rooms."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.portal.home import coming_up, home_of
from signposting.queries.hubs import unread


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front door: for somebody who has never been."""
    if request.user.is_authenticated:
        return redirect("portal:home")
    return render(request, "portal/front.html", {"soon": coming_up(3)})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A home for each kind of person."""
    return render(request, "portal/home.html", {"home": home_of(me(request))})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, what does not yet, and whom to tell."""
    return render(request, "portal/accessibility.html")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the load balancer: are we up, and does the database answer? And for an alarm: is every feed being read?"""
    late = unread(clock.now()).exists()
    return JsonResponse({"status": "ok", "feeds": "not read for three days" if late else "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from elsewhere or lay open too long: say it plainly (TRUST T20)."""
    return render(request, "403_csrf.html", status=403)
