"""Somebody leaves the household, or another says who belongs: a page that tells what it means, and one button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.queries import children_managed_by, families_managed_by, my_carer, other_adults
from families.services import leaving
from groupsite.accounts.again import again
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused


@dataclass(frozen=True)
class Step:
    """What is about to happen, in words."""

    title: str
    says: Sequence[str]
    button: str
    thanks: str
    then: str = "families:mine"


@require_http_methods(["GET", "POST"])
@again
def remove_adult(request: HttpRequest, code: UUID) -> HttpResponse:
    """Another adult leaves the household."""
    adult = get_object_or_404(other_adults(me(request)), code=code)
    step = Step(
        title=_("Take %(name)s off your family?") % {"name": adult.name},
        says=[
            _("They can’t open, book or change anything of your family from that moment."),
            _("Letters that have not gone yet stay here. People they invited can’t come in either."),
            _("Bookings stay. Letters about them go to another adult."),
        ],
        button=_("Take them off"),
        thanks=_("Done. They have no way in any more."),
    )
    return _confirm(request, step, lambda: leaving.remove_carer(adult, by=me(request)))


@require_http_methods(["GET", "POST"])
@again
def leave(request: HttpRequest) -> HttpResponse:
    """I leave the household."""
    mine = get_object_or_404(my_carer(me(request)))
    step = Step(
        title=_("Leave this family?"),
        says=[
            _("You can’t open, book or change anything of this family from that moment."),
            _("What we know of you as an adult of the family goes. The children and bookings stay."),
            _("You can be invited again."),
        ],
        button=_("Leave the family"),
        thanks=_("You have left the family."),
        then="portal:home",
    )
    return _confirm(request, step, lambda: leaving.remove_carer(mine, by=me(request)))


@require_http_methods(["GET", "POST"])
@again
def pass_on(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody else says who belongs."""
    adult = get_object_or_404(other_adults(me(request)).exclude(user=None), code=code)
    step = Step(
        title=_("Let %(name)s say who belongs?") % {"name": adult.name},
        says=[
            _("One adult invites others, takes them off, and says what they may do."),
            _("From that moment it’s %(name)s, and no longer you.") % {"name": adult.name},
        ],
        button=_("Pass it on"),
        thanks=_("Passed on."),
    )
    return _confirm(request, step, lambda: leaving.pass_on(adult.family, adult, by=me(request)))


@require_http_methods(["GET", "POST"])
@again
def remove_child(request: HttpRequest, code: UUID) -> HttpResponse:
    """A child lives here no more."""
    child = get_object_or_404(children_managed_by(me(request)), code=code)
    family = get_object_or_404(families_managed_by(me(request)))
    step = Step(
        title=_("Take %(name)s off your family?") % {"name": child.first_name},
        says=[
            _("Places %(name)s has in your bookings are given up. The others in a booking keep theirs.")
            % {"name": child.first_name},
            _("What only we know through you goes for good: birthday, allergies, notes."),
            _("If %(name)s lives in another home here too, that home keeps it.") % {"name": child.first_name},
        ],
        button=_("Take off"),
        thanks=_("Done."),
    )
    return _confirm(request, step, lambda: leaving.remove_child(child, family, by=me(request)))


def _confirm(request: HttpRequest, step: Step, act: Callable[[], Any]) -> HttpResponse:
    if request.method != "POST":
        return render(request, "families/confirm.html", {"step": step})
    try:
        act()
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("families:mine")
    messages.success(request, step.thanks)
    return redirect(step.then)
