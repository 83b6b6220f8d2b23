"""Dates are off: who will be told, why it is, and afterwards who still has to hear it from somebody."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.queries import format_needs
from families.rules.reaching import needs_in_numbers
from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.forms.cancelling import BreakForm, CancelForm, EndForm, RhythmForm, WhyForm
from sessions.models import Occurrence, Programme
from sessions.pages.planning import breaks_ahead
from sessions.queries.access import register_is_open, sessions_led_by
from sessions.queries.timetable import groups_led_by, next_date
from sessions.services import bringing_back, cancelling


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: UUID) -> HttpResponse:
    """One form: the reason, and above it everybody whom it reaches. Several dates are shown before they are off."""
    occurrence = get_object_or_404(sessions_led_by(me(request)).select_related("programme__venue", "venue"), code=code)
    if occurrence.cancelled_at:
        return _cancelled(request, occurrence)
    form = CancelForm(occurrence, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Cancelled. Letters and texts are on their way."))
        return redirect("sessions:cancel", code)
    if form.is_valid() and (told := form.told()):
        return calling_off(request, form, told, programme=occurrence.programme)
    seen = {"form": form, "told": cancelling.preview([occurrence]), "next": next_date(occurrence)}
    context = {"occurrence": occurrence, **_needs([occurrence], me(request)), **seen}
    return render(request, "sessions/cancel.html", context)


def _cancelled(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """What has gone out since, and whom to ring."""
    if request.method == "POST":
        messages.warning(request, _("This session is cancelled already. Everybody has been told."))
    needs = _needs([occurrence], me(request))
    ahead = clock.now() < occurrence.starts_at
    sent = {"occurrence": occurrence, "sent": cancelling.progress(occurrence), "ahead": ahead}
    return render(request, "sessions/cancelled.html", {**needs, **sent})


@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: HttpRequest, code: UUID) -> HttpResponse:
    """It was called off by mistake: whom it reaches that it is on after all, and one button."""
    led = sessions_led_by(me(request)).select_related("programme__venue", "venue")
    occurrence = get_object_or_404(led, code=code)
    try:
        if request.method == "POST":
            bringing_back.bring_back(occurrence, by=me(request))
            messages.success(request, _("It is on after all. Letters and texts are on their way."))
            return redirect("sessions:group", occurrence.programme.code)
        seen = bringing_back.preview(occurrence)
    except Refused as no:
        messages.error(request, str(no.message))
        return redirect("sessions:group", occurrence.programme.code)
    context = {"occurrence": occurrence, "seen": seen, **_needs([occurrence], me(request))}
    return render(request, "sessions/bring_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_group(request: HttpRequest, code: UUID) -> HttpResponse:
    """The last day of a group: then the dates after it and whom it reaches, then one button."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    form = EndForm(programme, request.POST if request.method == "POST" else None)
    return _bent(request, form, programme, "end")


@require_http_methods(["GET", "HEAD", "POST"])
def change_rhythm(request: HttpRequest, code: UUID) -> HttpResponse:
    """How often a group runs: then the dates that do not fit any more and whom it reaches, then one button."""
    programme = get_object_or_404(groups_led_by(me(request)).exclude(kind=Programme.Kind.COURSE), code=code)
    form = RhythmForm(programme, request.POST if request.method == "POST" else None)
    return _bent(request, form, programme, "rhythm")


def _bent(request: HttpRequest, form: EndForm | RhythmForm, programme: Programme, page: str) -> HttpResponse:
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Cancelled. Letters and texts are on their way.") if form.off else _("Saved."))
        return redirect("sessions:group", programme.code)
    if form.is_valid() and (told := form.told()):
        return calling_off(request, form, told, programme=programme)
    return render(request, f"sessions/groups/{page}.html", {"form": form, "programme": programme})


@require_http_methods(["GET", "HEAD", "POST"])
def break_dates(request: HttpRequest, code: UUID) -> HttpResponse:
    """The dates that are there already on the days of a break: called off all at once, or one by one."""
    pause = get_object_or_404(breaks_ahead(), code=code)
    form = BreakForm(pause, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        sent, nothing = _("Cancelled. Letters and texts are on their way."), _("No date was left to call off.")
        messages.success(request, sent if form.off else nothing)
        return redirect("sessions:terms")
    told = cancelling.preview(form.dates())
    context = {"break": pause, "form": form, "told": told, **_needs(told.dates, me(request))}
    return render(request, "sessions/groups/break.html", context)


def calling_off(request: HttpRequest, form: WhyForm, told: cancelling.Told, **more: Any) -> HttpResponse:
    """These dates would be off, and these people would be told: one button does it."""
    context = {"form": form, "told": told, **_needs(told.dates, me(request)), **more}
    return render(request, "sessions/groups/calling_off.html", context)


def _needs(occurrences: Sequence[Occurrence], user: User) -> dict[str, Any]:
    """Whom no plain letter serves: by name while this person may open the registers, in numbers before (TRUST §3)."""
    needs = format_needs(cancelling.families_told(occurrences))
    if all(register_is_open(user, each, clock.now()) for each in occurrences):
        return {"needs": needs}
    return {"in_numbers": needs_in_numbers(needs)}
