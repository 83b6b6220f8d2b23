"""How old each fact of each entry is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, QuerySet

from groupsite.accounts.models import User
from signposting.familyhub.normalise import FIELDS
from signposting.models import Doubt, FieldCheck, Flag, LinkCheck, Service
from signposting.models.directory import ServiceQuerySet
from signposting.rules import DESK
from signposting.rules.freshness import KEY_FIELDS, Age, doubted_since, doubtful

Moments = dict[str, datetime]


def ages_of(services: Iterable[Service], at: datetime) -> dict[int, list[Age]]:
    """Each field of each of these entries, in three questions however many there are."""
    rows = list(services)
    checked = _latest(FieldCheck.objects.filter(service__in=rows), Max("at"))
    doubted = _latest(Doubt.objects.open().filter(service__in=rows), Min("since"))
    others = Doubt.objects.open().filter(service__in=rows).exclude(kind=Doubt.Kind.REPORT)
    firm = set(others.values_list("service_id", "field"))
    firm |= {(row.pk, "status") for row in rows if row.said_closed_at}
    for row in rows:
        for field, since in _running_out(row, checked[row.pk], at).items():
            doubted[row.pk][field] = min(since, doubted[row.pk].get(field, since))
            firm |= {(row.pk, field)} if row.stops else set()
    return {row.pk: [_age(row, field, checked[row.pk], doubted[row.pk], firm) for field in FIELDS] for row in rows}


def _running_out(row: Service, checked: Moments, at: datetime) -> Moments:
    """Times that run out are asked about, and where the last session has been, whether it still runs at all."""
    if row.times_end is None:
        return {}
    fields = ("schedules", "status") if row.stops else ("schedules",)
    found = {field: doubted_since(row.times_end, checked.get(field), at) for field in fields}
    return {field: since for field, since in found.items() if since}


def _latest(rows: QuerySet[Any], moment: Any) -> dict[int, Moments]:
    found: dict[int, Moments] = defaultdict(dict)
    for service, field, when in rows.values_list("service", "field").annotate(when=moment):
        found[service][field] = when
    return found


def _age(row: Service, field: str, checked: Moments, doubted: Moments, firm: set[tuple[int, str]]) -> Age:
    whole = row.verified_at if field in KEY_FIELDS else None
    return Age(field, checked.get(field) or whole, row.listed_at, doubted.get(field), (row.pk, field) not in firm)


def in_doubt(service: Service, at: datetime) -> list[str]:
    """The fields of one entry that are worth asking about now."""
    return doubtful(ages_of([service], at)[service.pk], at)


def doubts_of(service: Service) -> dict[str, list[Doubt]]:
    """Why fields of an entry may be wrong, by field."""
    found: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in service.doubts.open().order_by("since"):
        found[doubt.field].append(doubt)
    return dict(found)


def link_of(service: Service) -> LinkCheck | None:
    """The last look at its page."""
    return LinkCheck.objects.filter(service=service).first()


def due_for(user: User) -> ServiceQuerySet:
    """What somebody looks after and should look at, the longest overdue first."""
    return _unwell(Service.objects.looked_after_by(user))


def due_for_nobody() -> ServiceQuerySet:
    """The same of entries that nobody looks after."""
    return _unwell(Service.objects.filter(owner=None, state=Service.State.LISTED))


def _unwell(services: ServiceQuerySet) -> ServiceQuerySet:
    return services.exclude(flag=Flag.NONE).order_by("due_on", "bare_name", "pk")


def reviewers() -> QuerySet[User]:
    """Who may look after an entry."""
    return User.objects.filter(roles__overlap=list(DESK), is_active=True).order_by("name", "pk")
