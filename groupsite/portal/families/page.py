"""One family: who they are, what they need, what has happened; and a word with them."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from families.models import BuddyPair, Consent, Family
from families.rules.needs import BEST_DAYS, known
from families.services.contacts import note_word
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.portal.families.forms import WordForm
from groupsite.portal.families.listing import with_people
from groupsite.portal.families.timeline import timeline
from sessions.models import Booking
from sessions.pages.inviting import may_be_asked_to
from sessions.queries.access import families_open_to, registers_open_to

MOST_PAGES, MOST_BOOKINGS = 50, 10


@require_safe
def family(request: HttpRequest, code: UUID) -> HttpResponse:
    """A coordinator sees all of it but what is sealed away; a leader what the day needs (TRUST §3)."""
    row = get_object_or_404(whole(families_open_to(me(request))), code=code)
    note_reading("family", row, by=me(request))
    context = {"family": row, "today": clock.today(), "bookings": bookings_ahead(row, me(request))}
    context["asking"] = may_be_asked_to(me(request), row)
    if not me(request).has_role(Role.COORDINATOR):
        return render(request, "portal/families/for_the_day.html", context)
    pages = page_number(request)
    lines, more = timeline(row, pages)
    context |= {"full": True, "lines": lines, "next_page": pages + 1 if more else None}
    return render(request, "portal/families/family.html", context | told_by(row))


def whole(rows: QuerySet[Family]) -> QuerySet[Family, Any]:
    """With the people a page shows."""
    return with_people(rows.select_related("entered_by"))


def page_number(request: HttpRequest) -> int:
    """Which page of the timeline; anything odd is the first."""
    asked = request.GET.get("page", "1")
    return min(int(asked[:9]), MOST_PAGES) if asked.isascii() and asked.isdecimal() and int(asked[:9]) else 1


def bookings_ahead(family: Family, user: User) -> QuerySet[Booking, Any]:
    """What they have ahead; a leader sees their own sessions."""
    ahead = Booking.objects.live().filter(family=family, occurrence__ends_at__gte=clock.now())
    if not user.has_role(Role.COORDINATOR):
        ahead = ahead.filter(occurrence__in=registers_open_to(user))
    return ahead.select_related("occurrence__programme", "appointment").order_by("occurrence__starts_at", "pk")[
        :MOST_BOOKINGS
    ]


def told_by(family: Family) -> dict[str, Any]:
    """Their days, their newest consents, and who walks in with them."""
    pairs = BuddyPair.objects.live().with_carers()
    consents = Consent.objects.filter(family=family).select_related("child", "carer")
    return {
        "best_days": [BEST_DAYS[one] for one in known(family.best_days, BEST_DAYS)],
        "consents": consents.order_by("purpose", "child", "-pk").distinct("purpose", "child"),
        "pairs": [*pairs.filter(newcomer=family), *pairs.filter(buddy=family)],
    }


@require_safe
@reauthentication_required
def health(request: HttpRequest, code: UUID) -> HttpResponse:
    """What else we should know of the children: after a fresh sign-in, and each opening is written down (TRUST §3)."""
    row = get_object_or_404(whole(families_open_to(me(request))), code=code)
    note_reading("health notes", row, by=me(request))
    return render(request, "portal/families/health.html", {"family": row})


@require_http_methods(["GET", "HEAD", "POST"])
def add_word(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody spoke with them, rang, or decided to leave them be."""
    row = get_object_or_404(whole(families_open_to(me(request))), code=code)
    form = WordForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _noted(row, form, me(request)):
        messages.success(request, _("Noted."))
        return redirect("portal:family", code)
    return render(request, "portal/families/word.html", {"family": row, "form": form})


def _noted(row: Family, form: WordForm, user: User) -> bool:
    try:
        note_word(row, **form.facts(), by=user)
    except Refused as refusal:
        tell(form, refusal)
        return False
    return True
