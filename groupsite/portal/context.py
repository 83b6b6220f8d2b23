"""What every page knows: who we are, and the few links this person needs."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.held import held
from groupsite.accounts.middleware import access_to
from groupsite.accounts.roles import Role


@dataclass(frozen=True)
class Link:
    """One entry of the header."""

    label: str | Promise
    icon: str
    view_name: str


WHATS_ON = Link(_("What’s on"), "calendar", "sessions:timetable")
NEARBY = Link(_("Help nearby"), "map", "signposting:directory")
FOR_VISITORS = (WHATS_ON, NEARBY, Link(_("Offer to help"), "hand", "volunteers:help"))
# In the order people look for them. Whoever wears several hats sees the links of each, at most once.
FOR_PEOPLE: tuple[tuple[Link, frozenset[str]], ...] = (
    (Link(_("Home"), "home", "portal:home"), frozenset(Role)),
    (Link(_("Today"), "door", "sessions:today"), frozenset({Role.LEADER, Role.COORDINATOR})),
    (Link(_("Families"), "family", "portal:families"), frozenset({Role.LEADER, Role.COORDINATOR})),
    (Link(_("Rota gaps"), "hand", "volunteers:gaps"), frozenset({Role.LEADER, Role.COORDINATOR})),
    (WHATS_ON, frozenset({Role.PARENT, Role.LEADER, Role.COORDINATOR})),
    (Link(_("My family"), "family", "families:mine"), frozenset({Role.PARENT})),
    (Link(_("Rota"), "hand", "volunteers:rota"), frozenset({Role.VOLUNTEER})),
    (Link(_("Outreach"), "news", "volunteers:outreach"), frozenset({Role.CHAMPION})),
    (Link(_("Review desk"), "eye", "signposting:desk"), frozenset({Role.REVIEWER, Role.ADMINISTRATOR})),
    (Link(_("Protected addresses"), "key", "families:protected"), frozenset({Role.SAFEGUARDING})),
    (Link(_("People"), "person", "portal:people"), frozenset({Role.ADMINISTRATOR})),
    (Link(_("Is all well?"), "bell", "portal:watch"), frozenset({Role.ADMINISTRATOR})),
    (NEARBY, frozenset({Role.PARENT, Role.REVIEWER, Role.VOLUNTEER, Role.CHAMPION})),
)
# Five fit into one row of a phone: a leader has them, and finds the directory on the home; a champion who is a parent
# has them, too, and finds the rota there and on Outreach.
SMALL_PRINT: tuple[tuple[str | Promise, str], ...] = (
    (_("Your data"), "portal:privacy"),
    (_("Can everybody use this?"), "portal:accessibility"),
)
DEMO_DOORS: tuple[tuple[str | Promise, str], ...] = (
    (_("Demo: be somebody else"), "portal:demo"),
    (_("Demo: letters sent"), "portal:demo_letters"),
)


def house(request: HttpRequest) -> dict[str, Any]:
    """The group's name, how to reach it, and the way round the house."""
    return {
        "group_name": settings.GROUP_NAME,
        "group_phone": settings.GROUP_PHONE,
        "group_email": settings.GROUP_EMAIL,
        "demo": settings.DEMO,
        "held": held(request),
        "nav": _way_round(request),
        "small_print": [{"label": label, "href": reverse(view_name)} for label, view_name in _small_print()],
    }


def _small_print() -> tuple[tuple[str | Promise, str], ...]:
    return (*SMALL_PRINT, *DEMO_DOORS) if settings.DEMO else SMALL_PRINT


def _way_round(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": link.label, "icon": link.icon, "href": reverse(link.view_name), "current": link.view_name == here}
        for link in _links(getattr(request, "user", None))
    ]


def in_header(user: Any) -> set[str]:
    """The names of the pages that the header leads this person to."""
    return {link.view_name for link in _links(user)}


def _links(user: Any) -> tuple[Link, ...]:
    if user is None or not user.is_authenticated:
        return FOR_VISITORS
    hats = set(user.roles) or {Role.PARENT}
    return tuple(link for link, whose in FOR_PEOPLE if hats & whose and _may_open(link.view_name, user))


def _may_open(view_name: str, user: Any) -> bool:
    access = access_to(view_name)
    return access is not None and access.lets_in(user)
