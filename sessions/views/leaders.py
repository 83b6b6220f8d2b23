"""Today, the register, the door, and a day that is off."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.errors import Refused
from sessions import listing, registers
from sessions.forms import DoorForm, NewFamilyForm, SearchForm, TickForm
from sessions.models import Attendance
from sessions.queries import registers_open_to
from sessions.services import register as services
from sessions.views import clinics

SAID: dict[str, Callable[..., object]] = {
    "came": partial(services.mark, attendance=Attendance.CAME),
    "unknown": partial(services.mark, attendance=Attendance.UNKNOWN),
    "interpreter": partial(services.say_interpreter, booked=True),
    "no_interpreter": partial(services.say_interpreter, booked=False),
}
"""What each button of the register does."""


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Today's sessions, or the next ones: who is expected, and what to look out for."""
    occurrences = registers.todays(me(request))
    sheets = registers.open_sheets(occurrences, me(request))
    wanted = registers.interpreters_to_book(me(request))
    return render(request, "sessions/today.html", {"sheets": sheets, "interpreters": wanted})


@require_safe
def register(request: HttpRequest, code: UUID) -> HttpResponse:
    """One form for all: tick families in. It prints, too."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    (sheet,) = registers.open_sheets([occurrence], me(request))
    return render(request, "sessions/register.html", {"sheet": sheet, "occurrence": occurrence})


@require_POST
def tick(request: HttpRequest, code: UUID) -> HttpResponse:
    """A household came, or the tick was a mistake."""
    pk, word = TickForm(request.POST).said() or (0, "")
    booking = get_object_or_404(registers.bookings_on(me(request)).filter(occurrence__code=code), pk=pk)
    try:
        SAID[word](booking, by=me(request))
    except Refused as no:
        messages.error(request, str(no.message))
        return _again(request, code)
    if not is_htmx(request):
        return _again(request, code, f"#b{pk}")
    part = {"rows": registers.rows_of([booking]), "numbers": registers.counted(booking.occurrence)}
    return render(request, "sessions/_ticked.html", part)


def is_htmx(request: HttpRequest) -> bool:
    """Did the script on the page ask, for a part of it?"""
    return "HX-Request" in request.headers


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form brought, even when that is nothing."""
    return request.POST if request.method == "POST" else None


def _again(request: HttpRequest, code: UUID, anchor: str = "") -> HttpResponse:
    page = reverse("sessions:register", args=[code])
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": page})
    return HttpResponseRedirect(page + anchor)


@require_POST
def interpreter(request: HttpRequest, code: UUID) -> HttpResponse:
    """An interpreter is booked, days before any register opens."""
    booking = get_object_or_404(registers.bookings_led_by(me(request)), code=code)
    services.say_interpreter(booking, booked=True, by=me(request))
    messages.success(request, _("Good. It shows on the register."))
    return redirect("sessions:today")


@require_POST
def rest(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everybody nobody has ticked did not come."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    try:
        services.rest_missed(occurrence, by=me(request))
    except Refused as no:
        messages.error(request, str(no.message))
    return redirect("sessions:register", code)


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, code: UUID) -> HttpResponse:
    """A family we know has come without a place: find them, let them in."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    search = SearchForm(request.GET)
    household = registers.at_the_door(search.asked("family"))
    if household is None:
        found = registers.find_families(search.asked("q") or "")
        return render(
            request, "sessions/door_search.html", {"occurrence": occurrence, "search": search, "found": found}
        )
    if occurrence.is_clinic:
        return clinics.put_in(request, occurrence, household, _sent(request))
    form = DoorForm(listing.session_page(occurrence), household, _sent(request))
    if form.is_valid() and form.save(by=me(request)):
        return redirect("sessions:register", code)
    return render(request, "sessions/door.html", {"occurrence": occurrence, "household": household, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def new_family(request: HttpRequest, code: UUID) -> HttpResponse:
    """A family nobody knows yet: written down with them in under a minute."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    form = NewFamilyForm(_sent(request))
    if form.is_valid() and (family := form.save(occurrence, by=me(request))):
        if occurrence.is_clinic:
            return HttpResponseRedirect(reverse("sessions:door", args=[code]) + f"?family={family.code}")
        return redirect("sessions:register", code)
    return render(request, "sessions/new_family.html", {"occurrence": occurrence, "form": form})
