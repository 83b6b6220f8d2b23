"""My family: everything we know, and a way to change each thing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from families.forms.children import PARTS
from families.forms.mine import CHILD_KINDS, FACTS, AdultForm, CarerForm
from families.models import Carer, Family
from families.queries import (
    carers_for,
    children_for,
    children_shown_to,
    children_with_open_health,
    families_for,
    families_managed_by,
    helpers_of,
    helping,
    invitations_of,
    is_left_to_a_leader,
    pairs_for,
)
from families.rules.languages import language_names
from families.rules.needs import ask_again
from families.services import household
from families.services.details import ChildDetails
from families.views.answers import facts_of
from families.views.changing import done, page, posted, saved
from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit import clock


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Carers and children as cards, each fact with a way to change it."""
    family = families_for(me(request)).prefetch_related("carers").first()
    if family is None and helping(me(request)).exists():
        return redirect("portal:home")  # it says whom they help
    if family is None:
        raise Http404
    return render(request, "families/mine.html", {"family": family, **_told(me(request), family)})


def _told(user: User, family: Family) -> dict[str, Any]:
    """What the page shows, section by section."""
    children = list(children_shown_to(user).select_related("about_me"))
    manages = families_managed_by(user).exists()
    carers = sorted(family.carers.all(), key=lambda carer: (carer.user_id != user.pk, carer.pk))
    return {
        "children": children,
        "carers": carers,
        "ask_again": _asks_again(carers[0], children),
        "facts": facts_of(family),
        "languages": language_names(family.languages),
        "today": clock.today(),
        "pairs": pairs_for(user).live().count(),
        "manages": manages,
        "left_to_a_leader": not manages and is_left_to_a_leader(family),
        "invitations": invitations_of(family),
        "helpers": helpers_of(family),
    }


def _asks_again(own: Carer, children: Iterable[Any]) -> bool:
    """Is anything about health or needs so old that it may have changed?"""
    health = (child.health_told_at for child in children if child.born_on and child.health_is_open)
    return any(ask_again(told, clock.now()) for told in (own.needs_told_at, *health))


@require_http_methods(["GET", "POST"])
def add_adult(request: HttpRequest) -> HttpResponse:
    """Somebody else who brings the children."""
    family = get_object_or_404(families_for(me(request)))
    form = AdultForm(posted(request))
    if form.is_valid() and done(form, lambda: household.add_adult(family, **form.cleaned_data, by=me(request))):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def carer(request: HttpRequest, code: UUID) -> HttpResponse:
    """My own details, or those of an adult who has no sign-in."""
    adult = get_object_or_404(carers_for(me(request)), code=code)
    form = CarerForm(posted(request), initial=CarerForm.filled(adult))
    if form.is_valid() and done(form, lambda: household.change_carer(adult, **form.cleaned_data, by=me(request))):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def new_child(request: HttpRequest, kind: str) -> HttpResponse:
    """A child more, born or on the way."""
    family = get_object_or_404(families_for(me(request)))
    if kind not in CHILD_KINDS:
        raise Http404
    form = CHILD_KINDS[kind](posted(request))
    if form.is_valid() and done(
        form, lambda: household.add_child(family, ChildDetails(**form.facts()), by=me(request))
    ):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def change_child(request: HttpRequest, code: UUID, part: str) -> HttpResponse:
    """One thing about a child."""
    theirs = children_with_open_health if PARTS[part].is_health else children_for
    child = get_object_or_404(theirs(me(request)), code=code)
    known = {**vars(child), "has_allergies": bool(child.allergies)}
    form = PARTS[part](posted(request), initial=known, child=child.first_name)
    if form.is_valid() and done(form, lambda: household.change_child(child, form.facts(), by=me(request))):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing about the household."""
    family = get_object_or_404(families_for(me(request)))
    if slug not in FACTS:
        raise Http404
    form = FACTS[slug](posted(request), initial=FACTS[slug].of(family))
    if form.is_valid() and done(form, lambda: household.change_family(family, form.facts(), by=me(request))):
        return saved(request)
    return page(request, form)
