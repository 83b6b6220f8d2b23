"""Our own feed: anonymous, read only, open to every site."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from signposting.exports import pages, services
from signposting.forms.feed import PageQuery, ServiceQuery
from signposting.models import Label, Service
from signposting.queries import published
from signposting.queries.published_fitting import fitting, fitting_spots

from .openly import Answer, openly


@openly
def root(request: HttpRequest, source: UUID | None = None) -> Answer:
    """What this feed is."""
    return pages.root()


@openly
def nothing(request: HttpRequest, rest: str, source: UUID | None = None) -> Answer:
    """An address that is not part of the feed, said in its own words."""
    raise Http404


@openly
def service_list(request: HttpRequest, source: UUID | None = None) -> Answer:
    """One page of what we list, in an order that never moves."""
    asked = ServiceQuery(request.GET).checked()
    tell = services.record if asked.cleaned_data["full"] == "true" else services.summary

    def told(found: list[Service]) -> list[Any]:
        known = published.numbers(found)
        return [tell(service, known) for service in found]

    return _page(fitting(published.published(without=source), asked.cleaned_data), asked, told)


@openly
def service(request: HttpRequest, code: str, source: UUID | None = None) -> Answer:
    """One service, nested."""
    found = get_object_or_404(published.published(without=source), code=_number(code))
    return services.record(found, published.numbers([found]))


@openly
def organisation_list(request: HttpRequest, source: UUID | None = None) -> Answer:
    """Whoever runs what we list."""
    asked = PageQuery(request.GET).checked()
    return _page(published.organisations(published.published(without=source)), asked, _named)


@openly
def organisation(request: HttpRequest, code: str, source: UUID | None = None) -> Answer:
    """One of them."""
    rows = published.organisations(published.published(without=source))
    return pages.named(get_object_or_404(rows, code=_number(code)))


@openly
def taxonomy_list(request: HttpRequest, source: UUID | None = None) -> Answer:
    """The list our categories are from."""
    asked = PageQuery(request.GET).checked()
    return _page(published.taxonomies(published.published(without=source)), asked, _named)


@openly
def taxonomy(request: HttpRequest, code: str, source: UUID | None = None) -> Answer:
    """The same by its number."""
    rows = published.taxonomies(published.published(without=source))
    return pages.named(get_object_or_404(rows, code=_number(code)))


@openly
def term_list(request: HttpRequest, source: UUID | None = None) -> Answer:
    """The categories in use."""
    asked, rows = PageQuery(request.GET).checked(), published.published(without=source)
    whole = published.taxonomies(rows).first()
    return _page(published.terms(rows), asked, lambda found: [pages.term(label, whole) for label in found])


@openly
def term(request: HttpRequest, code: str, source: UUID | None = None) -> Answer:
    """One category."""
    rows = published.published(without=source)
    return pages.term(get_object_or_404(published.terms(rows), code=_number(code)), published.taxonomies(rows).first())


@openly
def place_list(request: HttpRequest, source: UUID | None = None) -> Answer:
    """Each service at each of its places."""
    asked = ServiceQuery(request.GET).checked()
    return _page(fitting_spots(published.published(without=source), asked.cleaned_data), asked, _places)


@openly
def place(request: HttpRequest, code: str, source: UUID | None = None) -> Answer:
    """One service at one place."""
    found = get_object_or_404(published.spots(published.published(without=source)), code=_number(code))
    return pages.service_at_location(found, published.numbers([found.service]))


def _page(rows: QuerySet[Any], asked: PageQuery, tell: Callable[[list[Any]], list[Any]]) -> Answer:
    """The rows of this page. Past the end there are none, and that is a good answer."""
    total, start = rows.count(), (asked.number - 1) * asked.per
    shown = list(rows[start : start + asked.per]) if start < total else []
    return pages.page(tell(shown), number=asked.number, per_page=asked.per, total=total)


def _named(found: list[Label]) -> list[Any]:
    return [pages.named(label) for label in found]


def _places(found: list[Any]) -> list[Any]:
    known = published.numbers([spot.service for spot in found])
    return [pages.service_at_location(spot, known) for spot in found]


def _number(code: str) -> UUID:
    """What is no number of ours is not found, rather than an error of its own."""
    try:
        return UUID(code)
    except ValueError:
        raise Http404 from None
