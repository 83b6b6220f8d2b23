"""Changing a family’s details for it: on the phone, at the door, for those without a sign-in (TRUST §3)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.forms.children import PARTS
from families.forms.mine import CHILD_KINDS, AdultForm, CarerForm
from families.models import Family
from families.services import household
from families.services.details import ChildDetails
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from sessions.queries.access import families_open_to

BY_STAFF = ("name", "birthday", "due", "allergies")
"""Health notes stay in the family’s own hands; an allergy may be changed after a fresh sign-in."""


@require_http_methods(["GET", "HEAD", "POST"])
def adult(request: HttpRequest, code: UUID, adult: UUID) -> HttpResponse:
    """What to call an adult, and how to ring them."""
    row = get_object_or_404(families_open_to(me(request)), code=code)
    carer = get_object_or_404(row.carers.all(), code=adult)
    form = _not_about_me(CarerForm(_sent(request), initial=CarerForm.filled(carer)))
    if form.is_valid() and _done(form, lambda: household.change_carer(carer, **form.cleaned_data, by=me(request))):
        return _saved(request, row)
    return _page(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
def new_adult(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody else who brings the children."""
    row = get_object_or_404(families_open_to(me(request)), code=code)
    form = _not_about_me(AdultForm(_sent(request)))
    if form.is_valid() and _done(form, lambda: household.add_adult(row, **form.cleaned_data, by=me(request))):
        return _saved(request, row)
    return _page(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
def new_child(request: HttpRequest, code: UUID, kind: str) -> HttpResponse:
    """A child more, born or on the way."""
    row = get_object_or_404(families_open_to(me(request)), code=code)
    if kind not in CHILD_KINDS:
        raise Http404
    form = CHILD_KINDS[kind](_sent(request))
    if form.is_valid() and _done(form, lambda: _add_child(row, form, request)):
        return _saved(request, row)
    return _page(request, row, form)


def _add_child(row: Family, form: Any, request: HttpRequest) -> object:
    return household.add_child(row, ChildDetails(**form.facts()), by=me(request))


@require_http_methods(["GET", "HEAD", "POST"])
def child(request: HttpRequest, code: UUID, child: UUID, part: str) -> HttpResponse:
    """One thing about a child."""
    if part not in BY_STAFF:
        raise Http404
    return (_allergies if part == "allergies" else _child)(request, code, child, part)


@reauthentication_required
def _allergies(request: HttpRequest, code: UUID, child: UUID, part: str) -> HttpResponse:
    """What a mistake could hurt takes a fresh sign-in, and each opening is written down."""
    note_reading("allergies", get_object_or_404(families_open_to(me(request)), code=code), by=me(request))
    return _child(request, code, child, part)


def _child(request: HttpRequest, code: UUID, child: UUID, part: str) -> HttpResponse:
    row = get_object_or_404(families_open_to(me(request)), code=code)
    theirs = get_object_or_404(row.children.all(), code=child)
    known = {**vars(theirs), "has_allergies": bool(theirs.allergies)}
    form = PARTS[part](_sent(request), initial=known, child=theirs.first_name)
    if form.is_valid() and _done(form, lambda: household.change_child(theirs, form.facts(), by=me(request))):
        return _saved(request, row)
    return _page(request, row, form)


def _not_about_me(form: PageForm) -> PageForm:
    """A browser must not offer the leader’s own name and number."""
    for field in form.fields.values():
        field.widget.attrs["autocomplete"] = "off"
    return form


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(form: PageForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused as refusal:
        tell(form, refusal)
        return False
    return True


def _saved(request: HttpRequest, row: Family) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("portal:family", row.code)


def _page(request: HttpRequest, row: Family, form: PageForm) -> HttpResponse:
    return render(request, "portal/families/change.html", {"form": form, "family": row})
