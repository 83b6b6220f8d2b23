"""What every page knows: who we are, and the few links this person needs."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.middleware import access_to


@dataclass(frozen=True)
class Link:
    """One entry of the header."""

    label: str | Promise
    icon: str
    view_name: str


# In the order people look for them. Each person sees those that the access table opens for them.
FOR_VISITORS = (
    Link(_("What’s on"), "calendar", "sessions:timetable"),
    Link(_("Offer to help"), "hand", "volunteers:help"),
)
FOR_PEOPLE = (
    Link(_("Home"), "home", "portal:home"),
    Link(_("Today"), "list", "sessions:today"),
    Link(_("What’s on"), "calendar", "sessions:timetable"),
    Link(_("Rota"), "hand", "volunteers:rota"),
    Link(_("Gaps on the rota"), "hand", "volunteers:gaps"),
)
SMALL_PRINT: tuple[tuple[str | Promise, str], ...] = ()


def house(request: HttpRequest) -> dict[str, Any]:
    """The group's name, how to reach it, and the way round the house."""
    return {
        "group_name": settings.GROUP_NAME,
        "group_phone": settings.GROUP_PHONE,
        "group_email": settings.GROUP_EMAIL,
        "demo": settings.DEMO,
        "nav": _way_round(request),
        "small_print": [{"label": label, "href": reverse(view_name)} for label, view_name in SMALL_PRINT],
    }


def _way_round(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    links = FOR_PEOPLE if signed_in else FOR_VISITORS
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": link.label, "icon": link.icon, "href": reverse(link.view_name), "current": link.view_name == here}
        for link in links
        if _may_open(link.view_name, user)
    ]


def _may_open(view_name: str, user: Any) -> bool:
    access = access_to(view_name)
    return access is not None and (access.public or access.lets_in(user))
