"""Writing down what a run found, some records at a time: one transaction for those that are new, one for each that has
changed, so that a crash loses nothing and repeats nothing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from signposting.models import Pair, Proposal, Service, SourceRecord, SyncRun
from signposting.rules import MISSING_FOR

from . import holidays, match
from . import plan as plans
from .keys import exact, key
from .merge import Row, together
from .normalise import Facts, Reading, record
from .plan import Known, Plan, Sight, questions
from .problems import Problem
from .reader import Feed
from .schedules import end

AT_A_TIME = 100
"""So many records are in memory together, however many the feed has."""
COMPARED = (
    "source", "hub_id", "listed", "raw", "theirs", "problems", "hub_assured_date", "hub_last_modified", "missing_since",
    "replaced_by", "service__state",
)  # fmt: skip


@dataclass
class Report:
    """What one run came to, by the hub's own numbers."""

    run: SyncRun
    outcome: str
    seen: set[str] = field(default_factory=set)
    new: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    vanished: list[str] = field(default_factory=list)
    reappeared: list[str] = field(default_factory=list)
    rekeyed: dict[str, str] = field(default_factory=dict)
    problems: set[Problem] = field(default_factory=set)


@dataclass
class Read:
    """One record as read in this run: the list's row, all of it together, and what we made of it."""

    listed: Row
    raw: Row
    reading: Reading
    detailed: bool

    @property
    def named(self) -> bool:
        """A row without a name is left out, and is still not missing."""
        return bool(self.reading.facts["name"])


def apply(run: SyncRun, feed: Feed, *, at: datetime) -> Report:
    """Everything the run found, written; the run itself is closed by whoever opened it."""
    report = Report(run, feed.outcome, seen=set(feed.listed), problems=set(feed.problems))
    complete = feed.outcome == "complete"
    sights: dict[str, Sight] = {}
    for names in _some(feed.listed):
        sights |= _apply_some(report, feed, names, at)
    for names in _some(set(run.source.records.values_list("hub_id", flat=True)) - sights.keys()):
        sights |= {name: _sight(row, None) for name, row in _held(run, names).items()}
    plan = plans.compare(sights, seen=report.seen, complete=complete)
    _absences(run, plan, seen=report.seen, complete=complete, at=at)
    _suggestions(run, plan, at)
    if plan.held:
        report.problems.add(Problem("mass_vanish"))
    run.held = plan.held
    report.new, report.vanished, report.reappeared = plan.new, plan.vanished, plan.reappeared
    report.rekeyed = {pair.first: pair.second for pair in plan.rekeyed}
    return report


