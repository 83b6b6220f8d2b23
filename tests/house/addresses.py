"""Every address of the URLconf, found rather than listed."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from groupsite.accounts.middleware import access_to


@dataclass(frozen=True)
class Address:
    name: str
    has_arguments: bool

    @property
    def access(self):
        return access_to(self.name)

    def __str__(self):
        return self.name


def _walk(patterns, namespace="", prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}", bool(re.search(r"<|\(", path)))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, path)


def every_address():
    """Ours and the sign-in library's; the rescue admin's own pages are Django's."""
    found = {a.name: a for a in _walk(get_resolver().url_patterns) if not a.name.startswith("admin:")}
    return sorted(found.values(), key=str)
