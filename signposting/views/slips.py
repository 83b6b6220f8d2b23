"""A slip as the family holds it: the link shows, a button answers. Nobody has to sign in."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.saying import said_to
from signposting.models import SlipAnswer
from signposting.queries import slips as queries
from signposting.queries.library import handed_to
from signposting.services import slips as services


@require_safe
def slip(request: HttpRequest, code: UUID) -> HttpResponse:
    """What was picked, why, and how it went."""
    found = get_object_or_404(queries.slips(), code=code)
    context = {
        "slip": found,
        "services": queries.services_on([found]),
        "rows": queries.shown(found, clock.now()),
        "gone": queries.gone_from(found),
        "hows": SlipAnswer.How.choices,
        "helps": SlipAnswer.Helped.choices,
        "barriers": SlipAnswer.Barrier.choices,
    }
    return render(request, "signposting/slips/slip.html", context)


@require_POST
def answer(request: HttpRequest, code: UUID) -> HttpResponse:
    """One press: how it went, whether it helped, or what was in the way."""
    entry = get_object_or_404(queries.entries(), code=code)
    how, helped, barrier = (request.POST.get(name, "") for name in ("how", "helped", "barrier"))
    _do(
        request,
        lambda: services.answer(entry, how=how, helped=helped, barrier=barrier),
        _("Thank you for telling us."),
    )
    return redirect(f"{_address(entry.slip.code)}#{entry.code}")


@require_POST
def quiet(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask us nothing about slips, or do again."""
    found = get_object_or_404(queries.slips(), code=code)
    stop = request.POST.get("quiet") == "yes"
    said = _("We won’t ask you about slips again.") if stop else _("We may ask you how it went.")
    _do(request, lambda: services.set_quiet(found, quiet=stop), said)
    return redirect("signposting:slip", code=code)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that was picked for my family."""
    slips = list(queries.slips_of(me(request))[:20])
    context = {"slips": slips, "services": queries.services_on(slips), "handed": handed_to(me(request))[:20]}
    return render(request, "signposting/slips/mine.html", context)


def _do(request: HttpRequest, deed: Callable[[], None], said: str) -> None:
    with said_to(request, said):
        deed()


def _address(code: UUID) -> str:
    return redirect("signposting:slip", code=code).url
