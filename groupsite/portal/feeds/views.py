"""My bookings in the calendar of my phone: an address nobody guesses, shown once, and stopped with one button."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.turnstile import at_a_pace
from groupsite.portal.feeds import keys
from sessions import calendars
from sessions.queries.bookings import booked_by


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Make an address, or a new one in place of it. It is told once: we keep only what recognises it."""
    path = reverse("portal:feed", args=[keys.renew(me(request))]) if request.method == "POST" else ""
    context = {
        "known": keys.of(me(request)),
        "address": path and settings.SITE_URL + path,
        "webcal": path and "webcal://" + settings.SITE_URL.partition("://")[2] + path,
    }
    return render(request, "portal/feeds/mine.html", context)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """The address leads nowhere from now on."""
    keys.stop(me(request))
    messages.success(request, _("Stopped. The address shows nothing any more."))
    return redirect("portal:my_calendar")


@require_safe
@at_a_pace("calendar")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads times and public titles, and nothing else (T69)."""
    user = keys.holder(token)
    if user is None:
        raise Http404
    answer = HttpResponse(calendars.feed_of(booked_by(user)), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
