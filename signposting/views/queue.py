"""The desk itself: one card, one question; leave it, take it back, hand it over, and see why it comes first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from signposting.forms import CheckForm
from signposting.forms.owners import HolderForm
from signposting.forms.reports import ReasonForm
from signposting.queries import cards as shown
from signposting.queries.desk import services_seen_by
from signposting.queries.harm import judged
from signposting.queries.hubs import unread
from signposting.queries.queue import MOST, queue
from signposting.services import assigning, deeds

MEMORY = "desk"


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The most harmful card that is anybody's or mine, and is not left for later."""
    mine_only = request.GET.get("whose") == "mine"
    waiting = queue(whose=me(request).pk, later=left(request), mine_only=mine_only)
    card = waiting.cards[0] if waiting.cards else None
    context = {
        "card": card, "queue": waiting, "next_ones": waiting.cards[1:6], "mine_only": mine_only,
        "last_deed": deeds.last_of(me(request)), "check_form": CheckForm(), "reason_form": ReasonForm(),
        "holder_form": HolderForm(), "unread": unread(clock.now()), **(shown.open_card(card) if card else {}),
    }  # fmt: skip
    return render(request, "signposting/desk.html", context)


def left(request: HttpRequest) -> list[str]:
    """Cards this person has left for later today. The list is theirs, so nobody else's work moves their place."""
    kept: dict[str, Any] = request.session.get(MEMORY, {})
    return list(kept.get("later", [])) if kept.get("day") == clock.today().isoformat() else []


@require_POST
def later(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """Leave a card: it comes again when the others are done, or when asked for."""
    keys = [*left(request), f"{kind}.{code}"][-MOST:]
    request.session[MEMORY] = {"day": clock.today().isoformat(), "later": keys}
    return redirect("signposting:desk")


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Show me what I left."""
    request.session.pop(MEMORY, None)
    return redirect("signposting:desk")


@require_POST
def undo(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take my last answer back; its card is there again."""
    deed = deeds.last_of(me(request))
    try:
        if deed is None or deed.code != code:
            raise Refused(_("This answer cannot be taken back any more. Change the entry instead."), code="over")
        deeds.undo(deed, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Taken back: %(what)s. Nothing has changed.") % {"what": deed})
    return redirect("signposting:desk")


@require_POST
def give(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """Take a card, hand it over, or let it go."""
    if kind not in shown.OPENED:
        raise Http404
    form = HolderForm(request.POST)
    with said_to(request, _("Saved.")):
        if "let_go" in request.POST:
            assigning.let_go(kind, code, by=me(request))
        else:
            chosen = form.cleaned_data["person"] if form.is_valid() else None
            assigning.give(kind, code, chosen or me(request), by=me(request))
    return redirect("signposting:desk")


@require_safe
def why(request: HttpRequest, code: UUID) -> HttpResponse:
    """Why an entry's cards are where they are: each fact, how likely it is wrong, and how many read it."""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    context = {"service": service, "rows": judged(service, clock.now())}
    return render(request, "signposting/desk/why.html", context)
