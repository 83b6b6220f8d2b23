"""My family: everything we know, and a way to change each thing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from families.forms.children import PARTS
from families.forms.mine import CHILD_KINDS, FACTS, AdultForm, CarerForm
from families.queries import (
    carers_for,
    children_for,
    children_shown_to,
    children_with_open_health,
    families_for,
    helpers_of,
    helping,
    invitations_of,
    manages,
    pairs_for,
)
from families.rules.languages import language_names
from families.services import household
from families.services.details import ChildDetails
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Carers and children as cards, each fact with a way to change it."""
    family = families_for(me(request)).prefetch_related("carers").first()
    if family is None and helping(me(request)).exists():
        return redirect("portal:home")  # it says whom they help
    if family is None:
        raise Http404
    context = {
        "family": family,
        "children": children_shown_to(me(request)),
        "carers": sorted(family.carers.all(), key=lambda carer: (carer.user_id != me(request).pk, carer.pk)),
        "languages": language_names(family.languages),
        "today": clock.today(),
        "pairs": pairs_for(me(request)).live().count(),
        "manages": manages(me(request), family.carers.all()),
        "invitations": invitations_of(family),
        "helpers": helpers_of(family),
    }
    return render(request, "families/mine.html", context)


@require_http_methods(["GET", "POST"])
def add_adult(request: HttpRequest) -> HttpResponse:
    """Somebody else who brings the children."""
    family = get_object_or_404(families_for(me(request)))
    form = AdultForm(_posted(request))
    if form.is_valid() and _done(form, lambda: household.add_adult(family, **form.cleaned_data, by=me(request))):
        return _saved(request)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def carer(request: HttpRequest, code: UUID) -> HttpResponse:
    """My own details, or those of an adult who has no sign-in."""
    adult = get_object_or_404(carers_for(me(request)), code=code)
    form = CarerForm(_posted(request), initial=CarerForm.filled(adult))
    if form.is_valid() and _done(form, lambda: household.change_carer(adult, **form.cleaned_data, by=me(request))):
        return _saved(request)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def new_child(request: HttpRequest, kind: str) -> HttpResponse:
    """A child more, born or on the way."""
    family = get_object_or_404(families_for(me(request)))
    if kind not in CHILD_KINDS:
        raise Http404
    form = CHILD_KINDS[kind](_posted(request))
    if form.is_valid() and _done(
        form, lambda: household.add_child(family, ChildDetails(**form.facts()), by=me(request))
    ):
        return _saved(request)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def change_child(request: HttpRequest, code: UUID, part: str) -> HttpResponse:
    """One thing about a child."""
    theirs = children_with_open_health if PARTS[part].is_health else children_for
    child = get_object_or_404(theirs(me(request)), code=code)
    known = {**vars(child), "has_allergies": bool(child.allergies)}
    form = PARTS[part](_posted(request), initial=known, child=child.first_name)
    if form.is_valid() and _done(form, lambda: household.change_child(child, form.facts(), by=me(request))):
        return _saved(request)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing about the household."""
    family = get_object_or_404(families_for(me(request)))
    if slug not in FACTS:
        raise Http404
    form = FACTS[slug](_posted(request), initial=FACTS[slug].of(family))
    if form.is_valid() and _done(form, lambda: household.change_family(family, form.facts(), by=me(request))):
        return _saved(request)
    return _page(request, form)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(form: PageForm, change: Callable[[], object]) -> bool:
    """Make the change; a refusal is said on the form."""
    try:
        change()
    except Refused as refusal:
        tell(form, refusal)
        return False
    return True


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("families:mine")


def _page(request: HttpRequest, form: PageForm) -> HttpResponse:
    return render(request, "families/change.html", {"form": form})
