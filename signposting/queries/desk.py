"""Entries, questions and feeds with all that people at the desk are shown of them."""

from typing import Any

from django.db.models import Count, Prefetch, Q

from groupsite.accounts.models import User
from groupsite.kit import clock
from signposting.familyhub.normalise import FIELDS
from signposting.models import (
    Pair,
    Proposal,
    Service,
    Source,
    SyncRun,
)
from signposting.queries.directory import latest_checks
from signposting.queries.freshness import ages_of, doubts_of, link_of
from signposting.queries.hub import people
from signposting.rules import may_keep
from signposting.rules.freshness import BEFORE_THE_END, KEY_FIELDS, doubtful, hub_is_behind


def questions_open() -> Any:
    """Proposals with everything a card shows."""
    return Proposal.objects.select_related("service", "record__source")


def pairs_open() -> Any:
    """Pairs with everything a card shows."""
    return Pair.objects.select_related("first__service", "second__service", "first__source")


def services_for_staff() -> Any:
    """Every service, listed or not, for people at the desk."""
    return Service.objects.select_related("origin", "owner")


def services_seen_by(user: User) -> Any:
    """The same without what is ours alone, for whoever does not keep that."""
    return services_for_staff() if may_keep(user) else services_for_staff().shareable()


def sources() -> Any:
    """Every feed, for people at the desk."""
    return Source.objects.all()


def runs() -> Any:
    """Every run, newest first."""
    return SyncRun.objects.select_related("source", "asked_by", "loss_decided_by")


def everything_about(service: Service) -> dict[str, Any]:
    """A service for staff: ours beside the hub's newest, checks, doubts, and when each fact is looked at next."""
    records = list(service.records.select_related("source").order_by("replaced_by_id", "-last_seen_at"))
    waiting = {proposal.field: proposal for proposal in service.proposals.waiting()}
    checks = latest_checks(service)
    doubts = doubts_of(service)
    newest = with_newest(service)
    now = clock.now()
    ages = ages_of([service], now)[service.pk]
    due = {age.field: age.due() for age in ages if age.checked or age.doubted or age.field in KEY_FIELDS}
    rows = [
        {"field": field, "value": getattr(newest if service.state == Service.State.WAITING else service, field),
         "check": checks.get(field), "due": due.get(field), "proposal": waiting.get(field),
         "doubts": doubts.get(field, [])}
        for field in FIELDS
    ]  # fmt: skip
    return {
        "service": service, "record": records[0] if records else None, "rows": rows,
        "checks": checks, "key_fields": KEY_FIELDS, "in_doubt": doubtful(ages, now),
        "link": link_of(service),
        "hub_is_behind": hub_is_behind(service.hub_assured_date, service.verified_at, clock.local(now).date()),
         "runs_out": service.has_run_out(clock.local(now).date() + BEFORE_THE_END),
    }  # fmt: skip


def with_newest(service: Service) -> Service:
    """A copy, not for saving, with what the hub says now where nobody has decided yet."""
    shown = Service.objects.get(pk=service.pk)
    if service.state == Service.State.WAITING:
        shown.tell({proposal.field: proposal.theirs for proposal in service.proposals.waiting()})
    return shown


def sources_with_last_run() -> list[Any]:
    """Every feed with its last run and how many of its entries are listed."""
    listed = Count("services", filter=Q(services__state=Service.State.LISTED), distinct=True)
    there = Prefetch("people", people(), to_attr="there")
    rows: list[Any] = list(Source.objects.annotate(listed=listed).prefetch_related(there))
    latest = SyncRun.objects.order_by("source_id", "-started_at").distinct("source_id")
    last = {run.source_id: run for run in latest}
    for row in rows:
        row.last_run = last.get(row.pk)
    return rows


def runs_of(source: Source) -> list[SyncRun]:
    """The last twenty runs of a feed."""
    return list(source.runs.select_related("asked_by")[:20])
