"""The leader's board of friendly faces: who asked, who could walk in with them and why, who has said yes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.models import BuddyPair, Family
from families.services import buddies
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.forms import PageForm
from sessions.models import Attendance, Booking, BookingState

MOST = 100
State = BuddyPair.State


class ChoiceForm(PageForm):
    """Which family the leader chose."""

    buddy = forms.UUIDField()


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Newcomers who asked, those being asked, and those walking in together."""
    pairs = list(live_pairs()[:MOST])
    context = {
        "newcomers": newcomers()[:MOST],
        "proposed": [pair for pair in pairs if pair.state == State.PROPOSED],
        "together": [pair for pair in pairs if pair.state == State.TOGETHER],
    }
    return render(request, "portal/buddies.html", context)


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, code: UUID) -> HttpResponse:
    """The three best for one newcomer, with reasons and a button each."""
    newcomer = get_object_or_404(newcomers(), code=code)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        buddy = get_object_or_404(_settled_families(), code=form.cleaned_data["buddy"])
        thanks = _("Both families have a letter now. You see here when they have said yes.")
        return _do(request, lambda: buddies.propose(newcomer, buddy, by=me(request)), thanks=thanks)
    suggestions = buddies.suggest(newcomer, sessions_together(newcomer), settled=_settled())
    context = {"newcomer": newcomer, "suggestions": suggestions, "form": form}
    return render(request, "portal/buddy_suggest.html", context)


@require_POST
def pass_on(request: HttpRequest, code: UUID, act: str) -> HttpResponse:
    """A family told the leader at the door; or the leader ends it."""
    pair = get_object_or_404(live_pairs(), code=code)
    leader = me(request)
    acts: dict[str, Callable[[], object]] = {
        "newcomer": lambda: buddies.agree(pair, by=leader, said_by=pair.newcomer),
        "buddy": lambda: buddies.agree(pair, by=leader, said_by=pair.buddy),
        "end": lambda: buddies.end(pair, by=leader),
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


def newcomers(at: datetime | None = None) -> QuerySet[Family, Any]:
    """Families who asked and have nobody yet, with their next session; the soonest first."""
    ahead = Booking.objects.filter(
        family=OuterRef("pk"),
        state=BookingState.BOOKED,
        occurrence__cancelled_at=None,
        occurrence__ends_at__gte=at or clock.now(),
    ).order_by("occurrence__starts_at")
    return (
        Family.objects.waiting_for_a_friendly_face()
        .annotate(
            next_at=Subquery(ahead.values("occurrence__starts_at")[:1]),
            next_what=Subquery(ahead.values("occurrence__programme__name")[:1]),
        )
        .prefetch_related("carers")
        .order_by(F("next_at").asc(nulls_last=True), "joined_at", "pk")
    )


def live_pairs() -> QuerySet[BuddyPair]:
    """Proposed or walking together, the newest last."""
    return BuddyPair.objects.live().with_carers().order_by("proposed_at", "pk")


def sessions_together(newcomer: Family, at: datetime | None = None) -> dict[int, int]:
    """How many of the newcomer's sessions ahead each other family is booked for too."""
    booked = Booking.objects.filter(state=BookingState.BOOKED)
    ahead = booked.filter(
        family=newcomer, occurrence__starts_at__gte=at or clock.now(), occurrence__cancelled_at=None
    ).values("occurrence")
    others = booked.filter(occurrence__in=ahead).exclude(family=newcomer)
    return dict(others.values_list("family").annotate(Count("pk")).order_by())


def _settled() -> QuerySet[Booking, Any]:
    """Families who have come at least once."""
    return Booking.objects.filter(attendance=Attendance.CAME).values("family")


def _settled_families() -> QuerySet[Family]:
    return Family.objects.filter(pk__in=_settled(), offers_friendly_face=True)
