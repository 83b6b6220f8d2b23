"""A parent tells us of a mistake in two taps, or of a place we do not know; the desk answers."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.models import User
from groupsite.accounts.who import me
from signposting.forms.reports import ReasonForm, ReportForm, SuggestionForm
from signposting.models import Report
from signposting.queries import reports as queries
from signposting.queries.directory import listed_services
from signposting.services import reports as services
from signposting.services.deeds import Card
from signposting.views.acting import act


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: UUID) -> HttpResponse:
    """Four buttons; the second tap is the report."""
    service = get_object_or_404(listed_services(), code=code)
    form = ReportForm(request.POST if request.method == "POST" else None)
    topic = request.POST.get("topic", "")
    if topic not in Report.Topic.values or not form.is_valid():
        context = {"form": form, "service": service, "topics": Report.Topic.choices}
        return render(request, "signposting/parents/report.html", context)
    if not ratelimit.consume(request, action="report"):
        return render(request, "signposting/parents/too_many.html", status=429)
    given = {name: form.cleaned_data[name] for name in ("words", "email")}
    services.tell(service, topic, **given, **_voice(request))
    messages.success(request, _("Thank you. Somebody of ours looks into it."))
    return redirect("signposting:service", code=code)


def _voice(request: HttpRequest) -> dict[str, Any]:
    """Who tells us: somebody with a sign-in, or an address that nobody can read back."""
    user = request.user if isinstance(request.user, User) else None
    address = get_adapter().get_client_ip(request) or ""
    return {"user": user, "reporter": services.reporter_key(user, address)}


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """A place we do not know."""
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.suggest(**form.cleaned_data, user=me(request))
        messages.success(request, _("Thank you. You hear from us when somebody has looked at it."))
        return redirect("signposting:told_us")
    return render(request, "signposting/parents/suggest.html", {"form": form})


@require_safe
def told_us(request: HttpRequest) -> HttpResponse:
    """What I told you, and what came of it."""
    return render(request, "signposting/parents/told_us.html", queries.told_by(me(request)))


@require_POST
def answer(request: HttpRequest, code: UUID) -> HttpResponse:
    """What came of a report."""
    row = get_object_or_404(queries.reports_open(), code=code)
    outcome, card = request.POST.get("outcome", ""), Card("report", row, (row.service,))
    return act(request, card, lambda: services.close(row, outcome, by=me(request)))


@require_POST
def decide(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a suggestion up, or say why not. What was taken up is opened for the facts that are missing."""
    row = get_object_or_404(queries.suggestions_waiting(), code=code)
    form = ReasonForm(request.POST)
    form.is_valid()
    if request.POST.get("answer") == "take":
        return act(request, Card("suggestion", row), lambda: services.take_up(row, by=me(request)))
    reason = form.cleaned_data.get("reason", "")
    return act(request, Card("suggestion", row), lambda: services.turn_down(row, reason=reason, by=me(request)))
