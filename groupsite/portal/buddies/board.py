"""The coordinator's board of friendly faces: who asked, who could walk in with them and why, who is stuck."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.models import BuddyPair
from families.services import buddies, suggesting
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.forms import PageForm
from groupsite.portal.buddies.queries import known_of, live_pairs, newcomers, settled_families

MOST = 100
State = BuddyPair.State

RULES = {
    "room": gettext_lazy("already walk in with as many families as they like"),
    "offers": gettext_lazy("know the place, but have not offered yet"),
    "settled": gettext_lazy("offer, but have come only once or twice"),
}
"""What stands against asking a family, where a word with them could change it."""


class ChoiceForm(PageForm):
    """Which family the coordinator chose."""

    buddy = forms.UUIDField()


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Waiting, being asked, walking in together, stuck."""
    pairs = list(live_pairs()[:MOST])
    stuck = [pair for pair in pairs if pair.stuck_at]
    going = [pair for pair in pairs if not pair.stuck_at]
    context = {
        "newcomers": newcomers()[:MOST],
        "too_long": clock.now() - timedelta(days=settings.BUDDY_WAIT_DAYS),
        "stuck": _with_another(stuck),
        "proposed": [pair for pair in going if pair.state == State.PROPOSED],
        "together": [pair for pair in going if pair.state == State.TOGETHER],
    }
    return render(request, "portal/buddies.html", context)


def _with_another(stuck: list[BuddyPair]) -> list[dict[str, Any]]:
    """Each stuck pair with the best of the other families beside it."""
    families = [pair.newcomer for pair in stuck]
    others = suggesting.suggest_for(families, known_of(families)) if families else {}
    return [{"pair": pair, "another": next(iter(others[pair.newcomer_id]), None)} for pair in stuck]


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, code: UUID) -> HttpResponse:
    """The three best for one newcomer, with reasons and a button each."""
    newcomer = get_object_or_404(newcomers(), code=code)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        buddy = get_object_or_404(settled_families(), code=form.cleaned_data["buddy"])
        return _do(request, lambda: buddies.propose(newcomer, buddy, by=me(request)), thanks=_asked())
    known = known_of([newcomer])
    suggestions = suggesting.suggest(newcomer, known)
    relaxed = [] if suggestions else [(RULES[one.rule], one) for one in suggesting.relax(newcomer, known)]
    context = {"newcomer": newcomer, "suggestions": suggestions, "relaxed": relaxed, "form": form}
    return render(request, "portal/buddy_suggest.html", context)


@require_POST
def instead(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask another family instead of one of whom nothing came."""
    pair = get_object_or_404(live_pairs(), code=code)
    form = ChoiceForm(request.POST)
    chosen = form.cleaned_data["buddy"] if form.is_valid() else None
    buddy = get_object_or_404(settled_families(), code=chosen)
    return _do(request, lambda: buddies.replace(pair, buddy, by=me(request)), thanks=_asked())


def _asked() -> str:
    return _("Both families have a letter now. You see here when they have said yes.")


@require_POST
def pass_on(request: HttpRequest, code: UUID, act: str) -> HttpResponse:
    """A family told somebody at the door; or the coordinator ends it."""
    pair = get_object_or_404(live_pairs(), code=code)
    coordinator = me(request)
    acts: dict[str, Callable[[], object]] = {
        "newcomer": lambda: buddies.agree(pair, by=coordinator, said_by=pair.newcomer),
        "buddy": lambda: buddies.agree(pair, by=coordinator, said_by=pair.buddy),
        "met": lambda: buddies.say_if_met(pair, met=True, by=coordinator, said_by=pair.newcomer),
        "swap": lambda: buddies.swap(pair, by=coordinator),
        "end": lambda: buddies.end(pair, by=coordinator),
    }
    return _do(request, acts[act], thanks=_("Noted."))


def _do(request: HttpRequest, act: Callable[[], object], *, thanks: str) -> HttpResponse:
    """Do it and say so, or say why not; back to the board either way."""
    try:
        act()
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, thanks)
    return redirect("portal:buddies")
