"""A tablet at the door that families hold: one session, tick-in only (docs/decisions/0013)."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.held import has_proved, held, hold, let_go, touch
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from sessions.forms import TickForm
from sessions.models import Occurrence, Presence
from sessions.pages.at_the_door import arriving
from sessions.pages.registers import bookings_on
from sessions.queries.access import registers_open_to, tablet_may_stand
from sessions.services import presses
from sessions.services import tablet as services


def at_the_door(view: Callable[[HttpRequest, Occurrence], HttpResponse]) -> Callable[..., HttpResponse]:
    """Only in a browser that is held there, while its leader may open the register and the session is not over."""

    @wraps(view)
    def shown(request: HttpRequest, code: UUID) -> HttpResponse:
        if held(request) is None:
            return redirect("sessions:tablet", code)
        occurrence = registers_open_to(me(request)).filter(code=code).first()
        if occurrence is None or not tablet_may_stand(occurrence, clock.now()):
            logout(request)
            return redirect(settings.LOGIN_URL)
        return view(request, occurrence)

    return shown


@require_safe
def tablet(request: HttpRequest, code: UUID) -> HttpResponse:
    """Its leader reads what it does; a browser that is held there shows who is expected."""
    if held(request):
        return _door(request, code)
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    may_stand = tablet_may_stand(occurrence, clock.now())
    return render(request, "sessions/tablet/start.html", {"occurrence": occurrence, "may_stand": may_stand})


@at_the_door
def _door(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """Who is expected. The page asks by itself when it locks or all is over, which is nobody who uses it."""
    mark = held(request)
    if mark is None or mark.is_locked:
        return render(request, "sessions/tablet/locked.html", {"occurrence": occurrence})
    if "idle" not in request.GET:
        touch(request, until=occurrence.ends_at)
    context = {"occurrence": occurrence, "arriving": arriving(occurrence)}
    page = render(request, "sessions/tablet/door.html", context)
    stays = (held(request) or mark).stays
    page.headers["Refresh"] = f"{stays}; url={mark.way}?idle=1"  # so the names leave the screen, too
    return page


@require_POST
def turn_on(request: HttpRequest, code: UUID) -> HttpResponse:
    """From now on this browser shows the door of this session and nothing else."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    with said_to(request):
        services.turn_on(occurrence, by=me(request))
        _hold(request, occurrence)
    return redirect("sessions:tablet", code)


def _hold(request: HttpRequest, occurrence: Occurrence) -> None:
    code = occurrence.code
    hold(request, way=reverse("sessions:tablet", args=[code]), code=code, until=occurrence.ends_at)


@require_POST
@at_the_door
def tick(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """A household has come; nothing else can be said from here."""
    mark = held(request)
    if mark and not mark.is_locked:
        pk, word = TickForm(request.POST).said() or (0, "")
        _come(request, occurrence, pk if word == "came" else 0)
    return redirect("sessions:tablet", occurrence.code)


def _come(request: HttpRequest, occurrence: Occurrence, pk: int) -> None:
    name = arriving(occurrence).get(pk)
    try:
        is_in = name is not None and _say_here(request, pk)
    except Refused:  # in its own words it would tell of the room what is for the leader
        messages.error(request, _("There is no room just now. Please speak to the leader."))
        return
    if is_in:
        messages.success(request, _("Welcome, %(name)s. You are on the list of who is here.") % {"name": name})
    else:
        messages.error(request, _("You are on the list no longer, or here already. Please tell the leader."))


def _say_here(request: HttpRequest, pk: int) -> bool:
    """Does it stand? A place may have been given up since the page looked."""
    booking = get_object_or_404(bookings_on(me(request)), pk=pk)
    return presses.say(booking, Presence.HERE, by=me(request)).is_kept


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def leader(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """Whoever has just shown that they are the leader goes on at the door, or has the register back."""
    if not has_proved(request):
        return redirect(f"{reverse('again')}?{urlencode({'next': request.path})}")
    if request.method != "POST":
        return render(request, "sessions/tablet/leader.html", {"occurrence": occurrence})
    if "off" not in request.POST:
        _hold(request, occurrence)
        return redirect("sessions:tablet", occurrence.code)
    services.turn_off(occurrence, by=me(request))
    let_go(request)
    return redirect("sessions:register", occurrence.code)
