"""Visitors of a day: booked, changed, called off, thanked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groupsite.accounts.who import me
from sessions.forms.trying import done
from sessions.forms.visitors import ThanksForm, VisitorForm
from sessions.models import Visitor
from sessions.pages import plan_page
from sessions.services import visiting, visitors


@require_http_methods(["GET", "HEAD", "POST"])
def new_visitor(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody comes to talk with families."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    return _edit(request, Visitor(occurrence=occurrence))


@require_http_methods(["GET", "HEAD", "POST"])
def visitor(request: HttpRequest, code: UUID) -> HttpResponse:
    """What we know of a visitor."""
    return _edit(request, get_object_or_404(plan_page.visitors_led_by(me(request)), code=code))


def _edit(request: HttpRequest, found: Visitor) -> HttpResponse:
    form = VisitorForm(request.POST if request.method == "POST" else None, initial=VisitorForm.of(found))
    if form.is_valid() and not found.pk:
        found.code = form.code(found.occurrence.code)
    if form.is_valid() and done(form, lambda: visitors.save(found, form.said, by=me(request))):
        return redirect("sessions:plan", found.occurrence.code)
    context = {"visitor": found, "occurrence": found.occurrence, "form": form}
    return render(request, "sessions/plan/visitor.html", context)


@require_POST
def visitor_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """They do not come."""
    found = get_object_or_404(plan_page.visitors_led_by(me(request)), code=code)
    visitors.call_off(found, by=me(request))
    messages.success(request, _("Taken off the plan. Their places are free again."))
    return redirect("sessions:plan", found.occurrence.code)


@require_http_methods(["GET", "HEAD", "POST"])
def thank_visitor(request: HttpRequest, code: UUID) -> HttpResponse:
    """The letter as it would go; the leader changes what she likes and sends it."""
    found = get_object_or_404(plan_page.visitors_led_by(me(request)), code=code)
    written = {"words": visiting.thanks_for(found, by=me(request))}
    form = ThanksForm(request.POST if request.method == "POST" else None, initial=written)
    if form.is_valid() and done(form, lambda: visiting.thank(found, form.cleaned_data["words"], by=me(request))):
        messages.success(request, _("Sent. Thank you for thanking them.") if found.email else _("Noted as thanked."))
        return redirect("sessions:plan", found.occurrence.code)
    return render(request, "sessions/plan/thanks.html", {"visitor": found, "form": form})
