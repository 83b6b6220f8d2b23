"""The reviewer's one queue, the most harmful first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from signposting import rules
from signposting.familyhub.normalise import FIELDS
from signposting.models import (
    Correction,
    Flag,
    Pair,
    Proposal,
    Report,
    Service,
    Source,
    SourceRecord,
    Suggestion,
    SyncRun,
)
from signposting.queries.asking import corrections_open
from signposting.queries.directory import latest_checks
from signposting.queries.freshness import doubts_of, in_doubt, link_of
from signposting.queries.reports import reports_open, suggestions_waiting
from signposting.rules.freshness import KEY_FIELDS

URGENT, CONTACT, HELD, GONE, OTHER, REKEYED, NEW, DOUBLE, OLDEST, OLD, DUE = range(11)
KINDS: dict[int, str | Promise] = {
    URGENT: _("May be closed"),
    CONTACT: _("Times, place or phone"),
    HELD: _("Many missing at once"),
    GONE: _("Still running?"),
    OTHER: _("Other changes"),
    REKEYED: _("New numbers"),
    NEW: _("New services"),
    DOUBLE: _("Listed twice?"),
    OLDEST: _("Not checked for a year"),
    OLD: _("Not checked for half a year"),
    DUE: _("Due for a check"),
}

PAIR_FIELDS = ("name", "organisation", "schedules", "locations", "phones", "minimum_age", "maximum_age", "description")


@dataclass(frozen=True)
class Card:
    """One thing to decide."""

    rank: int
    since: datetime
    kind: str
    code: UUID
    title: str
    service: int | None = None

    @property
    def key(self) -> tuple[int, datetime, str]:
        return self.rank, self.since, str(self.code)


def queue(*, at: datetime | None = None) -> list[Card]:
    """Everything that waits for a person, in the order it should be done."""
    moment = at or clock.now()
    pending = _pending_second()
    cards = [
        *_questions(pending), *_corrections(), *_told(), *_held(), *_gone(moment), *_ended(moment), *_pairs(),
        *_new(pending), *_overdue(),
    ]  # fmt: skip
    return sorted(cards, key=lambda card: card.key)


def _pending_second() -> set[int]:
    """Services whose record may turn out to be an old one under a new number: asked about as a pair first."""
    rows = Pair.objects.filter(kind=Pair.Kind.REKEYED, state=Pair.State.WAITING)
    return set(rows.values_list("second__service_id", flat=True))


def _questions(pending: set[int]) -> list[Card]:
    open_ones = Proposal.objects.waiting().filter(service__state=Service.State.LISTED).exclude(service__in=pending)
    rows = open_ones.values_list("field", "made_at", "code", "service__name", "service_id")
    return [
        Card(_harm(field), made_at, "question", code, name, service) for field, made_at, code, name, service in rows
    ]


def _corrections() -> list[Card]:
    """What providers say themselves."""
    rows = Correction.objects.waiting().filter(service__state=Service.State.LISTED)
    found = rows.values_list("field", "made_at", "code", "service__name", "service_id")
    return [Card(_harm(field), made_at, "correction", code, name, pk) for field, made_at, code, name, pk in found]


TOLD = {Report.Topic.CLOSED: URGENT, Report.Topic.OLD: CONTACT}


def _told() -> list[Card]:
    """What parents told us: mistakes, one card for each topic of a service, and places we do not know."""
    rows = Report.objects.open().filter(service__state=Service.State.LISTED).order_by("service_id", "topic", "made_at")
    rows = rows.distinct("service_id", "topic").select_related("service")
    cards = [
        Card(
            TOLD.get(Report.Topic(row.topic), OTHER), row.made_at, "report", row.code, row.service.name, row.service_id
        )
        for row in rows
    ]
    new = Suggestion.objects.waiting().values_list("made_at", "code", "name")
    return cards + [Card(NEW, made_at, "suggestion", code, name) for made_at, code, name in new]


def _harm(field: str) -> int:
    if field in rules.URGENT_FIELDS:
        return URGENT
    return CONTACT if field in rules.CONTACT_FIELDS else OTHER


def _held() -> list[Card]:
    """The last word of a feed, if it would make many services vanish and nobody has said that it may."""
    latest = SyncRun.objects.filter(outcome=SyncRun.Outcome.COMPLETE).order_by("source_id", "-started_at")
    runs = latest.distinct("source_id").select_related("source")
    return [
        Card(HELD, run.started_at, "loss", run.code, run.source.name)
        for run in runs
        if run.held and not run.loss_decided_by_id
    ]


def _gone(at: datetime) -> list[Card]:
    rows = SourceRecord.objects.missing_long(at).filter(service__state=Service.State.LISTED).select_related("service")
    rows = rows.exclude(service__verified_at__gt=F("missing_again_at"))
    return [_about(row.service, GONE, row.missing_since or at) for row in rows]


def _ended(at: datetime) -> list[Card]:
    today = clock.local(at).date()
    rows = Service.objects.filter(state=Service.State.LISTED, times_end__lt=today)
    return [_about(service, GONE, service.listed_at or at) for service in rows.only("code", "name", "listed_at")]


def _pairs() -> list[Card]:
    rows = Pair.objects.filter(state=Pair.State.WAITING).exclude(
        Q(first__service__state=Service.State.DECLINED) | Q(second__service__state=Service.State.DECLINED)
    )
    return [
        Card(REKEYED if kind == Pair.Kind.REKEYED else DOUBLE, made_at, "pair", code, name, service)
        for kind, made_at, code, name, service in rows.values_list(
            "kind", "made_at", "code", "first__service__name", "first__service_id"
        )
    ]


def _new(pending: set[int]) -> list[Card]:
    rows = Service.objects.waiting().exclude(pk__in=pending).exclude(records=None)
    seen = rows.values_list("records__first_seen_at", "code", "name", "pk")
    return [Card(NEW, first_seen, "service", code, name, pk) for first_seen, code, name, pk in seen]


def _overdue() -> list[Card]:
    """Entries whose check is due; those asked about already for running out are not asked about twice."""
    rank = {Flag.DUE: DUE, Flag.STALE: OLD, Flag.VERY_STALE: OLDEST}
    rows = Service.objects.filter(state=Service.State.LISTED).exclude(flag=Flag.NONE)
    return [
        _about(service, rank[Flag(service.flag)], service.verified_at or service.listed_at or clock.now())
        for service in rows.only("code", "name", "flag", "verified_at", "listed_at")
    ]


def _about(service: Service, rank: int, since: datetime) -> Card:
    return Card(rank, since, "service", service.code, service.name, service.pk)


def counts(cards: list[Card]) -> list[dict[str, Any]]:
    """How many of each kind, in the queue's order."""
    found = {rank: sum(card.rank == rank for card in cards) for rank in KINDS}
    return [{"label": KINDS[rank], "count": count, "rank": rank} for rank, count in found.items() if count]


