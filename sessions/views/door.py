"""Places that nobody has claimed go to those who stand outside."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from sessions.forms import AdmitForm
from sessions.pages.registers import bookings_on
from sessions.queries.access import registers_open_to
from sessions.services import door


@require_POST
def release(request: HttpRequest, code: UUID) -> HttpResponse:
    """One button: whoever is not here loses the place, not the welcome."""
    return _do(request, code, door.release, get_object_or_404(registers_open_to(me(request)), code=code))


@require_POST
def unrelease(request: HttpRequest, code: UUID) -> HttpResponse:
    """That was a mistake."""
    return _do(request, code, door.take_back, get_object_or_404(registers_open_to(me(request)), code=code))


@require_POST
def admit(request: HttpRequest, code: UUID) -> HttpResponse:
    """The next of those who wait comes in."""
    waiting = bookings_on(me(request)).filter(occurrence__code=code)
    return _do(request, code, door.let_in, get_object_or_404(waiting, pk=AdmitForm(request.POST).booking()))


def _do(request: HttpRequest, code: UUID, act: Callable[..., Any], row: Any) -> HttpResponse:
    with said_to(request):
        act(row, by=me(request))
    return redirect("sessions:register", code)
