"""What every button of the desk does: act, keep what it changed, say so, and go on with the next card."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from groupsite.accounts.who import me
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from signposting.services import deeds


def act(request: HttpRequest, card: deeds.Card, deed: Callable[[], Any]) -> HttpResponse:
    """Do it, so that it can be taken back; or say why not."""
    try:
        done = deeds.answer(card, deed, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved: %(what)s.") % {"what": done})
    return redirect("signposting:desk")


def act_for_good(request: HttpRequest, deed: Callable[[], Any]) -> HttpResponse:
    """The same for what cannot be taken back; its button says so."""
    with said_to(request, _("Saved.")):
        deed()
    return redirect("signposting:desk")
