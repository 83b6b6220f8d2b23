"""Advice given: from a family's page, or without a family."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from families.models import Family
from groupsite.accounts.who import me
from groupsite.kit.forms import PageForm
from sessions.queries.access import families_open_to
from signposting.queries.advice import advice_for
from signposting.services.advice import note

MOST = 50


class AdviceForm(PageForm):
    """Two boxes."""

    words = forms.CharField(label=_("What did you say?"), max_length=500, widget=forms.Textarea({"rows": 2}))
    source = forms.CharField(
        label=_("Where is it from?"), max_length=200,
        help_text=_("Like: the NHS page on weaning, the health visitor, or the name of a local service."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest) -> HttpResponse:
    """Without a family: what I gave lately, or all of it for a coordinator."""
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def advise(request: HttpRequest, code: UUID) -> HttpResponse:
    """From a family's page."""
    return _page(request, get_object_or_404(families_open_to(me(request)).prefetch_related("carers"), code=code))


def _page(request: HttpRequest, family: Family | None) -> HttpResponse:
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        note(family, **form.cleaned_data, by=me(request))
        messages.success(request, now_in_words("Noted."))
        return redirect("portal:family", family.code) if family else redirect("portal:advice")
    rows = advice_for(me(request))
    rows = rows.filter(family=family) if family else rows
    return render(request, "portal/advice/advice.html", {"form": form, "family": family, "rows": rows[:MOST]})