def questions_open() -> Any:
    """Proposals with everything a card shows."""
    return Proposal.objects.select_related("service", "record__source")


def pairs_open() -> Any:
    """Pairs with everything a card shows."""
    return Pair.objects.select_related("first__service", "second__service", "first__source")


def services_for_staff() -> Any:
    """Every service, listed or not, for people at the desk."""
    return Service.objects.select_related("origin", "owner")


def sources() -> Any:
    """Every feed, for people at the desk."""
    return Source.objects.all()


def runs() -> Any:
    """Every run, newest first."""
    return SyncRun.objects.select_related("source", "asked_by", "loss_decided_by")


def open_card(card: Card) -> dict[str, Any]:
    """Everything the page needs to show one card."""
    return OPENED[card.kind](card.code)


def _open_question(code: UUID) -> dict[str, Any]:
    proposal = questions_open().get(code=code)
    return {"proposal": proposal, "service": proposal.service, **last_check(proposal)}


def _open_correction(code: UUID) -> dict[str, Any]:
    correction = corrections_open().get(code=code)
    return {"correction": correction, "service": correction.service}


def _open_report(code: UUID) -> dict[str, Any]:
    report = reports_open().get(code=code)
    return {"report": report, "service": report.service, "outcomes": Report.Outcome.choices}


def _open_loss(code: UUID) -> dict[str, Any]:
    run = runs().get(code=code)
    rows = run.source.records.filter(hub_id__in=run.held).select_related("service").order_by("service__bare_name")
    return {"run": run, "lost": rows[:20]}


OPENED: dict[str, Callable[[UUID], dict[str, Any]]] = {
    "question": _open_question,
    "correction": _open_correction,
    "report": _open_report,
    "suggestion": lambda code: {"suggestion": suggestions_waiting().get(code=code)},
    "pair": lambda code: {"pair": pairs_open().get(code=code), "pair_fields": PAIR_FIELDS},
    "loss": _open_loss,
    "service": lambda code: everything_about(services_for_staff().get(code=code)),
}


def last_check(proposal: Proposal) -> dict[str, Any]:
    """When one of us last made sure of the field in question."""
    checks = proposal.service.checks.filter(field=proposal.field).select_related("by").order_by("-at")
    return {"last_check": checks.first()}


def everything_about(service: Service) -> dict[str, Any]:
    """A service for staff: ours beside the hub's newest, checks, and what was decided before."""
    records = list(service.records.select_related("source").order_by("replaced_by_id", "-last_seen_at"))
    waiting = {proposal.field: proposal for proposal in service.proposals.waiting()}
    decided = service.proposals.exclude(decided_at=None).select_related("decided_by").order_by("-decided_at")[:10]
    checks = latest_checks(service)
    doubts = doubts_of(service)
    newest = with_newest(service)
    rows = [
        {"field": field, "value": getattr(newest if service.state == Service.State.WAITING else service, field),
         "check": checks.get(field), "proposal": waiting.get(field), "doubts": doubts.get(field, [])}
        for field in FIELDS
    ]  # fmt: skip
    return {
        "service": service, "record": records[0] if records else None, "rows": rows, "decided": decided,
        "checks": checks, "key_fields": KEY_FIELDS, "in_doubt": in_doubt(service, clock.now()),
        "link": link_of(service),
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
    rows: list[Any] = list(Source.objects.annotate(listed=listed))
    latest = SyncRun.objects.order_by("source_id", "-started_at").distinct("source_id")
    last = {run.source_id: run for run in latest}
    for row in rows:
        row.last_run = last.get(row.pk)
    return rows


def runs_of(source: Source) -> list[SyncRun]:
    """The last twenty runs of a feed."""
    return list(source.runs.select_related("asked_by")[:20])
