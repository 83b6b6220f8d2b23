"""Today, the register, the door, and a day that is off."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from sessions.forms import BesideForm, DoorForm, NewFamilyForm, OneForm, SearchForm, TickForm
from sessions.forms.phones import NoteForm, SinceForm
from sessions.models import Attendance, Booking, Presence
from sessions.pages import listing, offline, registers
from sessions.pages.since import changed_since
from sessions.queries.access import registers_open_to
from sessions.queries.building import with_next_door
from sessions.services import pairs, presses, ways_in
from sessions.services import register as services
from sessions.services.fitting_in import did_not_come
from sessions.views import clinics

SAID: dict[str, Callable[..., object]] = {
    "came": partial(services.mark, attendance=Attendance.CAME),
    "unknown": partial(services.mark, attendance=Attendance.UNKNOWN),
    "all_left": partial(presses.say, says=Presence.LEFT),
    "missed": did_not_come,
    "agreed": partial(ways_in.agree_later, spoken=True),
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
    """One form for all: tick families in, and out. It prints, and stays readable without a signal."""
    occurrence = get_object_or_404(with_next_door(registers_open_to(me(request))), code=code)
    (sheet,) = registers.open_sheets([occurrence], me(request))
    context = {"sheet": sheet, "occurrence": occurrence, "leaving": "leaving" in request.GET, "note": NoteForm()}
    if before := SinceForm(request.GET).moment():
        context |= {"since": before, "changes": changed_since(occurrence, before)}
    page = render(request, "sessions/register.html", context | {"words": offline.words(), "now": clock.now()})
    return offline.may_be_kept(page, occurrence)


@require_POST
def tick(request: HttpRequest, code: UUID) -> HttpResponse:
    """A household or one of its people came or left, or the tick was a mistake."""
    booking, act = _ticked(request, registers.bookings_on(me(request)).filter(occurrence__code=code))
    back = reverse("sessions:register", args=[code]) + ("?leaving=1" if "leaving" in request.GET else "")
    try:
        act(booking, by=me(request))
    except Refused as no:
        messages.error(request, str(no.message))
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(f"{back}#b{booking.pk}")


def _ticked(request: HttpRequest, mine: QuerySet[Booking]) -> tuple[Booking, Callable[..., object]]:
    """Which household the button was of, and what it does."""
    if pair := BesideForm(request.POST).said():
        booking = get_object_or_404(mine, party=pair[0])
        return booking, partial(pairs.say_beside, child=pair[0], adult=pair[1])
    if one := OneForm(request.POST).said():
        return get_object_or_404(mine, party=one[0]), partial(presses.say, says=one[1], head=one[0])
    pk, word = TickForm(request.POST).said() or (0, "")
    return get_object_or_404(mine, pk=pk), SAID[word]


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form brought, even when that is nothing."""
    return request.POST if request.method == "POST" else None


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
    with said_to(request):
        services.rest_missed(occurrence, by=me(request))
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
        back, then = reverse("sessions:door", args=[code]), reverse("sessions:register", args=[code])
        return clinics.put_in(request, occurrence, household, _sent(request), back=back, then=then)
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
