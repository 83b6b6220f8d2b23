"""Families who have outgrown us: who has had a goodbye, who is to have one in person, who has left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from families.models import Contact, LeftWhy
from families.services import welcoming
from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.portal.newcomers.lapsed import why_not
from groupsite.portal.newcomers.queries import grown
from sessions.queries.access import families_led_by

MOST = 100


@require_safe
def goodbyes(request: HttpRequest) -> HttpResponse:
    """Everybody whose youngest has turned five."""
    everybody = grown(among=families_led_by(me(request)))
    families = everybody[:MOST]
    for family in families:
        family.why_not = why_not(family) if family.main_carer else ""
    return render(request, "portal/newcomers/goodbyes.html", {"families": families, "count": len(everybody)})


@require_POST
def said(request: HttpRequest, code: UUID) -> HttpResponse:
    """A leader said goodbye at the door."""
    welcoming.say_goodbye(_grown(code, me(request)), way=Contact.Way.SPOKE, by=me(request))
    messages.success(request, _("Noted."))
    return redirect("portal:goodbyes")


@require_POST
def left(request: HttpRequest, code: UUID) -> HttpResponse:
    """They come no more."""
    welcoming.leave(_grown(code, me(request)), LeftWhy.GROWN, by=me(request))
    messages.success(request, _("Noted. They are on no list any more."))
    return redirect("portal:goodbyes")


def _grown(code: UUID, user: User) -> Any:
    """One of those this person looks after."""
    found = next((family for family in grown(among=families_led_by(user)) if family.code == code), None)
    if found is None:
        raise Http404
    return found
