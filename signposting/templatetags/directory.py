"""What the directory's templates say in one word."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.rules.words import first_name
from groupsite.kit import clock
from groupsite.kit.templatetags.kit import full_date, icon
from signposting import needs, outside, search_words, words
from signposting.familyhub.problems import WORDS
from signposting.models import FieldCheck, Service, Step
from signposting.queries.directory import Reason, Wish, distance
from signposting.queries.learning import courses_nearby
from signposting.rules.freshness import OFTEN
from signposting.rules.harm import Fact

register = template.Library()
register.simple_tag(courses_nearby)


@register.filter
def lines_of(value: Any, field: str) -> list[str]:
    """A fact as lines of words."""
    return words.lines(field, value)


@register.filter
def said(value: Any, field: str) -> str:
    """A fact on one line, or that there was none."""
    return "; ".join(words.lines(field, value)) or _("nothing")


@register.filter
def label(field: str) -> str:
    """The name of a field."""
    return str(words.LABELS.get(field, field))


@register.filter
def not_as_usual(service: Service) -> list[str]:
    """Why its usual times may not hold today: they have run out, or it is closed for a holiday."""
    today = clock.today()
    return [said for said in (words.run_out(service, today), words.shut_now(service, today)) if said]


@register.filter
def holidays(service: Service) -> list[str]:
    """Closed from 22 December 2026 to 4 January 2027."""
    return words.holidays(service, clock.today())


@register.filter
def closed(gap: dict[str, str]) -> str:
    """One of them."""
    return words.closed_from(date.fromisoformat(gap["start"]), date.fromisoformat(gap["end"]))


@register.filter
def which_ones(service: Service) -> list[str]:
    """Next on Tuesday 8 December; or that one has to ask."""
    return words.which_ones(service, clock.now())


@register.filter
def ages(service: Service) -> str:
    """0 to 5 years."""
    return words.ages(service.minimum_age, service.maximum_age)


@register.filter
def why(reasons: list[Reason]) -> str:
    """“Dads” is in its name, the age fits."""
    return ", ".join(search_words.reason(reason) for reason in reasons)


@register.filter
def map_app(service: Service) -> str:
    """For a phone's map app, or nothing."""
    return outside.map_app(service)


@register.filter
def is_private(service: Service) -> bool:
    """A page with a quick way out."""
    return needs.is_private(service.name, service.kinds)


@register.filter
def any_private(services: Iterable[Service]) -> bool:
    """A page that names such a place among others has the quick way out, too."""
    return any(map(is_private, services))


@register.filter
def dropped(name: str) -> str:
    """On any day, at any time."""
    return search_words.dropped(name)


@register.filter
def in_vain(name: str) -> str:
    """What a search that found nothing was narrowed by."""
    return search_words.in_vain(name)


@register.filter
def narrowed_to(wish: Wish) -> str:
    """Tuesday, morning, near BS5."""
    return ", ".join(search_words.narrowed(wish))


@register.simple_tag
def how_far(service: Service, wish: Wish) -> str:
    """About 2 miles away; nothing when nobody asked or nobody knows."""
    away = distance(service, wish.area)
    return search_words.far(away) if away else ""


@register.simple_tag
def checked(service: Service) -> SafeString:
    """When the entry was checked: a drawing, and always words with a date."""
    ours, hubs = full_date(service.verified_at), full_date(service.hub_assured_date)
    if service.step != Step.SHOWN or is_tired(service):
        since = full_date(service.verified_at or service.listed_at)
        return format_html("<strong>{} {}</strong>", icon("care"), _("Not checked since %(day)s.") % {"day": since})
    if ours:
        return format_html("{} {}", icon("tick"), _("Checked by us on %(day)s.") % {"day": ours})
    hub = _("The hub says it did on %(day)s.") % {"day": hubs} if hubs else ""
    return format_html("{} {} {}", icon("eye"), _("We have not checked this ourselves yet."), hub)


def is_tired(service: Service) -> bool:
    """Too long since the whole of it was checked; said at once, even when a night has been missed."""
    return service.verified_at is not None and clock.now() - service.verified_at > OFTEN.stale


@register.filter
def check_of_both(checks: dict[str, FieldCheck], fields: str) -> FieldCheck | None:
    """The older check of two facts that stand on one line; none while one of them was never checked."""
    found = [checks.get(field) for field in fields.split()]
    known = [check for check in found if check]
    return min(known, key=lambda check: check.at) if known and len(known) == len(found) else None


@register.filter
def said_by(check: FieldCheck) -> str:
    """Checked by phone on 3 May 2026 by Sam: how, when, and a first name."""
    given = {"day": full_date(check.at), "who": first_name(check.by.name) if check.by else _("us")}
    return str(words.CHECKED[check.how]) % given


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
def get(mapping: dict[str, Any] | None, key: str) -> Any:
    """The value under a name that is itself a value."""
    return mapping.get(key) if mapping else None


@register.filter
def attr(service: Service, field: str) -> Any:
    """One fact of a service."""
    return getattr(service, field)


@register.filter
def alike(reasons: list[str]) -> str:
    """The name, the place."""
    return ", ".join(str(words.ALIKE[reason]) for reason in reasons)


@register.filter
def price(service: Service) -> str:
    """The first price, or that it is not known."""
    if service.free is None:
        return _("Price not known")
    return next(iter(words.lines("costs", service.costs)), _("Not free"))


@register.filter
def in_100(chance: float) -> int:
    """A chance as people say it."""
    return round(chance * 100)


@register.filter
def because(fact: Fact) -> str:
    """Checked 90 days ago by phone; a parent told us."""
    days = max(0, round(fact.days))
    if fact.how:
        known = ngettext("checked %(n)d day ago", "checked %(n)d days ago", days) % {"n": days}
    else:
        known = ngettext("listed %(n)d day ago, never checked", "listed %(n)d days ago, never checked", days) % {
            "n": days
        }
    return "; ".join([known, *(str(words.AGAINST[reason]) for reason in sorted(fact.against))])
