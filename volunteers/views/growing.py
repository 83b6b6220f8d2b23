"""Hours of a week, the team's training, and a question about confidence."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from volunteers.forms.growing import ConfidenceForm, EarlierHoursForm, HoursForm, TrainingForm
from volunteers.queries import growing as queries
from volunteers.queries.joining import dbs_of
from volunteers.rules.growing import weeks_to_fill
from volunteers.services import growing as services


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """What a champion plans to give a week, and what it was; the last weeks may be filled in later."""
    weeks = queries.weeks_of(me(request), weeks_to_fill(clock.today()))
    this = max(weeks)
    monday = next((day for day in weeks if day.isoformat() == request.GET.get("week")), this)
    planned, done = weeks[monday]
    kind = HoursForm if monday == this else EarlierHoursForm
    form = kind(request.POST or None, initial={"planned": _plain(planned), "done": _plain(done)})
    if form.is_valid():
        form.keep(monday, by=me(request))
        messages.success(request, _("Saved. Thank you for your time!"))
        return redirect("volunteers:outreach")
    others = [(day, was) for day, (_plan, was) in weeks.items() if day != monday]
    return render(request, "volunteers/growing/hours.html", {"form": form, "monday": monday, "others": others})


def _plain(hours: Decimal | None) -> str:
    return "" if hours is None else f"{float(hours):g}"


@require_safe
def hours_of_all(request: HttpRequest) -> HttpResponse:
    """Plan and done, champion by champion."""
    return render(request, "volunteers/growing/all_hours.html", {"champions": queries.hours_of_all()})


@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """Who has learned what, and what ends soon; it prints."""
    today = clock.today()
    context = {"trainings": queries.trainings(), "providers": queries.providers(), "today": today}
    return render(request, "volunteers/growing/training.html", context | {"soon": today + queries.SOON})


@require_http_methods(["GET", "HEAD", "POST"])
def note_training(request: HttpRequest) -> HttpResponse:
    """One more course, of anybody in the team or of oneself."""
    form = TrainingForm(request.POST or None, initial={"person": me(request).code})
    if form.is_valid():
        form.note(by=me(request))
        messages.success(request, _("Noted. If it ends, we remind both of you 60, 30 and 7 days before."))
        return redirect("volunteers:training")
    return render(request, "volunteers/growing/note.html", {"form": form})


@require_safe
def my_training(request: HttpRequest) -> HttpResponse:
    """One's own, and what we hold of one's DBS check."""
    user = me(request)
    context = {"trainings": queries.trainings_of(user), "dbs": dbs_of(user), "today": clock.today()}
    return render(request, "volunteers/growing/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """The letter's link shows the question; the button answers it."""
    row = get_object_or_404(queries.asked_of(me(request)), code=code)
    form = ConfidenceForm(request.POST or None, initial={"sure": row.sure})
    if form.is_valid():
        try:
            services.say_confidence(row, form.cleaned_data["sure"], by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Thank you. Leaders see only how many said what."))
            return redirect("volunteers:outreach")
    return render(request, "volunteers/growing/confidence.html", {"form": form})
