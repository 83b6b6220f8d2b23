"""The reviewer's one queue: the most harmful first, whatever kind of question it is.

Each kind brings its most harmful few, already sorted by the database, and how many there are in all: the first card
costs the same however large the directory is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from signposting import rules
from signposting.helplines import HELPLINES
from signposting.models import (
    Assignment,
    Correction,
    FieldCheck,
    Flag,
    Pair,
    Proposal,
    Report,
    Service,
    SourceRecord,
    Suggestion,
    SyncRun,
    Talk,
)
from signposting.queries.helplines import overdue as helplines_overdue
from signposting.rules.harm import Fact, chance, harm

URGENT, CONTACT, HELD, GONE, OTHER, REKEYED, NEW, DOUBLE, OLDEST, OLD, DUE, FOLLOW, HELPLINE = range(13)
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
    FOLLOW: _("Come back to the hub"),
    HELPLINE: _("Helplines"),
}
SECONDS = {"question": 20, "correction": 20, "report": 90, "service": 90, "pair": 30, "suggestion": 60}
"""How long a card takes, roughly; a card that needs a call takes longest. Anything else takes half a minute."""
USUALLY = 30

MOST = 60
"""So many of a kind are fetched. Nobody answers more at a sitting, and the next sitting fetches anew."""
KEPT_FOR = timedelta(days=6)
"""Somebody said that a mass loss is a mishap: so long the same loss is not asked about again."""

FIXED = {"loss": 5.0, "service": 0.3, "suggestion": 0.5, "follow": 0.4, "helpline": 20.0}
"""What is not a fact that many read: an empty feed, a place families have not heard of, a word owed to the hub."""
PAIRS = {Pair.Kind.REKEYED: (REKEYED, 0.15), Pair.Kind.DUPLICATE: (DOUBLE, 0.1)}
"""A double is a nuisance for whoever reads both."""


@dataclass(frozen=True)
class Card:
    """One thing to decide."""

    rank: int
    since: datetime
    kind: str
    code: UUID
    title: str
    service: int | None = None
    harm: float = 0.0
    chance: float | None = None
    readers: int | None = None
    holder: int | None = None

    @property
    def key(self) -> str:
        """Says which card it is, whatever its place."""
        return f"{self.kind}.{self.code}"

    @property
    def template(self) -> str:
        """What shows it."""
        return f"signposting/_card_{self.kind}.html"

    @property
    def label(self) -> str | Promise:
        """Its kind in words."""
        return KINDS[self.rank]

    @property
    def chance_in_100(self) -> int | None:
        """How likely it is wrong, as people say it."""
        return None if self.chance is None else round(self.chance * 100)

    @property
    def order(self) -> tuple[float, datetime, str]:
        """The most harmful first, then the oldest."""
        return -self.harm, self.since, str(self.code)


@dataclass
class Queue:
    """The cards at hand, the most harmful first, and how many there are of each kind beyond them."""

    cards: list[Card] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    later: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """How many are left, fetched or not."""
        return max(0, sum(self.counts.values()) - self.later - self.others)

    def minutes(self) -> int:
        """About how long the cards that are left take; at least one minute."""
        seconds = [SECONDS.get(card.kind, USUALLY) for card in self.cards]
        usual = sum(seconds) / len(seconds) if seconds else 0
        return max(1, round(self.total * usual / 60))

    def of_each_kind(self) -> list[dict[str, Any]]:
        """How many of each kind, for the tags above the card."""
        here = [rank for rank in KINDS if self.counts.get(rank)]
        return [{"label": KINDS[rank], "count": self.counts[rank], "rank": rank} for rank in here]


@dataclass
class Found:
    """What one kind of question brings: its most harmful cards, and how many of each rank there are."""

    cards: list[Card]
    counts: dict[int, int]


def queue(
    *, at: datetime | None = None, whose: int | None = None, later: Iterable[str] = (), mine_only: bool = False
) -> Queue:
    """Everything that waits for a person, in the order it should be done."""
    moment, put_off = at or clock.now(), set(later)
    room = MOST + len(put_off)
    found = [gather(moment, room) for gather in GATHER]
    holders = {f"{kind}.{code}": person for kind, code, person in _held_cards()}
    cards = [replace(card, holder=holders.get(card.key)) for part in found for card in part.cards]
    counts: dict[int, int] = {}
    for part in found:
        for rank, count in part.counts.items():
            counts[rank] = counts.get(rank, 0) + count
    left = [card for card in cards if card.key in put_off]
    foreign = [card for card in cards if card.holder not in (None, whose) and card.key not in put_off]
    shown = [card for card in cards if card not in left and card not in foreign]
    if mine_only:
        shown = [card for card in shown if card.holder == whose]
        return Queue(sorted(shown, key=lambda card: card.order), _tally(shown).counts)
    return Queue(sorted(shown, key=lambda card: card.order), counts, len(left), len(foreign))


def _held_cards() -> QuerySet[Any]:
    return Assignment.objects.values_list("kind", "about", "person_id")


def how_many() -> int:
    """How many cards wait for anybody."""
    return queue().total


def _tally(cards: list[Card]) -> Found:
    counts: dict[int, int] = {}
    for card in cards:
        counts[card.rank] = counts.get(card.rank, 0) + 1
    return Found(cards, counts)


def _rank_of(name: str) -> int:
    if name in rules.URGENT_FIELDS:
        return URGENT
    return CONTACT if name in rules.CONTACT_FIELDS else OTHER


# -- Facts that are in question --------------------------------------------------------------------
def _questions(at: datetime, room: int) -> Found:
    """What hubs say otherwise. Each is weighed by the last check of its own field."""
    rows = Proposal.objects.waiting().filter(service__state=Service.State.LISTED).exclude(service__in=_pending_second())
    return _tally(_weighed(rows, "question", frozenset({"hub"}), at))


def _corrections(at: datetime, room: int) -> Found:
    """What providers say themselves."""
    rows = Correction.objects.waiting().filter(service__state=Service.State.LISTED)
    return _tally(_weighed(rows, "correction", frozenset({"provider"}), at))


def _weighed(rows: QuerySet[Any], kind: str, against: frozenset[str], at: datetime) -> list[Card]:
    last = FieldCheck.objects.filter(service=OuterRef("service"), field=OuterRef("field")).order_by("-at")
    rows = rows.annotate(checked=Subquery(last.values("at")[:1]), how=Subquery(last.values("how")[:1]))
    found = rows.values_list(
        "field", "made_at", "code", "service__name", "service_id", "service__readers", "checked", "how",
        "service__listed_at",
    )  # fmt: skip
    cards = []
    for name, made, code, title, pk, read, checked, how, listed in found:
        fact = Fact(name, (at - (checked or listed)) / timedelta(days=1), how or "", against)
        cards.append(Card(_rank_of(name), made, kind, code, title, pk, harm(fact, read), chance(fact), read))
    return cards


def _pending_second() -> QuerySet[Any]:
    """Services whose record may turn out to be an old one under a new number: asked about as a pair first."""
    rows = Pair.objects.filter(kind=Pair.Kind.REKEYED, state=Pair.State.WAITING)
    return rows.values("second__service_id")


TOLD = {
    Report.Topic.CLOSED: (URGENT, "status"),
    Report.Topic.OLD: (CONTACT, "schedules"),
    Report.Topic.MORE: (OTHER, "description"),
    Report.Topic.OTHER: (OTHER, "name"),
}


def _told(at: datetime, room: int) -> Found:
    """Mistakes that parents told us of: one card for each topic of a service."""
    rows = Report.objects.open().filter(service__state=Service.State.LISTED).order_by("service_id", "topic", "made_at")
    rows = rows.distinct("service_id", "topic").select_related("service")
    return _tally([_report_card(row, at) for row in rows])


def _report_card(row: Report, at: datetime) -> Card:
    rank, name = TOLD[Report.Topic(row.topic)]
    service = row.service
    against = {"report"} | ({"closed_twice"} if name == "status" and service.said_closed_at else set())
    known = service.verified_at or service.listed_at or at
    fact = Fact(name, (at - known) / timedelta(days=1), "phone" if service.verified_at else "", frozenset(against))
    sure, read = chance(fact), service.readers
    return Card(rank, row.made_at, "report", row.code, service.name, service.pk, harm(fact, read), sure, read)


# -- Entries ---------------------------------------------------------------------------------------
def _entries(at: datetime, room: int) -> Found:
    """Entries whose check is due, that ran out or have gone from the hub: the most harmful by the night's figures."""
    today = clock.local(at).date()
    rows = _entries_open(at).order_by(F("harm").desc(), "pk")
    gone = set(_gone(at).values_list("service_id", flat=True))
    cards = [_entry_card(row, gone, today, at) for row in rows.only(*ENTRY)[:room]]
    return Found(cards, _entries_by_rank(at, gone, today))


