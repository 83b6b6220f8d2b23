"""The volunteer's rota: what fits, what is mine, what I wait for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from groupsite.kit.templatetags.kit import day_and_time
from volunteers.models import Signup
from volunteers.queries import rota as queries
from volunteers.queries.knowing import knows
from volunteers.services import promises, waiting


@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """My shifts, and by day those that fit me; on the second tab all of them, with why one does not."""
    now, every = clock.now(), request.GET.get("show") == "all"
    known = knows(me(request), now)
    mine = [signup for signup in known.promises if signup.shift.ends_at > now]
    weeks = queries.rota(me(request), known, now, fitting=not every)
    return render(request, "volunteers/rota.html", {"mine": mine, "weeks": weeks, "every": every})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """One tap: this shift is mine."""
    shift = get_object_or_404(queries.shift_coded(request.POST.get("shift", "")))
    try:
        signup = promises.sign_up(shift, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _thanks(signup))
    return redirect("volunteers:rota")


def _thanks(signup: Signup) -> str:
    said = _("Thank you! You are down for “%(role)s” on %(when)s. A letter with the details is on its way.")
    return said % {"role": signup.shift.role, "when": day_and_time(signup.shift.starts_at)}


@require_POST
def wait(request: HttpRequest) -> HttpResponse:
    """Full, but I would come if somebody cannot."""
    shift = get_object_or_404(queries.shift_coded(request.POST.get("shift", "")))
    with said_to(request, _("You are on the list. If a place comes free, we write to you.")):
        waiting.wait_for(shift, by=me(request))
    return redirect("volunteers:how_i_help")


@require_POST
def stop_waiting(request: HttpRequest, code: str) -> HttpResponse:
    """I do not wait for this one any more."""
    waiting.stop_waiting(get_object_or_404(queries.waits_of(me(request)), code=code), by=me(request))
    messages.success(request, _("You are off the list."))
    return redirect("volunteers:how_i_help")
