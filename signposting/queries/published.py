"""What our own feed gives away, and the numbers it knows things by (DIRECTORY 1.7)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from groupsite.kit import clock
from signposting.models import Label, Service, SourceRecord, Spot
from signposting.models.directory import DEFUNCT, ServiceQuerySet
from signposting.models.feeds import Licence

TOLD_FOR = timedelta(days=90)
"""How long our feed says that something has ended: whoever reads us cannot see what is merely absent."""
OPEN = [licence for licence in Licence.values if licence not in (Licence.UNKNOWN, Licence.PERMISSION)]
"""Licences that let us hand a hub's words on. A permission to show them is ours alone."""
SENSITIVE = r"\y(refuges?|safe ?houses?|safe accommodation)\y"
"""Where people hide. Such a place is for families to be told of by a person, and never for a list."""
TAXONOMY = "Categories"

ORGANISATION = Coalesce(NullIf("organisation", Value("")), "name")
TERM = Func(F("categories"), function="jsonb_array_elements_text")


def published(*, without: UUID | None = None, at: datetime | None = None) -> ServiceQuerySet:
    """What is listed, and for a while what was, in an order paging can rely on. `without` leaves out one source's."""
    told_since = (at or clock.now()) - TOLD_FOR
    lasting = Q(pk__in=Service.objects.listed().values("pk")) & (~Q(status=DEFUNCT) | Q(ended_at__gt=told_since))
    withdrawn = Q(state=Service.State.DECLINED) | (Q(state=Service.State.INTERNAL) & ~Q(status=DEFUNCT))
    withdrawn &= Q(listed_at__isnull=False, ended_at__gt=told_since)
    ours_to_give = Q(origin=None) | Q(origin__licence__in=OPEN)
    secret = Q(name__iregex=SENSITIVE) | Q(categories__iregex=SENSITIVE)
    rows = Service.objects.filter(lasting | withdrawn, ours_to_give).exclude(secret)
    if without:
        rows = rows.exclude(origin__code=without)
    return rows.order_by("code")


def with_words(services: ServiceQuerySet) -> ServiceQuerySet:
    """Those of which our feed says more than that they have gone."""
    return services.exclude(state=Service.State.INTERNAL)


def organisations(services: ServiceQuerySet) -> QuerySet[Label]:
    """Whoever runs them."""
    return _labels(Label.Kind.ORGANISATION, with_words(services).order_by().values_list(ORGANISATION))


def terms(services: ServiceQuerySet) -> QuerySet[Label]:
    """The categories they are in."""
    return _labels(Label.Kind.TERM, with_words(services).order_by().values_list(TERM))


def taxonomies(services: ServiceQuerySet) -> QuerySet[Label]:
    """The one list our categories are from, once there are any."""
    found = Label.objects.filter(kind=Label.Kind.TAXONOMY).order_by("code")
    return found if with_words(services).exclude(categories=[]).exists() else found.none()


def _labels(kind: Label.Kind, names: QuerySet[Any, Any]) -> QuerySet[Label]:
    return Label.objects.filter(kind=kind, name__in=names).order_by("code")


def spots(services: ServiceQuerySet) -> QuerySet[Spot]:
    """Each of them at each of its places."""
    still = with_words(services).exclude(state=Service.State.DECLINED).order_by()
    return Spot.objects.filter(service__in=still).select_related("service").order_by("code")


@dataclass
class Numbers:
    """The numbers and origins of what one answer tells, looked up together."""

    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    spots: dict[tuple[int, int], str] = field(default_factory=dict)
    origins: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> str:
        """The number of an organisation or a category."""
        return self.labels[kind, name[:300]]


def numbers(services: Sequence[Service]) -> Numbers:
    """Everything these need to be told, in three queries however many they are."""
    names = {service.organisation or service.name for service in services}
    names |= {name[:300] for service in services for name in service.categories} | {TAXONOMY}
    labels = Label.objects.filter(name__in=names).values_list("kind", "name", "code")
    found = Spot.objects.filter(service__in=services).values_list("service_id", "place", "code")
    return Numbers(
        labels={(kind, name): str(code) for kind, name, code in labels},
        spots={(service, place): str(code) for service, place, code in found},
        origins=_origins([service for service in services if service.origin_id]),
    )


def _origins(services: Iterable[Service]) -> dict[int, list[dict[str, Any]]]:
    """Where each came from: the hub we had it from first, then whoever that hub had it from."""
    records = SourceRecord.objects.filter(
        service__in=services, source=F("service__origin"), replaced_by=None
    ).values_list("service_id", "hub_id", "source__name", "source__root", "source__licence", "raw__provenance")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for service, number, name, address, licence, further in records.order_by("pk"):
        found[service].append({"id": number, "publisher": name, "url": address, "licence": licence})
        found[service] += links(further)
    return found


MOST_LINKS = 10


def links(said: Any) -> list[dict[str, Any]]:
    """What a feed says of where its record came from, as far as it can be passed on."""
    rows = [row for row in said if isinstance(row, dict)] if isinstance(said, list) else []
    kept = [
        {name: row[name][:300] for name in ("id", "publisher", "url", "licence") if isinstance(row.get(name), str)}
        for row in rows[:MOST_LINKS]
    ]
    return [row for row in kept if row.get("id")]
