"""A leader lends at a session: the thing, the family, done. And what is out, with whom, until when."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from groupsite.kit.templatetags.kit import full_date
from groupsite.portal.families.listing import with_people
from groupsite.portal.library.queries import families_at, with_names
from sessions.queries.access import registers_open_to
from signposting.models import Thing
from signposting.queries import loans as queries
from signposting.services import loans as services

MOST = 200


@require_safe
def shelf(request: HttpRequest, code: UUID) -> HttpResponse:
    """What can be lent now; what families here could give back."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    here = with_names(queries.out().filter(family__in=families_at(occurrence)), me(request))
    context = {"occurrence": occurrence, "things": queries.on_the_shelf()[:MOST], "out": here, "all_well": "good"}
    return render(request, "portal/library/shelf.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lend(request: HttpRequest, code: UUID, thing: UUID) -> HttpResponse:
    """To whom. One tap lends it."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    row = get_object_or_404(queries.things(), code=thing)
    families = with_people(families_at(occurrence)).order_by("pk")
    if request.method == "POST":
        family = get_object_or_404(families, code=_picked(request))
        with said_to(request):
            loan = services.lend(row, family, by=me(request))
            says = _("Lent: %(thing)s, until %(day)s.") % {"thing": row, "day": full_date(loan.due_on)}
            messages.success(request, says)
        return redirect("portal:lend", code)
    context = {"occurrence": occurrence, "thing": row, "families": families}
    return render(request, "portal/library/lend.html", context)


def _picked(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("family", ""))
    except ValueError:
        return UUID(int=0)


@require_safe
def loans(request: HttpRequest) -> HttpResponse:
    """Everything that is out, what is late first; who asks for what; the shelf."""
    context = {
        "out": with_names(queries.out(), me(request)),
        "wishes": with_names(queries.wishes(), me(request)),
        "things": queries.things()[:MOST],
        "conditions": Thing.Condition.choices,
    }
    return render(request, "portal/library/loans.html", context)


@require_POST
def back(request: HttpRequest, code: UUID) -> HttpResponse:
    """It is here again."""
    loan = get_object_or_404(queries.out(), code=code)
    with said_to(request, _("Back: %(thing)s.") % {"thing": loan.thing}):
        services.take_back(loan, request.POST.get("condition", ""), by=me(request))
    return _return(request)


@require_POST
def longer(request: HttpRequest, code: UUID) -> HttpResponse:
    """They may keep it as long again."""
    loan = get_object_or_404(queries.out(), code=code)
    try:
        until = services.keep_longer(loan, by=me(request))
        messages.success(request, _("They may keep it until %(day)s.") % {"day": full_date(until)})
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return _return(request)


def _return(request: HttpRequest) -> HttpResponse:
    """To the session it was pressed at, else to all loans."""
    try:
        return redirect("portal:lend", UUID(request.POST.get("at", "")))
    except ValueError:
        return redirect("portal:loans")
