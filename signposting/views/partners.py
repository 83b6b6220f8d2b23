"""Whom we work with, for staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from signposting.forms.shelves import PartnerForm, initial_of
from signposting.models import Partner
from signposting.queries import shelves as queries
from signposting.rules.reviews import next_review
from signposting.services import shelves as services


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """All of them, with what was agreed."""
    return render(request, "signposting/partners/list.html", {"partners": queries.partners()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new to work with."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, code: UUID) -> HttpResponse:
    """What has changed."""
    return _form(request, get_object_or_404(queries.partners(), code=code))


def _form(request: HttpRequest, row: Partner | None) -> HttpResponse:
    fresh = {"keeper": me(request), "review_on": next_review("partner", clock.today())}
    form = PartnerForm(
        request.POST if request.method == "POST" else None, initial=initial_of(row, PartnerForm) if row else fresh
    )
    if form.is_valid():
        services.keep(row or Partner(), form.cleaned_data, by=me(request))
        messages.success(request, _("Saved."))
        return redirect("signposting:partners")
    return render(request, "signposting/partners/edit.html", {"form": form, "partner": row})


@require_POST
def end(request: HttpRequest, code: UUID) -> HttpResponse:
    """We no longer work together."""
    services.end_partnership(get_object_or_404(queries.partners(), code=code), by=me(request))
    messages.success(request, _("Taken off. We keep nothing of them."))
    return redirect("signposting:partners")
