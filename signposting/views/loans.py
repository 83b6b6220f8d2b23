"""Borrowing: what there is, what my family has, asking for something; and the shelf for leaders."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.queries import family_of
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.saying import said_to
from groupsite.kit.templatetags.kit import full_date
from signposting.forms.loans import ThingForm
from signposting.models import Thing
from signposting.queries import loans as queries
from signposting.services import loans as services

MOST = 100
LOANS = "portal:loans"


@require_safe
def borrow(request: HttpRequest) -> HttpResponse:
    """What my family has and until when; what else there is."""
    family = family_of(me(request))
    shelf = {"things": queries.for_family(family)[:MOST], "today": clock.today()}
    context = {"mine": queries.loans_of(family), "family": family}
    return render(request, "signposting/loans/borrow.html", context | shelf)


@require_POST
def wish(request: HttpRequest, code: UUID) -> HttpResponse:
    """We would like it next; or no longer."""
    thing = get_object_or_404(queries.things(), code=code)
    if family := family_of(me(request)):
        stands = services.wish(thing, family, by=me(request))
        says = _("Noted. Ask at the next session: we keep it for you if we can.") if stands else _("Taken back.")
        messages.success(request, says)
    return redirect("signposting:borrow")


@require_POST
def longer(request: HttpRequest, code: UUID) -> HttpResponse:
    """We keep it as long again."""
    loan = get_object_or_404(queries.loans_of(family_of(me(request))), code=code)
    with said_to(request):
        until = services.ask_for_longer(loan, by=me(request))
        messages.success(request, _("You may keep it until %(day)s.") % {"day": full_date(until)})
    return redirect("signposting:borrow")


@require_http_methods(["GET", "HEAD", "POST"])
def new_thing(request: HttpRequest) -> HttpResponse:
    """Something new to lend."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def thing(request: HttpRequest, code: UUID) -> HttpResponse:
    """What has changed of it."""
    return _form(request, get_object_or_404(queries.things(), code=code))


def _form(request: HttpRequest, row: Thing | None) -> HttpResponse:
    asked = [name for name in ThingForm.base_fields if name != "key"]
    start = {name: getattr(row, name) for name in asked} if row else {}
    form = ThingForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        services.keep_thing(row or Thing(), form.said, by=me(request), code=None if row else form.code())
        messages.success(request, _("Saved."))
        return redirect(LOANS)
    return render(request, "signposting/loans/edit.html", {"form": form, "thing": row})


@require_POST
def thing_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """No longer lent."""
    with said_to(request, _("Taken off the shelf.")):
        services.take_off(get_object_or_404(queries.things(), code=code), by=me(request))
    return redirect(LOANS)
