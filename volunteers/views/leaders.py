"""The leader's gaps, and the jobs that groups ask for."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from volunteers.forms.needs import ChangeNeedForm, NeedForm, OnceJobForm
from volunteers.queries import gaps as queries
from volunteers.queries.prompts import prompts
from volunteers.services import needs as services


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Where help is missing in the coming weeks, the most worrying first; the whole rota on the second tab."""
    covers = queries.cover(me(request), queries.WEEKS_TO_PLAN)
    short = queries.by_risk(covers)
    whole, every = request.GET.get("show") in {"all", "every"}, request.GET.get("show") == "every"
    context = {
        "covers": (covers if every else queries.soon(covers)) if whole else short[: queries.MOST_GAPS],
        "near": queries.WEEKS_NEAR,
        "every": every,
        "whole": whole,
        "short": len(short),
        "more": max(len(short) - queries.MOST_GAPS, 0),
        "all": len(covers),
        "missing": sum(cover.missing for cover in short),
        "weeks": queries.WEEKS_TO_PLAN,
        "prompts": prompts(me(request)),
    }
    return render(request, "volunteers/gaps.html", context)


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """One week at a glance, for the screen and for the wall."""
    monday = _monday(request.GET.get("from", ""))
    context = {
        "days": queries.week(me(request), monday),
        "monday": monday,
        "earlier": monday - timedelta(days=7),
        "later": monday + timedelta(days=7),
    }
    return render(request, "volunteers/week.html", context)


def _monday(said: str) -> date:
    """The Monday of the week asked for; of this week when nothing sensible was said."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = clock.today()
    day = min(max(day, clock.today() - timedelta(days=366)), clock.today() + timedelta(days=366))
    return day - timedelta(days=day.weekday())


@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest) -> HttpResponse:
    """The jobs each group asks for; a form to ask for one more."""
    form = NeedForm(request.POST or None, programmes=queries.programmes_of(me(request)))
    if form.is_valid() and form.ask(by=me(request)):
        messages.success(request, _("The job is on the rota for every date to come."))
        return redirect("volunteers:needs")
    return render(request, "volunteers/needs.html", {"form": form, "needs": queries.needs_of(me(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def once(request: HttpRequest) -> HttpResponse:
    """A job on one date only."""
    form = OnceJobForm(request.POST or None, programmes=queries.programmes_of(me(request)))
    if form.is_valid() and form.ask(by=me(request)):
        messages.success(request, _("The job is on the rota for that day."))
        return redirect("volunteers:gaps")
    return render(request, "volunteers/once.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change_need(request: HttpRequest, code: str) -> HttpResponse:
    """The job is different from now on. Where that concerns somebody who has promised, it is said first."""
    need = get_object_or_404(queries.needs_of(me(request)), code=code)
    form, concerns = ChangeNeedForm(request.POST or None, need=need), None
    if form.is_valid():
        concerns = form.concerns()
        sure = not concerns or request.POST.get("sure") == "yes"
        if sure and form.save(by=me(request)):
            messages.success(request, _("Changed for every date to come."))
            return redirect("volunteers:needs")
    return render(request, "volunteers/change_need.html", {"form": form, "need": need, "concerns": concerns})


@require_POST
def end_need(request: HttpRequest, code: str) -> HttpResponse:
    """This job is not needed any more."""
    need = get_object_or_404(queries.needs_of(me(request)), code=code)
    services.stop_asking(need, by=me(request))
    messages.success(request, _("We have stopped asking for this. People who had promised already still come."))
    return redirect("volunteers:needs")
