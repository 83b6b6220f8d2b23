"""Booking a family in before the day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from sessions.forms import SearchForm
from sessions.pages import ahead, listing
from sessions.views import clinics

SAID = {
    "booked": _("Booked. They get a letter."),
    "waiting": _("They are on the waiting list. They get a letter."),
    "asked": _("Asked. They hear when places are given out."),
}


@require_safe
def book_ahead(request: HttpRequest) -> HttpResponse:
    """Which session? The next ones of this person's groups."""
    family = ahead.family_of(SearchForm(request.GET).asked("family"), me(request))
    rows = listing.listed(ahead.sessions_ahead(me(request))[: ahead.MOST_SESSIONS], to_leaders=True)
    return render(request, "sessions/ahead/sessions.html", {"rows": rows, "family": family})


@require_http_methods(["GET", "HEAD", "POST"])
def book_for(request: HttpRequest, code: UUID) -> HttpResponse:
    """Which family, and who of it comes?"""
    occurrence = get_object_or_404(ahead.sessions_ahead(me(request)), code=code)
    search, sent = SearchForm(request.GET), request.POST if request.method == "POST" else None
    household = ahead.household_of(ahead.family_of(search.asked("family"), me(request)), me(request))
    if household is None:
        found = ahead.families_found(search.asked("q") or "", me(request))
        return render(
            request, "sessions/ahead/search.html", {"occurrence": occurrence, "search": search, "found": found}
        )
    if occurrence.is_clinic:
        group = reverse("sessions:group", args=[occurrence.programme.code])
        return clinics.put_in(request, occurrence, household, sent, back=request.path, then=group)
    form = ahead.AheadForm(listing.session_page(occurrence), household, sent)
    if form.is_valid() and (booking := form.save(by=me(request))):
        messages.success(request, SAID[booking.state])
        return redirect("sessions:group", occurrence.programme.code)
    return render(request, "sessions/ahead/book.html", {"occurrence": occurrence, "household": household, "form": form})
