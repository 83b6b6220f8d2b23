"""How to register a birth, in plain words: the dated facts of the clinic, and what we say of doing it here (S3-24)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.rules.births import facts
from signposting.queries.shelves import BIRTHS, guide_of
from signposting.rules.reviews import may_keep


@require_safe
def births(request: HttpRequest) -> HttpResponse:
    """By when, where, who comes, what to bring."""
    guide, today = guide_of(BIRTHS), clock.today()
    context = {
        "facts": facts(), "guide": guide, "old": facts().is_stale(today) or bool(guide and guide.is_stale),
        "keeps": isinstance(request.user, User) and may_keep(request.user),
    }  # fmt: skip
    return render(request, "portal/guides/births.html", context)
