"""A clinic: a parent picks a time, or another one; a leader says how its day runs, and prints who is seen when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules, words
from sessions.forms.clinics import AnotherTimeForm, ClinicForm, DoorTimesForm, TimesForm, times_form
from sessions.models import Booking, Occurrence
from sessions.pages import clinics, listing, outside
from sessions.queries.access import registers_open_to
from sessions.queries.timetable import groups_led_by
from sessions.services import appointments as services
from sessions.signals import household_booked


def show(request: HttpRequest, page: listing.SessionPage, household: listing.Household | None) -> HttpResponse:
    """A clinic's date with the times that are free."""
    return _show(request, page, household, times_form(page, household))


def book(request: HttpRequest, page: listing.SessionPage, household: listing.Household | None) -> HttpResponse:
    """A time was pressed. Refused, or only asked for the times of others, the same page shows what is free."""
    form = times_form(page, household, request.POST)
    booking = form.save(by=me(request)) if form and form.is_valid() and form.asks else None
    if booking:
        household_booked.send(sender=Booking, family=booking.family, request=request)
        return redirect("sessions:booking", booking.code)
    return _show(request, page, household, form)


def _show(
    request: HttpRequest, page: listing.SessionPage, household: listing.Household | None, form: TimesForm | None
) -> HttpResponse:
    occurrence = page.occurrence
    standing = listing.standing_of(request.user, occurrence, household.me.family if household else None)
    context = {
        "page": page,
        "occurrence": occurrence,
        "linked_data": outside.linked_data(occurrence),
        "household": household,
        "standing": standing,
        "form": None if standing else form,
        "times": form.times() if form else clinics.page_for(occurrence, rules.Party()),
    }
    return render(request, "sessions/clinics/session.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_time(request: HttpRequest, code: UUID) -> HttpResponse:
    """Another time, on this day or another."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    if not found.occurrence.is_clinic or not found.is_live:
        return redirect("sessions:booking", code)
    times = clinics.page_of_booking(found)
    asked = AnotherTimeForm(request.POST).asked() if request.method == "POST" else None
    if asked:
        date = next((day.occurrence for day in times.days if str(day.occurrence.code) == asked[0]), found.occurrence)
        try:
            now = services.choose_time(found, date, asked[1], by=me(request))
            messages.success(request, _("Done. This is your time now."))
            return redirect("sessions:booking", now.code)
        except Refused as no:
            messages.error(request, str(no.message))
            return redirect("sessions:change_time", code)
    return render(request, "sessions/clinics/change_time.html", {"booking": found, "times": times})


def put_in(
    request: HttpRequest, occurrence: Occurrence, household: listing.Household, data: Any, *, back: str, then: str
) -> HttpResponse:
    """A leader puts a family in at a time; `then` goes on where they came from, `back` to another family."""
    form = DoorTimesForm(listing.session_page(occurrence), household, data)
    if form.is_valid() and form.asks and (booking := form.save(by=me(request))):
        messages.success(request, words.put_in(booking))
        return redirect(then)
    context = {"occurrence": occurrence, "household": household, "form": form, "times": form.times(), "back": back}
    return render(request, "sessions/clinics/put_in.html", context | {"now": clock.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def clinic(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who runs it, how long what takes, how many desks, which breaks."""
    programme = get_object_or_404(groups_led_by(me(request)).select_related("clinic"), code=code)
    form = ClinicForm(programme, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Saved."))
        return redirect("sessions:group", programme.code)
    return render(request, "sessions/clinics/clinic.html", {"form": form, "programme": programme})


@require_safe
def day_list(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who is seen when, to print for whoever sees them."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    rows = clinics.day_list(occurrence)
    context = {
        "occurrence": occurrence,
        "rows": rows,
        "interprets": any(row.interpreter for row in rows),
        "clinic": clinics.ClinicPage(occurrence, rules.Party()).clinic,
    }
    return render(request, "sessions/clinics/day_list.html", context)