ENTRY = ("code", "name", "flag", "verified_at", "listed_at", "times_end", "harm", "readers")
RANKS = {Flag.DUE: DUE, Flag.STALE: OLD, Flag.VERY_STALE: OLDEST}


def _entries_open(at: datetime) -> QuerySet[Service]:
    today = clock.local(at).date()
    told = Report.objects.open().values("service_id")
    needed = ~Q(flag=Flag.NONE) | Q(times_end__lt=today) | Q(pk__in=_gone(at).values("service_id"))
    rows = Service.objects.filter(needed, state=Service.State.LISTED).exclude(pk__in=told)
    return rows.exclude(put_off_until__gt=today)


def _gone(at: datetime) -> QuerySet[SourceRecord]:
    rows = SourceRecord.objects.missing_long(at).filter(service__state=Service.State.LISTED)
    return rows.exclude(service__verified_at__gt=F("missing_again_at"))


def _entry_card(row: Service, gone: set[int], today: Any, at: datetime) -> Card:
    ended = row.pk in gone or row.has_run_out(today)
    rank = GONE if ended else RANKS[Flag(row.flag)]
    since = row.verified_at or row.listed_at or at
    return Card(rank, since, "service", row.code, row.name, row.pk, row.harm, readers=row.readers)


def _entries_by_rank(at: datetime, gone: set[int], today: Any) -> dict[int, int]:
    ended = When(Q(times_end__lt=today) | Q(pk__in=gone), then=GONE)
    flags = [When(flag=flag, then=rank) for flag, rank in RANKS.items()]
    rows = _entries_open(at).annotate(rank=Case(ended, *flags, output_field=IntegerField())).order_by()
    return dict(rows.values_list("rank").annotate(count=Count("pk")))


