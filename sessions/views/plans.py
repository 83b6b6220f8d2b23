"""The plan of a day: what is played, from where it comes, who sees it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from sessions.forms.plans import AboutForm, AnswerForm, BringForm, SkillForm, StepForm
from sessions.forms.trying import done
from sessions.models import Plan
from sessions.pages import plan_page
from sessions.rules import planfile
from sessions.services import contributions, plans

MOVES = {"earlier": plans.earlier, "out": plans.take_out}


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everything about a day; the form adds one thing to do."""
    rows = plan_page.with_what_was_said(plan_page.sessions_to_plan(me(request)), me(request))
    occurrence = get_object_or_404(rows, code=code)
    form = StepForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(form, lambda: plans.add(occurrence, form.step(), by=me(request))):
        return redirect("sessions:plan", code)
    page = plan_page.plan_page(occurrence, me(request))
    return render(request, "sessions/plan/plan.html", {"page": page, "occurrence": occurrence, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_about(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who sees it, and what there is to eat."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    there = getattr(occurrence, "plan", None) or Plan()
    known = {"shown": there.shown, "snack": there.snack}
    form = AboutForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and done(form, lambda: plans.set_plan(occurrence, **form.cleaned_data, by=me(request))):
        return redirect("sessions:plan", code)
    return render(request, "sessions/plan/about.html", {"occurrence": occurrence, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say one thing of the plan differently."""
    found = get_object_or_404(plan_page.activities_led_by(me(request)), code=code)
    form = StepForm(request.POST if request.method == "POST" else None, initial=StepForm.of(found))
    if form.is_valid() and done(form, lambda: plans.change(found, form.step(), by=me(request))):
        return redirect("sessions:plan", found.plan.occurrence.code)
    return render(request, "sessions/plan/activity.html", {"activity": found, "form": form})


@require_POST
def move_activity(request: HttpRequest, code: UUID, how: str) -> HttpResponse:
    """One place up, or out of the plan."""
    found = get_object_or_404(plan_page.activities_led_by(me(request)), code=code)
    if how not in MOVES:
        raise Http404
    MOVES[how](found, by=me(request))
    return redirect("sessions:plan", found.plan.occurrence.code)


@require_POST
def reuse_plan(request: HttpRequest, code: UUID, past: UUID) -> HttpResponse:
    """A past plan again, with one tap."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    with said_to(request, _("Copied. Change what is different this time.")):
        plans.reuse(occurrence, get_object_or_404(plan_page.plans_led_by(me(request)), code=past), by=me(request))
    return redirect("sessions:plan", code)


@require_safe
def print_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    """One sheet for the wall, with nobody's name on it."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    sheet = plan_page.sheet_of(occurrence)
    return render(request, "sessions/plan/print.html", {"sheet": sheet, "occurrence": occurrence})


@require_safe
def plan_file(request: HttpRequest, code: UUID) -> HttpResponse:
    """The plan for another group: an open file, with nothing personal in it."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    headers = {"Content-Disposition": 'attachment; filename="session-plan.json"'}
    return HttpResponse(plan_page.file_of(occurrence), content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    """A plan from another group."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    sent = request.method == "POST"
    form = BringForm(request.POST, request.FILES) if sent else BringForm()
    if form.is_valid() and done(form, lambda: plans.bring(occurrence, form.cleaned_data["file"], by=me(request))):
        messages.success(request, _("It is in the plan now. Change what is different with you."))
        return redirect("sessions:plan", code)
    return render(request, "sessions/plan/bring.html", {"occurrence": occurrence, "form": form, "file": planfile})


@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request: HttpRequest, code: UUID) -> HttpResponse:
    """A parent would lead something: yes please, or thank you and why not."""
    asked = get_object_or_404(plan_page.contributions_led_by(me(request)), code=code)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    answer = contributions.accept if "yes" in request.POST else contributions.decline
    if form.is_valid() and done(form, lambda: answer(asked, form.cleaned_data["words"], by=me(request))):
        messages.success(request, _("Answered. They get a letter."))
        return redirect("sessions:plan", asked.occurrence.code)
    return render(request, "sessions/plan/answer.html", {"asked": asked, "form": form})


@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """Who plays the guitar?"""
    search = SkillForm(request.GET)
    found = plan_page.skilled(me(request), search.asked())
    return render(request, "sessions/plan/skills.html", {"search": search, "found": found})
