"""A household changes who comes, or comes with fewer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from sessions.pages import listing, standing
from sessions.pages.changing import ChangeForm, FewerForm, household_for


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who comes? Refused, the same page says why, and nothing has changed."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    if not found.is_live:
        return redirect("sessions:booking", code)
    household = household_for(found, me(request))
    page = listing.session_page(found.occurrence)
    form = ChangeForm(page, household, found, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        return redirect("sessions:booking", code)
    kept = standing.kept_from(found, me(request))
    context = {"booking": found, "occurrence": found.occurrence, "form": form, "kept": kept}
    return render(request, "sessions/change_party.html", context)


@require_POST
def fewer(request: HttpRequest, code: UUID) -> HttpResponse:
    """Those who fit now come; the others stay at home."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    form = FewerForm(household_for(found, me(request)), request.POST)
    with said_to(request, _("You are booked. We look forward to seeing you.")):
        form.save(found, by=me(request))
    return redirect("sessions:booking", code)