# -- What is new, or may be double -----------------------------------------------------------------
def _new(at: datetime, room: int) -> Found:
    rows = Service.objects.waiting().exclude(pk__in=_pending_second()).exclude(records=None)
    seen = rows.order_by("records__first_seen_at", "pk")
    found = seen.values_list("records__first_seen_at", "code", "name", "pk")[:room]
    cards = [Card(NEW, first, "service", code, name, pk, FIXED["service"]) for first, code, name, pk in found]
    return Found(cards, {NEW: rows.count()})


def _suggestions(at: datetime, room: int) -> Found:
    rows = Suggestion.objects.waiting().values_list("made_at", "code", "name")
    return _tally([Card(NEW, made, "suggestion", code, name, harm=FIXED["suggestion"]) for made, code, name in rows])


def _pairs(at: datetime, room: int) -> Found:
    rows = Pair.objects.filter(state=Pair.State.WAITING).exclude(
        Q(first__service__state=Service.State.DECLINED) | Q(second__service__state=Service.State.DECLINED)
    )
    names = ("kind", "made_at", "code", "first__service__name", "first__service_id", "first__service__readers")
    return _tally([
        Card(PAIRS[kind][0], made, "pair", code, name, service, harm=PAIRS[kind][1] * read, readers=read)
        for kind, made, code, name, service, read in rows.values_list(*names)
    ])  # fmt: skip


# -- Feeds, the hub's people, helplines ------------------------------------------------------------
def _held(at: datetime, room: int) -> Found:
    """The last word of a feed, if it would make many services vanish and nobody has said what it is."""
    latest = SyncRun.objects.filter(outcome=SyncRun.Outcome.COMPLETE).order_by("source_id", "-started_at")
    runs = [run for run in latest.distinct("source_id").select_related("source") if run.held]
    kept = _kept(at) if runs else {}
    return _tally([
        Card(HELD, run.started_at, "loss", run.code, run.source.name, harm=FIXED["loss"])
        for run in runs
        if not run.loss_decided_by_id and not set(run.held) <= kept.get(run.source_id, set())
    ])  # fmt: skip


def _kept(at: datetime) -> dict[int, set[str]]:
    rows = SyncRun.objects.filter(loss_kept_at__gt=at - KEPT_FOR).order_by("loss_kept_at")
    return {source: set(held) for source, held in rows.values_list("source_id", "held")}


def _talks(at: datetime, room: int) -> Found:
    rows = Talk.objects.to_follow_up(clock.local(at).date()).select_related("source", "person")
    return _tally([
        Card(FOLLOW, clock.at(row.on, clock.local(at).time()), "follow", row.code, str(row.person or row.source or ""),
             harm=FIXED["follow"])
        for row in rows
    ])  # fmt: skip


def _helplines(at: datetime, room: int) -> Found:
    due = helplines_overdue(at)
    return _tally([
        Card(HELPLINE, since, "helpline", HELPLINES[slug].code, str(HELPLINES[slug].name), harm=FIXED["helpline"])
        for slug, since in due.items()
    ])  # fmt: skip


GATHER: tuple[Callable[[datetime, int], Found], ...] = (
    _questions, _corrections, _told, _held, _entries, _pairs, _new, _suggestions, _talks, _helplines,
)  # fmt: skip
