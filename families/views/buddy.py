"""My buddy: yes or no, and a first name once both have said yes."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from families.models import BuddyPair, Family
from families.queries import families_for, pairs_for
from families.rules.words import first_name
from families.services import buddies
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused

THANKED_FOR = timedelta(days=30)
ANSWERS: dict[str, tuple[Callable[..., BuddyPair], Any]] = {
    "agree": (buddies.agree, gettext_lazy("Thank you. We’ll write as soon as both have said yes.")),
    "decline": (buddies.decline, gettext_lazy("That’s fine. Nobody will ask why.")),
    "met": (partial(buddies.say_if_met, met=True), gettext_lazy("Lovely. Thank you for telling us.")),
    "not-met": (
        partial(buddies.say_if_met, met=False),
        gettext_lazy("Thank you. The leader helps you find each other."),
    ),
    "swap": (buddies.swap, gettext_lazy("That’s fine. Nobody will ask why, and nobody is told it was you.")),
    "end": (buddies.end, gettext_lazy("Ended, with thanks to both of you.")),
}


@require_safe
def buddy(request: HttpRequest) -> HttpResponse:
    """Everybody this household walks in with, or is asked to."""
    family = get_object_or_404(families_for(me(request)))
    pairs = pairs_for(me(request)).live().with_carers().order_by("pk")
    context = {
        "family": family,
        "pairs": [_seen_by(family, pair) for pair in pairs],
        "thanks": pairs_for(me(request)).thanked(clock.now() - THANKED_FOR).exists(),
    }
    return render(request, "families/buddy.html", context)


def _seen_by(family: Family, pair: BuddyPair) -> dict[str, Any]:
    """What one household may know of a pair: of the other, a first name and only when both have agreed."""
    newcomer = pair.newcomer_id == family.pk
    together = pair.state == BuddyPair.State.TOGETHER
    other = pair.buddy if newcomer else pair.newcomer
    return {
        "code": pair.code,
        "newcomer": newcomer,
        "together": together,
        "asked_met": together and pair.asked_met_at is not None,
        "met": pair.newcomer_met if newcomer else pair.buddy_met,
        "said_yes": bool(pair.newcomer_agreed_at if newcomer else pair.buddy_agreed_at),
        "name": first_name(str(other.main_carer or "")) if together else "",
    }


@require_POST
def buddy_answer(request: HttpRequest, code: UUID, answer: str) -> HttpResponse:
    """A button was pressed: yes, no, or enough now."""
    pair = get_object_or_404(pairs_for(me(request)), code=code)
    act, thanks = ANSWERS[answer]
    try:
        act(pair, by=me(request))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, thanks)
    return redirect("families:buddy")
