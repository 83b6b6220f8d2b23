"""Booking several dates of a group at once."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from sessions.pages import listing, several
from sessions.views.whom import household_asked

REFUSED = "dates_refused"


@require_http_methods(["GET", "HEAD", "POST"])
def more_dates(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who comes, and on which of the next dates."""
    page = listing.session_page(get_object_or_404(listing.sessions_to_show(), code=code))
    household = household_asked(request)
    if household is None:
        return redirect("sessions:session", code)
    form = several.SeveralForm(page, household, request.POST if request.method == "POST" else None)
    answers = form.save(by=me(request)) if form.is_valid() else None
    if answers is None:
        context = {"form": form, "page": page, "occurrence": page.occurrence, "household": household}
        return render(request, "sessions/several/choose.html", context)
    key = str(form.cleaned_data["key"])
    request.session[REFUSED] = {key: several.refusals(answers)}
    return redirect("sessions:dates_booked", key)


@require_safe
def dates_booked(request: HttpRequest, key: UUID) -> HttpResponse:
    """What became of each date."""
    rows = several.told(key, request.session.get(REFUSED, {}).get(str(key), {}), me(request))
    if not rows:
        raise Http404
    return render(request, "sessions/several/told.html", {"rows": rows, "programme": rows[0].occurrence.programme})
