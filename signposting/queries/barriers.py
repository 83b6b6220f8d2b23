"""What keeps families from services, as numbers that point at nobody."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from signposting.models import Barrier

FEW = 5
"""Fewer than these are not told as a number: somebody would know who it was."""
MOST = 100


@dataclass
class Row:
    """One service, and what families say is in the way."""

    name: str
    code: UUID
    many: list[tuple[str, int]] = field(default_factory=list)
    few: list[str] = field(default_factory=list)


def by_service(since: datetime) -> list[Row]:
    """Most told first. Kinds that few told stand without a number, and no sum gives it away."""
    counted = Barrier.objects.filter(at__gte=since).order_by().values("service__name", "service__code", "kind")
    rows: dict[UUID, Row] = {}
    names = dict(Barrier.Kind.choices)
    for one in counted.annotate(count=Count("pk")).order_by("-count", "service__name", "kind"):
        row = rows.setdefault(one["service__code"], Row(one["service__name"], one["service__code"]))
        said = str(names[one["kind"]])
        if one["count"] < FEW:
            row.few.append(said)
        else:
            row.many.append((said, one["count"]))
    return list(rows.values())[:MOST]


def words_of_many(since: datetime) -> list[Barrier]:
    """What was added, where enough said the same that nobody is known by it."""
    cells = Barrier.objects.filter(at__gte=since).order_by().values("service", "kind")
    many = {(one["service"], one["kind"]) for one in cells.annotate(count=Count("pk")).filter(count__gte=FEW)}
    said = Barrier.objects.filter(at__gte=since).select_related("service").order_by("kind", "code")
    return [row for row in said if (row.service_id, row.kind) in many and row.words][:MOST]
