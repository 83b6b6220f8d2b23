"""What is known of each fact, as the model of harm wants it; and how many people read an entry."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from groupsite.kit import clock
from signposting.familyhub.normalise import FIELDS
from signposting.models import Correction, Doubt, FieldCheck, Kept, Proposal, Service, SlipEntry, SourceRecord, Visits
from signposting.rules import harm as pure
from signposting.rules.freshness import KEY_FIELDS

READ_OVER = timedelta(weeks=8)
Evidence = dict[tuple[int, str], set[str]]


def facts_of(services: Iterable[Service], at: datetime, *, questions: bool = True) -> dict[int, list[pure.Fact]]:
    """Every key fact, and each that something speaks against, in a fixed number of questions.

    Without `questions`, what waits at the desk as a card of its own is left aside.
    """
    rows = {row.pk: row for row in services}
    against = _evidence(rows, at)
    if questions:
        _add_questions(against, rows)
    checked = _checked(rows)
    return {pk: [_fact(row, field, checked, against, at) for field in _fields(pk, against)] for pk, row in rows.items()}


def _fields(pk: int, against: Evidence) -> list[str]:
    return [field for field in FIELDS if field in KEY_FIELDS or (pk, field) in against]


def _fact(
    row: Service, field: str, checked: dict[tuple[int, str], tuple[datetime, str]], against: Evidence, at: datetime
) -> pure.Fact:
    whole = (row.verified_at, "phone") if row.verified_at and field in KEY_FIELDS else (None, "")
    when, how = checked.get((row.pk, field)) or whole
    known = when or row.listed_at or at
    return pure.Fact(field, (at - known) / timedelta(days=1), how, frozenset(against.get((row.pk, field), ())))


def _checked(rows: Iterable[int]) -> dict[tuple[int, str], tuple[datetime, str]]:
    latest = FieldCheck.objects.filter(service__in=list(rows)).order_by("service_id", "field", "-at")
    found = latest.distinct("service_id", "field").values_list("service_id", "field", "at", "how")
    return {(service, field): (when, how) for service, field, when, how in found}


def _evidence(rows: dict[int, Service], at: datetime) -> Evidence:
    against: Evidence = defaultdict(set)
    doubts = Doubt.objects.open().filter(service__in=rows)
    for service, field, kind in doubts.values_list("service_id", "field", "kind"):
        against[service, field].add(kind)
    gone = SourceRecord.objects.missing_long(at).filter(service__in=rows)
    for service in gone.values_list("service_id", flat=True):
        against[service, "status"].add("vanished")
    today = clock.local(at).date()
    for row in rows.values():
        if row.said_closed_at:
            against[row.pk, "status"].add("closed_twice")
        if row.has_run_out(today):
            against[row.pk, "schedules"].add("ended")
            if row.stops:
                against[row.pk, "status"].add("ended")
    return against


def _add_questions(against: Evidence, rows: Iterable[int]) -> None:
    for service, field in Proposal.objects.waiting().filter(service__in=list(rows)).values_list("service_id", "field"):
        against[service, field].add("hub")
    said = Correction.objects.waiting().filter(service__in=list(rows))
    for service, field in said.values_list("service_id", "field"):
        against[service, field].add("provider")


def readers_of(numbers: Iterable[int], at: datetime) -> dict[int, int]:
    """How many read each of these entries, or were sent there, in the last eight weeks."""
    rows, since = list(numbers), at - READ_OVER
    seen = Visits.objects.filter(service__in=rows, week__gte=clock.local(since).date())
    visits = dict(seen.values_list("service_id").annotate(n=Sum("count")))
    entries = SlipEntry.objects.filter(service__in=rows, slip__made_at__gte=since).order_by()
    slips = dict(entries.values_list("service_id").annotate(n=Count("pk")))
    keepers = Kept.objects.filter(service__in=rows).order_by().values_list("service_id")
    saved = dict(keepers.annotate(n=Count("pk")))
    counts = ((pk, visits.get(pk, 0), slips.get(pk, 0), saved.get(pk, 0)) for pk in rows)
    return {pk: pure.readers(visits=seen, slips=given, saved=kept) for pk, seen, given, kept in counts}


def judged(service: Service, at: datetime) -> list[pure.Judged]:
    """The facts of one entry with their figures, the most harmful first: why its card is where it is."""
    return pure.judged(facts_of([service], at)[service.pk], service.readers)
