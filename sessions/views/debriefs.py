"""How a day went, and what somebody will do about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groupsite.accounts.who import me
from sessions.forms.debriefs import ActionForm, DebriefForm
from sessions.forms.trying import done
from sessions.pages import debriefing, plan_page
from sessions.services import debriefs


@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, code: UUID) -> HttpResponse:
    """What went well, what to change."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    known = debriefing.mine(occurrence, me(request))
    form = DebriefForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and done(form, lambda: debriefs.write(occurrence, **form.cleaned_data, by=me(request))):
        messages.success(request, _("Saved. Is there something to do about it? Write it down as a job."))
        return redirect("sessions:plan", code)
    return render(request, "sessions/plan/debrief.html", {"occurrence": occurrence, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is to be done, by whom and by when."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    form = ActionForm(debriefing.team_of(occurrence), request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        form, lambda: debriefs.add_action(occurrence, form.code(code), **form.said, by=me(request))
    ):
        return redirect("sessions:plan", code)
    return render(request, "sessions/plan/action.html", {"occurrence": occurrence, "form": form})


@require_POST
def action_done(request: HttpRequest, code: UUID, at: UUID) -> HttpResponse:
    """It is done, and goes off the plans."""
    found = get_object_or_404(plan_page.actions_led_by(me(request)), code=code)
    debriefs.done(found, by=me(request))
    messages.success(request, _("Done. It is off the plan."))
    return redirect("sessions:plan", at)
