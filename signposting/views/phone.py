"""Ring them: the page reads as words to say, and takes one tap a fact."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from signposting import words
from signposting.forms.phoning import PhoneForm
from signposting.models import Service
from signposting.queries.desk import services_seen_by
from signposting.queries.freshness import in_doubt
from signposting.rules.freshness import KEY_FIELDS
from signposting.services import deeds, phoning
from signposting.views.acting import act

AGAIN = {"1": 1, "3": 3, "7": 7}
"""Days until we try again, as the buttons send them."""


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, code: UUID) -> HttpResponse:
    """The script; its buttons save the call."""
    service = get_object_or_404(services_seen_by(me(request)).filter(state=Service.State.LISTED), code=code)
    card, outcome = deeds.Card("service", service, (service,)), request.POST.get("outcome", "")
    if request.method == "POST" and outcome in ("closed", "off"):
        deed = phoning.closed if outcome == "closed" else phoning.off
        return act(request, card, lambda: deed(service, by=me(request)))
    if request.method == "POST" and outcome in AGAIN:
        day = clock.today() + timedelta(days=AGAIN[outcome])
        return act(request, card, lambda: phoning.no_answer(service, again_on=day, by=me(request)))
    asked = in_doubt(service, clock.now()) or list(KEY_FIELDS)
    form = PhoneForm(request.POST if request.method == "POST" else None, service=service, asked=asked)
    if form.is_valid() and _saved(request, form, card, lambda: phoning.save(service, form.said(), by=me(request))):
        return redirect("signposting:desk")
    return render(request, "signposting/desk/phone.html", {"form": form, "service": service})


def _saved(request: HttpRequest, form: PhoneForm, card: deeds.Card, deed: Callable[[], list[str]]) -> bool:
    """Save the call; say on what somebody else was faster."""
    overtaken: list[str] = []
    try:
        deeds.answer(card, lambda: overtaken.extend(deed()), by=me(request))
    except Refused as refusal:
        tell(form, refusal)
        return False
    messages.success(request, _("The call is noted."))
    for field in overtaken:
        said = {"what": words.LABELS[field]}
        messages.warning(
            request,
            _("%(what)s: somebody changed it while you spoke. Their change stands; what you heard waits here.") % said,
        )
    return True
