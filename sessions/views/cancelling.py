"""A day is off: who will be told, why it is, and afterwards who still has to hear it from somebody."""

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
from groupsite.kit.errors import Refused, tell
from sessions.forms.cancelling import CancelForm
from sessions.models import Occurrence
from sessions.queries.access import register_is_open, sessions_led_by
from sessions.queries.timetable import next_date
from sessions.services import cancelling


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: UUID) -> HttpResponse:
    """One form: the reason, and above it everybody whom it reaches."""
    occurrence = get_object_or_404(sessions_led_by(me(request)).select_related("programme__venue", "venue"), code=code)
    if occurrence.cancelled_at:
        return _cancelled(request, occurrence)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            cancelling.cancel(occurrence, form.why, by=me(request))
            messages.success(request, _("Cancelled. Letters and texts are on their way."))
            return redirect("sessions:cancel", code)
        except Refused as no:
            tell(form, no)
    seen = {"form": form, "told": cancelling.preview(occurrence), "next": next_date(occurrence)}
    return render(request, "sessions/cancel.html", _shown(occurrence, me(request), **seen))


def _cancelled(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    """What has gone out since, and whom to ring."""
    if request.method == "POST":
        messages.warning(request, _("This session is cancelled already. Everybody has been told."))
    sent = cancelling.progress(occurrence)
    return render(request, "sessions/cancelled.html", _shown(occurrence, me(request), sent=sent))


def _shown(occurrence: Occurrence, user: User, **more: Any) -> dict[str, Any]:
    """Whom no plain letter serves: by name while this person may open the register, in numbers before (TRUST §3)."""
    needs = format_needs(cancelling.families_told(occurrence))
    if register_is_open(user, occurrence, clock.now()):
        return {"occurrence": occurrence, "needs": needs, **more}
    return {"occurrence": occurrence, "in_numbers": needs_in_numbers(needs), **more}
