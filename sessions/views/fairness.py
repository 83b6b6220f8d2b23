"""When booking opens, who gets places, and how a draw went."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from sessions.forms.opening import OpeningForm
from sessions.pages import fairness
from sessions.queries.timetable import groups_led_by
from sessions.services import doors


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, code: UUID) -> HttpResponse:
    """When families may ask, and who gets the places."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    form = OpeningForm(programme, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Saved."))
        return redirect("sessions:group", code)
    return render(request, "sessions/doors/opening.html", {"form": form, "programme": programme})


@require_POST
def give_out(request: HttpRequest, code: UUID) -> HttpResponse:
    """Draw, or let in, where it is time: the clock does it every minute, and a leader need not wait for it."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    if doors.settle_due(programme):
        messages.success(request, _("Places are given out. Everybody who asked gets a letter."))
    else:
        messages.info(request, _("It is not time yet, or it is done already. Families were told when it is."))
    return redirect("sessions:group", code)


@require_safe
def draw(request: HttpRequest, code: UUID) -> HttpResponse:
    """How it was drawn, for those who lead."""
    found = get_object_or_404(fairness.draws_led_by(me(request)), code=code)
    page = fairness.draw_page(found, me(request))
    return render(request, "sessions/doors/draw.html", {"page": page, "draw": found, "occurrence": found.occurrence})


@require_safe
def our_draw(request: HttpRequest, code: UUID) -> HttpResponse:
    """The same for a household that was in it: its own row is marked, the others are numbers."""
    found = get_object_or_404(fairness.draws_with(me(request)), code=code)
    page = fairness.page_of_family(found, me(request))
    context = {"page": page, "draw": found, "occurrence": found.occurrence}
    return render(request, "sessions/doors/our_draw.html", context)
