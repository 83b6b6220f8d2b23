"""What the directory's templates say in one word."""

from typing import Any
from urllib.parse import urlsplit

from django import template

from groupsite.kit import clock
from signposting import words
from signposting.familyhub.problems import WORDS
from signposting.models import Service
from signposting.queries.directory import age_of_check

register = template.Library()


@register.filter
def lines_of(value: Any, field: str) -> list[str]:
    """A fact as lines of words."""
    return words.lines(field, value)


@register.filter
def label(field: str) -> str:
    """The name of a field."""
    return str(words.LABELS.get(field, field))


@register.filter
def ages(service: Service) -> str:
    """0 to 5 years."""
    return words.ages(service.minimum_age, service.maximum_age)


@register.filter
def why(reasons: list[str]) -> str:
    """In its name, the age fits."""
    return ", ".join(str(words.REASONS[reason]) for reason in reasons)


@register.filter
def check_state(service: Service) -> str:
    """never, fresh, due or stale."""
    return age_of_check(service, clock.now())


@register.filter
def safe_link(address: str | None) -> str:
    """An address people may follow, or nothing."""
    return address if address and urlsplit(address).scheme in ("http", "https") else ""


@register.filter
def host(address: str) -> str:
    """The part of an address people recognise."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def in_words(code: str) -> str:
    """What a problem code means."""
    return str(WORDS.get(code, code))


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """The value under a name that is itself a value."""
    return mapping.get(key)


@register.filter
def attr(service: Service, field: str) -> Any:
    """One fact of a service."""
    return getattr(service, field)


@register.filter
def alike(reasons: list[str]) -> str:
    """The name, the place."""
    return ", ".join(str(words.ALIKE[reason]) for reason in reasons)
