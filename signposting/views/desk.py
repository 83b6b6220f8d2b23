"""What the desk's buttons do to questions, entries, pairs and losses; and an entry with all of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groupsite.accounts.who import me
from groupsite.kit import clock
from signposting import words
from signposting.familyhub import holidays
from signposting.familyhub.normalise import FIELDS
from signposting.forms import CheckForm, FactForm
from signposting.forms.holidays import HolidaysForm
from signposting.forms.owners import OwnerForm
from signposting.models import Pair, Service
from signposting.queries import desk as queries
from signposting.queries.asking import hub_people_for, last_ask, may_be_asked
from signposting.queries.cards import about_question
from signposting.queries.directory import latest_checks
from signposting.queries.history import history
from signposting.services import deeds
from signposting.services import desk as services
from signposting.services.deeds import Card
from signposting.services.sync import confirm_losses, keep_losses
from signposting.views.acting import act, act_for_good


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, code: UUID) -> HttpResponse:
    """The hub says something else: accept it, keep ours, or say what is right."""
    proposal = get_object_or_404(queries.questions_open(), code=code)
    if request.method == "POST" and "value" not in request.POST:
        return act(request, _card("question", proposal, proposal.service), lambda: _decide(request, proposal))
    form = FactForm(request.POST or None, field=proposal.field, was=proposal.theirs)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        card = _card("question", proposal, proposal.service)
        return act(request, card, lambda: services.edit(proposal, value, by=me(request)))
    context = {"proposal": proposal, "service": proposal.service, "form": form, **about_question(proposal)}
    return render(request, "signposting/question.html", context)


def _card(kind: str, row: Any, *about: Service) -> Card:
    return Card(kind, row, about)


def _decide(request: HttpRequest, proposal: Any) -> Service:
    if request.POST.get("answer") == "accept":
        return services.accept(proposal, by=me(request))
    return services.refuse(proposal, by=me(request), reason=request.POST.get("reason", "")[:300])


@require_GET
def service(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everything about one service, listed or not."""
    found = get_object_or_404(queries.services_seen_by(me(request)), code=code)
    return render(request, "signposting/desk_service.html", _with_forms(request, found, CheckForm()))


@require_GET
def preview(request: HttpRequest, code: UUID) -> HttpResponse:
    """A service as parents would see it, before they can."""
    found = get_object_or_404(queries.services_seen_by(me(request)), code=code)
    shown = queries.with_newest(found)
    context = {"service": shown, "checks": latest_checks(found), "preview": True}
    return render(request, "signposting/service.html", context)


@require_POST
def decide_service(request: HttpRequest, code: UUID) -> HttpResponse:
    """Into the directory, or not for our families."""
    found = get_object_or_404(queries.services_seen_by(me(request)), code=code)
    deed = services.approve if request.POST.get("answer") == "approve" else services.decline
    return act(request, _card("service", found, found), lambda: deed(found, by=me(request)))


@require_POST
def check_service(request: HttpRequest, code: UUID) -> HttpResponse:
    """Still right."""
    found = get_object_or_404(queries.services_seen_by(me(request)), code=code)
    form = CheckForm(request.POST)
    if form.is_valid():
        return act(request, _card("service", found, found), lambda: form.confirm(found, by=me(request)))
    return render(request, "signposting/desk_service.html", _with_forms(request, found, form) | {"form": form})


def _with_forms(request: HttpRequest, found: Service, check_form: CheckForm) -> dict[str, Any]:
    owner_form = OwnerForm(initial={"owner": found.owner})
    return {
        **queries.everything_about(found),
        "check_form": check_form,
        "owner_form": owner_form,
        **_about_asking(found),
        "history": history(found), "last_deed": deeds.last_about(found, by=me(request)),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_field(request: HttpRequest, code: UUID, field: str) -> HttpResponse:
    """Change one fact by hand."""
    found = get_object_or_404(queries.services_seen_by(me(request)), code=code)
    if field not in FIELDS:
        raise Http404
    form = FactForm(request.POST or None, field=field, was=getattr(found, field))
    if request.method == "POST" and form.is_valid() and form.save(found, by=me(request)):
        messages.success(request, _("Changed: %(what)s. It does not count as checked.") % {"what": words.LABELS[field]})
        return redirect("signposting:desk_service", code=found.code)
    return render(request, "signposting/change_field.html", {"service": found, "form": form, "field": field})


@require_http_methods(["GET", "POST"])
def closed_on(request: HttpRequest, code: UUID) -> HttpResponse:
    """When it is closed for a while: ours can be changed, the hub's are shown."""
    found = get_object_or_404(queries.services_seen_by(me(request)), code=code)
    form = HolidaysForm(request.POST or None, service=found)
    if request.method == "POST" and form.is_valid():
        form.save(found, by=me(request))
        messages.success(request, _("Saved. Parents read it beside the times."))
        return redirect("signposting:desk_service", code=found.code)
    context = {"service": found, "form": form, "theirs": holidays.theirs(found.closures)}
    return render(request, "signposting/desk/holidays.html", context)


def _about_asking(found: Service) -> dict[str, Any]:
    now = clock.now()
    return {"last_ask": last_ask(found), "may_ask": may_be_asked(found, now), "at_the_hub": hub_people_for(found, now)}


@require_POST
def decide_pair(request: HttpRequest, code: UUID) -> HttpResponse:
    """One service or two."""
    pair = get_object_or_404(queries.pairs_open(), code=code)
    if pair.kind == Pair.Kind.REKEYED and request.POST.get("answer") == "same":
        return act_for_good(request, lambda: services.say_same(pair, by=me(request)))
    deed = services.say_same if request.POST.get("answer") == "same" else services.say_different
    card = _card("pair", pair, pair.first.service, pair.second.service)
    return act(request, card, lambda: deed(pair, by=me(request)))


@require_POST
def decide_loss(request: HttpRequest, code: UUID) -> HttpResponse:
    """They have really gone, or the hub has had a mishap."""
    run = get_object_or_404(queries.runs(), code=code)
    deed = keep_losses if request.POST.get("answer") == "keep" else confirm_losses
    return act(request, _card("loss", run), lambda: deed(run, by=me(request)))
