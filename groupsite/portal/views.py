"""Pages that need several rooms."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groupsite.accounts.who import me
from groupsite.portal.home import coming_up, home_of


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
    """For the load balancer: are we up, and does the database answer?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from elsewhere or lay open too long: say it plainly (TRUST T20)."""
    return render(request, "403_csrf.html", status=403)
