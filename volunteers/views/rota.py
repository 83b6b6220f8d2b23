"""The volunteer's rota."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import day_and_time
from volunteers.models import Signup
from volunteers.queries import rota as queries
from volunteers.services import promises


@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """My shifts, and those I could take, by day."""
    mine = list(queries.shifts_of(me(request)))
    weeks = queries.rota(me(request), mine, clock.now())
    return render(request, "volunteers/rota.html", {"mine": mine, "weeks": weeks})


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
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """I cannot come after all."""
    signup = get_object_or_404(queries.promises_of(me(request)), code=code)
    try:
        promises.withdraw(signup, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("You are no longer down for this shift. Thank you for telling us."))
    return redirect("volunteers:rota")
