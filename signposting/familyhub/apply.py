"""Writing down what a run found: one transaction a record, so that a crash loses nothing and repeats nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from signposting.models import Pair, Proposal, Service, SourceRecord, SyncRun
from signposting.rules import MISSING_FOR

from . import plan as plans
from .keys import key
from .merge import Row, together
from .normalise import Reading, record
from .plan import Known, Plan, questions
from .problems import Problem
from .reader import Feed
from .schedules import end


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


def apply(run: SyncRun, feed: Feed, *, at: datetime) -> Report:
    """Everything the run found, written; the run itself is closed by whoever opened it."""
    report = Report(run, feed.outcome, seen=set(feed.listed))
    records = {row.hub_id: row for row in run.source.records.select_related("service")}
    read, report.problems = _readings(feed, records, at)
    known = _known(records)
    readings = {name: found.reading for name, found in read.items()}
    plan = plans.compare(known, readings, seen=report.seen, complete=feed.outcome == "complete")
    still = _unmoved(read, records)
    _note_unmoved(run, read, still, at)
    for name in read.keys() - still:
        asked = _write(run, name, read[name], records.get(name), at)
        if asked:
            report.changed[name] = asked
    _absences(run, plan, seen=report.seen, complete=feed.outcome == "complete", at=at)
    _suggestions(run, plan, at)
    if plan.held:
        report.problems.add(Problem("mass_vanish"))
    run.held = plan.held
    report.new, report.vanished, report.reappeared = plan.new, plan.vanished, plan.reappeared
    report.rekeyed = {pair.first: pair.second for pair in plan.rekeyed}
    return report


def _readings(feed: Feed, records: Mapping[str, SourceRecord], at: datetime) -> tuple[dict[str, Read], set[Problem]]:
    """Each row in canonical form; a row without a name is left out, and is still not missing."""
    read, problems = {}, set(feed.problems)
    for name, row in feed.listed.items():
        held = records.get(name)
        raw = together(row, feed.details.get(name), held=held.raw if held else {}, held_row=held.listed if held else {})
        found = record(raw, at=at)
        problems |= {Problem(code, name) for code in found.problems}
        if found.facts["name"]:
            read[name] = Read(row, raw, found, name in feed.details)
        else:
            problems.add(Problem("missing_required", name))
    return read, problems


def _known(records: Mapping[str, SourceRecord]) -> dict[str, Known]:
    refused: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    decided = Proposal.objects.filter(record__in=[row.pk for row in records.values()], state=Proposal.State.REFUSED)
    for pk, name, theirs in decided.values_list("record_id", "field", "theirs_key"):
        refused[pk][name].add(theirs)
    return {name: _as_known(row, refused[row.pk]) for name, row in records.items()}


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


def _as_known(row: SourceRecord, refused: Mapping[str, set[str]]) -> Known:
    return Known(
        base=row.base,
        ours=row.service.facts(),
        theirs=row.theirs,
        refused={name: frozenset(values) for name, values in refused.items()},
        missing=row.missing_since is not None,
        dropped=row.service.state == Service.State.DECLINED or row.replaced_by_id is not None,
    )


def _write(run: SyncRun, name: str, found: Read, held: SourceRecord | None, at: datetime) -> list[str]:
    """One record; the fields that wait for staff afterwards."""
    if held is None:
        _create(run, name, found, at)
        return []
    with transaction.atomic():
        service = Service.objects.select_for_update().get(pk=held.service_id)
        row = SourceRecord.objects.select_for_update().get(pk=held.pk)
        row.service = service
        asked = _ask(row, service, found.reading, at)
        _carry_dates(service, found.reading)
        _note_seen(row, found, at)
    return asked


@transaction.atomic
def _create(run: SyncRun, name: str, found: Read, at: datetime) -> None:
    reading = found.reading
    service = Service(
        origin=run.source, closures=reading.closures,
        hub_assured_date=reading.assured_date, hub_last_modified=reading.last_modified,
    )  # fmt: skip
    service.tell(reading.facts)
    service.save()
    row = SourceRecord(source=run.source, hub_id=name, service=service, base=reading.facts, first_seen_at=at)
    _note_seen(row, found, at)


def _note_seen(row: SourceRecord, found: Read, at: datetime) -> None:
    reading = found.reading
    row.listed, row.raw, row.theirs = found.listed, found.raw, reading.facts
    row.hub_assured_date, row.hub_last_modified = reading.assured_date, reading.last_modified
    row.problems, row.last_seen_at = sorted(reading.problems), at
    row.missing_since = row.missing_again_at = None
    row.detailed_at = at if found.detailed else row.detailed_at
    row.save()


def _ask(row: SourceRecord, service: Service, reading: Reading, at: datetime) -> list[str]:
    """Compare again with the rows locked, as somebody may have decided meanwhile; write what is to be asked."""
    refused: dict[str, set[str]] = defaultdict(set)
    for name, theirs in row.proposals.filter(state=Proposal.State.REFUSED).values_list("field", "theirs_key"):
        refused[name].add(theirs)
    known = _as_known(row, refused)
    asked, settled = ({}, []) if known.dropped else questions(known, reading.facts)
    for name in settled:
        row.base[name] = reading.facts[name]
    waiting = {proposal.field: proposal for proposal in row.proposals.waiting()}
    for name, proposal in waiting.items():
        if name not in asked or proposal.theirs_key != key(name, asked[name].theirs):
            proposal.state, proposal.decided_at = Proposal.State.SUPERSEDED, at
            proposal.save(update_fields=["state", "decided_at"])
    for name, question in asked.items():
        if name not in waiting or waiting[name].state != Proposal.State.WAITING:
            _propose(row, service, name, question, at)
    return sorted(asked)


def _propose(row: SourceRecord, service: Service, name: str, question: plans.Asked, at: datetime) -> None:
    Proposal.objects.create(
        record=row, service=service, field=name, base=question.base, ours=question.ours, theirs=question.theirs,
        theirs_key=key(name, question.theirs), made_at=at,
    )  # fmt: skip


def _carry_dates(service: Service, reading: Reading) -> None:
    """Dates need nobody's word: when the hub last looked, and until when a timetable holds that is the same as ours."""
    service.hub_assured_date = reading.assured_date
    service.hub_last_modified = reading.last_modified
    if key("schedules", service.schedules) == key("schedules", reading.facts["schedules"]):
        service.schedules, service.closures = reading.facts["schedules"], reading.closures
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