def _some(names: Collection[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while taken := list(islice(rest, AT_A_TIME)):
        yield taken


def _held(run: SyncRun, names: Sequence[str]) -> dict[str, SourceRecord]:
    """What we hold of these, as far as it is compared."""
    rows = run.source.records.filter(hub_id__in=names).select_related("service").only(*COMPARED)
    return {row.hub_id: row for row in rows}


def _apply_some(report: Report, feed: Feed, names: list[str], at: datetime) -> dict[str, Sight]:
    """Write these down, and remember of each what the whole run needs to know."""
    run, records = report.run, _held(report.run, names)
    read = {name: _reading(name, feed, records.get(name), at) for name in names}
    report.problems |= {Problem(code, name) for name, found in read.items() for code in found.reading.problems}
    report.problems |= {Problem("missing_required", name) for name in names if not read[name].named}
    read = {name: found for name, found in read.items() if found.named}
    sights = {name: _sight(records.get(name), read.get(name)) for name in records.keys() | read.keys()}
    still = _unmoved(read, records)
    _note_unmoved(run, read, still, at)
    _create(run, {name: found for name, found in read.items() if name not in records}, at)
    for name in read.keys() & records.keys() - still:
        asked = _write(read[name], records[name], at)
        if asked:
            report.changed[name] = asked
    return sights


def _reading(name: str, feed: Feed, held: SourceRecord | None, at: datetime) -> Read:
    row = feed.listed[name]
    raw = together(row, feed.details.get(name), held=held.raw if held else {}, held_row=held.listed if held else {})
    return Read(row, raw, record(raw, at=at), name in feed.details)


def _sight(row: SourceRecord | None, found: Read | None) -> Sight:
    facts = found.reading.facts if found else row.theirs if row else {}
    return Sight(
        profile=match.profile(facts),
        known=row is not None,
        read=found is not None,
        missing=row is not None and row.missing_since is not None,
        dropped=row is not None and _is_dropped(row),
        moved=row is not None and plans.moved(row.theirs, facts),
    )


def _is_dropped(row: SourceRecord) -> bool:
    return row.service.state == Service.State.DECLINED or row.replaced_by_id is not None


def _unmoved(read: Mapping[str, Read], records: Mapping[str, SourceRecord]) -> set[str]:
    """Records that are word for word as before, and about which nothing waits."""
    waiting = Proposal.objects.waiting().filter(record__in=[row.pk for row in records.values()])
    asked = set(waiting.values_list("record_id", flat=True))
    return {
        name
        for name, found in read.items()
        if (row := records.get(name)) and row.pk not in asked and not row.missing_since and _same(row, found)
    }


def _note_unmoved(run: SyncRun, read: Mapping[str, Read], still: set[str], at: datetime) -> None:
    run.source.records.filter(hub_id__in=still).update(last_seen_at=at)
    detailed = [name for name in still if read[name].detailed]
    run.source.records.filter(hub_id__in=detailed).update(detailed_at=at)


def _same(row: SourceRecord, found: Read) -> bool:
    before = (row.listed, row.raw, row.theirs, row.problems, row.hub_assured_date, row.hub_last_modified)
    reading = found.reading
    now = (
        found.listed,
        found.raw,
        reading.facts,
        sorted(reading.problems),
        reading.assured_date,
        reading.last_modified,
    )
    return before == now


def _write(found: Read, held: SourceRecord, at: datetime) -> list[str]:
    """One record that has moved, or about which something waits; the fields that wait for staff afterwards."""
    with transaction.atomic():
        service = Service.objects.select_for_update().defer("search").get(pk=held.service_id)
        row = SourceRecord.objects.select_for_update().get(pk=held.pk)
        row.service = service
        asked = _ask(row, service, found.reading, at)
        _carry_dates(service, found.reading, before=row.theirs)
        _note_seen(row, found, at)
        row.save()
    return asked


@transaction.atomic
def _create(run: SyncRun, found: Mapping[str, Read], at: datetime) -> None:
    """Those that are new: nobody else knows of them, so nothing is to be locked."""
    made = {name: _service(run, read.reading) for name, read in found.items()}
    Service.objects.bulk_create(made.values())
    rows = [
        SourceRecord(
            source=run.source, hub_id=name, service=service, base=found[name].reading.facts, first_seen_at=at
        )
        for name, service in made.items()
    ]  # fmt: skip
    for row in rows:
        _note_seen(row, found[row.hub_id], at)
    SourceRecord.objects.bulk_create(rows)


def _service(run: SyncRun, reading: Reading) -> Service:
    service = Service(
        origin=run.source, closures=reading.closures,
        hub_assured_date=reading.assured_date, hub_last_modified=reading.last_modified,
    )  # fmt: skip
    service.tell(reading.facts)
    return service


def _note_seen(row: SourceRecord, found: Read, at: datetime) -> None:
    reading = found.reading
    row.listed, row.raw, row.theirs = found.listed, found.raw, reading.facts
    row.hub_assured_date, row.hub_last_modified = reading.assured_date, reading.last_modified
    row.problems, row.last_seen_at = sorted(reading.problems), at
    row.missing_since = row.missing_again_at = None
    row.detailed_at = at if found.detailed else row.detailed_at


def _ask(row: SourceRecord, service: Service, reading: Reading, at: datetime) -> list[str]:
    """Compare with the rows locked, as somebody may have decided meanwhile; write what is to be asked."""
    waiting, refused = _asked_before(row)
    known = Known(row.base, service.facts(), refused)
    asked, settled = ({}, []) if _is_dropped(row) else questions(known, reading.facts)
    for name in settled:
        row.base[name] = reading.facts[name]
    for name, proposal in waiting.items():
        if name not in asked or proposal.theirs_key != key(name, asked[name].theirs):
            proposal.state, proposal.decided_at = Proposal.State.SUPERSEDED, at
            proposal.save(update_fields=["state", "decided_at"])
    for name, question in asked.items():
        if name not in waiting or waiting[name].state != Proposal.State.WAITING:
            _propose(row, service, name, question, at)
    return sorted(asked)


def _asked_before(row: SourceRecord) -> tuple[dict[str, Proposal], dict[str, frozenset[str]]]:
    """What still waits, and which answers of the hub's were refused, field by field."""
    waiting: dict[str, Proposal] = {}
    refused: dict[str, set[str]] = defaultdict(set)
    for proposal in row.proposals.filter(state__in=[Proposal.State.WAITING, Proposal.State.REFUSED]):
        if proposal.state == Proposal.State.WAITING:
            waiting[proposal.field] = proposal
        else:
            refused[proposal.field].add(proposal.theirs_key)
    return waiting, {name: frozenset(keys) for name, keys in refused.items()}


def _propose(row: SourceRecord, service: Service, name: str, question: plans.Asked, at: datetime) -> None:
    Proposal.objects.create(
        record=row, service=service, field=name, base=question.base, ours=question.ours, theirs=question.theirs,
        theirs_key=key(name, question.theirs), made_at=at,
    )  # fmt: skip


def _carry_dates(service: Service, reading: Reading, *, before: Facts) -> None:
    """Dates need nobody's word: when the hub last looked, and until when a timetable holds that is the same as ours.

    Dates that one of us has put right are ours, and stay.
    """
    service.hub_assured_date = reading.assured_date
    service.hub_last_modified = reading.last_modified
    if key("schedules", service.schedules) == key("schedules", reading.facts["schedules"]):
        service.closures = [*reading.closures, *holidays.ours(service.closures)]
        if exact("schedules", service.schedules) == exact("schedules", before.get("schedules")):
            service.schedules = reading.facts["schedules"]
            service.times_end = end(service.schedules)
    service.save(update_fields=["hub_assured_date", "hub_last_modified", "schedules", "closures", "times_end"])


def _absences(run: SyncRun, plan: Plan, *, seen: set[str], complete: bool, at: datetime) -> None:
    """Only a complete run may say that something is missing."""
    gone = [*plan.vanished, *(pair.first for pair in plan.rekeyed)]
    run.source.records.filter(hub_id__in=gone, missing_since=None).update(missing_since=at)
    if complete:
        absent = run.source.records.filter(missing_since__lte=at - MISSING_FOR, missing_again_at=None)
        absent.exclude(hub_id__in=seen).update(missing_again_at=at)


def _suggestions(run: SyncRun, plan: Plan, at: datetime) -> None:
    """Pairs for the desk; a pair decided once is not suggested again."""
    pairs = [(Pair.Kind.REKEYED, pair) for pair in plan.rekeyed]
    pairs += [(Pair.Kind.DUPLICATE, pair) for pair in plan.duplicates]
    if not pairs:
        return
    names = {name for _kind, pair in pairs for name in (pair.first, pair.second)}
    rows = {row.hub_id: row for row in run.source.records.filter(hub_id__in=names)}
    Pair.objects.bulk_create(
        [
            Pair(kind=kind, first=rows[pair.first], second=rows[pair.second], reasons=list(pair.reasons), made_at=at)
            for kind, pair in pairs
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def tally(problems: set[Problem]) -> dict[str, int]:
    """How often each thing went wrong."""
    return dict(sorted(Counter(problem.code for problem in problems).items()))
