"""What pages about families say in one word."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Carer, Family
from families.rules.languages import language_name, language_names
from families.rules.needs import format_names
from groupsite.accounts.middleware import access_to

register = template.Library()
register.filter("language_names", language_names)
register.filter("format_names", format_names)

TABS: tuple[tuple[str | Promise, str], ...] = (
    (gettext_lazy("All"), "portal:families"),
    (gettext_lazy("Newcomers"), "portal:newcomers"),
)
NOW_AND_THEN: tuple[tuple[str | Promise, str], ...] = (
    (gettext_lazy("Friendly faces"), "portal:buddies"),
    (gettext_lazy("Not seen lately"), "portal:lapsed"),
    (gettext_lazy("Goodbyes"), "portal:goodbyes"),
    (gettext_lazy("What changed"), "portal:family_changes"),
    (gettext_lazy("What families told us"), "portal:told"),
    (gettext_lazy("Twice on the list?"), "families:twins"),
    (gettext_lazy("Bring a list in"), "families:imports"),
)
"""Opened from under “More”, so that the tabs of a phone stay on one line."""


@register.inclusion_tag("portal/families/_tabs.html", takes_context=True)
def family_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The ways round everything about families that this person may open."""
    more = _ways(context["request"], NOW_AND_THEN)
    tabs = _ways(context["request"], TABS)
    return {"tabs": tabs, "more": more, "here": next((way["label"] for way in more if way["current"]), "")}


def _ways(request: HttpRequest, named: tuple[tuple[str | Promise, str], ...]) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "href": reverse(name), "current": name == here}
        for label, name in named
        if _may_open(name, request.user)
    ]


@register.simple_tag(takes_context=True)
def may_open(context: dict[str, Any], name: str) -> bool:
    """May this person go there?"""
    return _may_open(name, context["request"].user)


def _may_open(name: str, user: Any) -> bool:
    access = access_to(name)
    return access is not None and access.lets_in(user)


@register.filter
def needs_flags(family: Family) -> list[str]:
    """Interpreter and formats the adults asked for; asked of carers already fetched."""
    flags = [flag for carer in family.carers.all() for flag in flags_of(carer)]
    return list(dict.fromkeys(flags))


@register.filter
def flags_of(carer: Carer) -> list[str]:
    """What this adult needs from us, a few words each."""
    interpreter = [_("Interpreter: %(language)s") % {"language": language_name(carer.interpreter)}]
    return (interpreter if carer.interpreter else []) + [format_names([one]) for one in carer.formats]


@register.filter
def has_allergy(family: Family) -> bool:
    """Has a child of theirs an allergy? Asked of children already fetched."""
    return any(child.allergies for child in family.children.all())
