"""Where a page leads: its links and buttons, and which of them turn away whoever is looking at it."""

import re
from functools import cache
from html import unescape

from django.urls import Resolver404, resolve

from groupsite.accounts.middleware import access_to

LEADS = re.compile(r"""\s(?:href|action|formaction|hx-get|hx-post)=["'](/[^"'#?]*)""")
FILES = ("/static/",)


def led_to(html):
    """Every address of ours on the page, once."""
    return {path for path in map(unescape, LEADS.findall(html)) if not path.startswith(FILES)}


@cache
def view_at(path):
    """The name of what answers there; nothing when nothing does."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def turned_away(html, user):
    """The addresses on this page that are nowhere, or closed to the roles of whoever reads it."""
    return sorted(path for path in led_to(html) if not _lets_in(view_at(path), user))


def _lets_in(view, user):
    access = access_to(view)
    return access is not None and access.lets_in(user)
