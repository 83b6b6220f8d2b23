"""Asking a provider from the desk, and deciding on what they say."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from signposting.forms.hub import HubAskForm
from signposting.queries.asking import corrections_open
from signposting.queries.desk import services_seen_by
from signposting.services import asking
from signposting.services.deeds import Card
from signposting.views.acting import act


@require_POST
def ask(request: HttpRequest, code: UUID) -> HttpResponse:
    """Write to them: is it still right?"""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    with said_to(request, _("Asked. Their answer comes to the desk.")):
        asking.ask(service, by=me(request))
    return redirect("signposting:desk_service", code=code)


@require_POST
def ask_hub(request: HttpRequest, code: UUID) -> HttpResponse:
    """Write to somebody at the hub: is it still right?"""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    form = HubAskForm(request.POST)
    if not form.is_valid():
        return redirect("signposting:desk_service", code=code)
    with said_to(request, _("Asked. Their answer comes to the desk.")):
        asking.ask_hub(service, form.cleaned_data["person"], by=me(request))
    return redirect("signposting:desk_service", code=code)


@require_POST
def decide(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take over what they say, or keep ours."""
    correction = get_object_or_404(corrections_open(), code=code)
    deed = asking.accept if request.POST.get("answer") == "accept" else asking.refuse
    card = Card("correction", correction, (correction.service,))
    return act(request, card, lambda: deed(correction, by=me(request)))


@require_POST
def bring_back(request: HttpRequest, code: UUID) -> HttpResponse:
    """They say otherwise, or it was put aside by mistake."""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    return act(request, Card("service", service, (service,)), lambda: asking.bring_back(service, by=me(request)))


@require_POST
def allow_letters(request: HttpRequest, code: UUID) -> HttpResponse:
    """They say that we may write to them again."""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    return act(request, Card("service", service, (service,)), lambda: asking.allow_letters(service, by=me(request)))


@require_POST
def take_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """Out of the directory for good."""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    return act(request, Card("service", service, (service,)), lambda: asking.take_off(service, by=me(request)))
