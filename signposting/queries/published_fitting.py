"""Narrowing what our feed gives, as the UK OpenAPI words it: at least, at most, equal to."""

from datetime import time
from math import cos, radians
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import ACos, Cos, Least, Radians, Sin

from signposting.familyhub.positions import Area
from signposting.models import Label, Spot
from signposting.models.directory import ServiceQuerySet
from signposting.queries.published import ORGANISATION, spots, with_words

OF_ANY = {"page", "per_page", "modified_after", "proximity", "full"}
"""What may be asked of a feed without asking what its services are."""
EARTH = 6_371_000
DEGREE = 111_000
"""Metres in a degree of latitude, a little fewer than there are: the box around a circle is never too small."""


def fitting(services: ServiceQuerySet, asked: dict[str, Any]) -> ServiceQuerySet:
    """Those that meet everything asked. What is ours alone now answers to no question about its facts."""
    if any(asked.get(name) not in (None, "") for name in asked if name not in OF_ANY):
        services = with_words(services)
    if asked.get("search"):
        query = SearchQuery(asked["search"], config="directory", search_type="websearch")
        services = services.filter(search=query)
    if asked.get("minimum_age") is not None:
        services = services.filter(minimum_age__gte=asked["minimum_age"])
    if asked.get("maximum_age") is not None:
        services = services.filter(maximum_age__lte=asked["maximum_age"])
    if asked.get("modified_after"):
        after = asked["modified_after"]
        services = services.filter(
            Q(changed_at__gte=after) | Q(listed_at__gte=after) | Q(ended_at__gte=after) | Q(verified_at__gte=after)
        )
    services = _labelled(services, asked)
    if any(asked.get(name) for name in ("day", "start_time", "end_time")):
        services = services.filter(_timetable(asked.get("day"), asked.get("start_time"), asked.get("end_time")))
    if asked.get("postcode"):
        services = services.filter(pk__in=near(asked["postcode"], asked["proximity"]).values("service"))
    return services


def fitting_spots(services: ServiceQuerySet, asked: dict[str, Any]) -> QuerySet[Spot]:
    """Their places; around a postcode only those that are near it themselves."""
    rows = spots(fitting(services, asked))
    return rows.filter(pk__in=near(asked["postcode"], asked["proximity"]).values("pk")) if asked["postcode"] else rows


def _labelled(services: ServiceQuerySet, asked: dict[str, Any]) -> ServiceQuerySet:
    """By the numbers of categories and organisations."""
    if asked.get("taxonomy_id"):
        ours = Label.objects.filter(kind=Label.Kind.TAXONOMY, code=asked["taxonomy_id"]).exists()
        services = services.exclude(categories=[]) if ours else services.none()
    if asked.get("taxonomy_term_id"):
        term = Label.objects.filter(kind=Label.Kind.TERM, code=asked["taxonomy_term_id"]).first()
        services = services.filter(categories__contains=[term.name]) if term else services.none()
    if asked.get("organization_id"):
        names = Label.objects.filter(kind=Label.Kind.ORGANISATION, code=asked["organization_id"]).values("name")
        services = services.annotate(run_by=ORGANISATION).filter(run_by__in=names)
    return services


def _timetable(day: str | None, start: time | None, end: time | None) -> Func:
    """One and the same row of the timetable says all of it."""
    wanted = [f'@.byday like_regex "{day}"'] if day else []
    wanted += [f'@.opens >= "{start:%H:%M}"'] if start else []
    wanted += [f'@.closes <= "{end:%H:%M}"'] if end else []
    path = f"$[*] ? ({' && '.join(wanted)})"
    return Func(
        F("schedules"), Value(path), template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=BooleanField(),
    )  # fmt: skip


def near(area: Area, metres: int) -> QuerySet[Spot]:
    """Places within so many metres of a point."""
    north, east = metres / DEGREE, metres / (DEGREE * cos(radians(area.latitude)))
    box = Spot.objects.filter(
        latitude__range=(area.latitude - north, area.latitude + north),
        longitude__range=(area.longitude - east, area.longitude + east),
    )
    here, there = Radians(Value(area.latitude)), Radians("latitude")
    turned = Radians(F("longitude") - Value(area.longitude))
    cosine = Sin(here) * Sin(there) + Cos(here) * Cos(there) * Cos(turned)
    return box.alias(apart=Value(float(EARTH)) * ACos(Least(cosine, Value(1.0)), output_field=FloatField())).filter(
        apart__lte=metres
    )
