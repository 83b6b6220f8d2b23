"""A list of places: kept while looking round, printed, and passed on by its address. Nobody has to sign in."""

from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.codes import ShortConverter
from groupsite.kit.errors import Refused
from groupsite.kit.redirects import safe_path
from signposting.models import Service
from signposting.queries import lists as queries
from signposting.queries.directory import listed_services
from signposting.services import lists as services

COOKIE = "kept"
"""A visitor's list: codes of places, signed, until the browser closes. It says of nobody."""
SHORT = ShortConverter()


@require_POST
def keep(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put a place on the list, or take it off; back to where the button was."""
    service = get_object_or_404(listed_services(), code=code)
    answer = redirect(safe_path(request, request.POST.get("next")) or reverse("signposting:my_list"))
    try:
        _turn(request, answer, service, on=request.POST.get("keep") != "no")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return answer


def _turn(request: HttpRequest, answer: HttpResponse, service: Service, *, on: bool) -> None:
    if isinstance(request.user, User):
        _turn_of(request.user, request, answer, service, on=on)
        return
    codes = [code for code in _in_cookie(request) if code != service.code] + [service.code] * on
    services.check_room(len(codes))
    _set(answer, codes)


def _turn_of(user: User, request: HttpRequest, answer: HttpResponse, service: Service, *, on: bool) -> None:
    """What they kept before they signed in comes along."""
    before = queries.by_codes(_in_cookie(request))
    services.keep(user, [*before, *([service] if on else [])])
    if not on:
        services.let_go(user, service)
    answer.delete_cookie(COOKIE)


def _set(answer: HttpResponse, codes: list[UUID]) -> None:
    answer.set_signed_cookie(
        COOKIE, ".".join(map(SHORT.to_url, codes)),
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _in_cookie(request: HttpRequest) -> list[UUID]:
    """The signature is ours, so the codes are."""
    said = request.get_signed_cookie(COOKIE, "") or ""
    return [SHORT.to_python(short) for short in said.split(".") if short]


def kept_codes(request: HttpRequest) -> set[UUID]:
    """What is on this person's list."""
    mine = queries.kept_codes(request.user) if isinstance(request.user, User) else set()
    return mine | queries.listed_among(_in_cookie(request))


def _kept(request: HttpRequest) -> list[Service]:
    mine = queries.kept_by(request.user) if isinstance(request.user, User) else []
    codes = {service.code for service in mine}
    return mine + [service for service in queries.by_codes(_in_cookie(request)) if service.code not in codes]


@require_safe
def my_list(request: HttpRequest) -> HttpResponse:
    """What I keep, to print or to pass on."""
    kept = _kept(request)
    context = {"services": kept, "today": clock.today(), "until": queries.good_until(kept, clock.today())}
    return render(request, "signposting/lists/mine.html", context)


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """A copy of the list under an address to pass on."""
    if not ratelimit.consume(request, action="share_list"):
        return render(request, "signposting/lists/too_many.html", status=429)
    try:
        shared = services.share(_kept(request))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("signposting:my_list")
    messages.success(request, _("Your list has an address now. Send it to whoever should have it."))
    return redirect("signposting:shared_list", shared.code)


@require_safe
def shared(request: HttpRequest, code: UUID) -> HttpResponse:
    """A list that was passed on, as its places are today."""
    found = get_object_or_404(queries.shared_lists(), code=code)
    seen = [entry.service for entry in found.seen]  # type: ignore[attr-defined]
    context = {
        "services": seen,
        "gone": found.entries.count() - len(seen),
        "made_on": found.made_at,
        "address": request.build_absolute_uri(reverse("signposting:shared_list", args=[code])),
        "today": clock.today(),
        "until": queries.good_until(seen, clock.today()),
    }
    return render(request, "signposting/lists/shared.html", context)
