"""Reading a source: one run at a time, from the first page to the last note."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import apply as applying
from signposting.familyhub import client, reader
from signposting.familyhub.apply import Report
from signposting.familyhub.packed import digest
from signposting.models import Service, Source, SyncRun
from signposting.queries.published import links
from signposting.rules import DETAILS_TRUSTED
from signposting.services.sources import due

LOCKS = 21_037
"""Our own number among advisory locks; the second number is the source's."""

LONGEST_WAIT = timedelta(days=2)
"""A hub that wants to be left alone for longer than this has made a mistake, or is asked once more to see."""


@contextmanager
def alone_with(source: Source) -> Iterator[bool]:
    """Whether nobody else is reading this source. The lock goes with the connection, so a killed worker leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, source.pk])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, source.pk])


def sync(
    source: Source, *, by: User | None = None, at: datetime | None = None, hub: client.Hub | None = None
) -> Report:
    """Read the whole feed and write down what it means; refuses while another run is under way."""
    moment = at or clock.now()
    with alone_with(source) as mine:
        if not mine:
            raise Refused(_("This feed is being read already. Wait a minute and look again."), code="busy")
        run = _open(source, by=by, at=moment)
        report = Report(run, SyncRun.Outcome.FAILED)
        try:
            report = _read_and_apply(run, at=moment, hub=hub)
        finally:
            _close(run, report, at=at or clock.now())
    return report


def _open(source: Source, *, by: User | None, at: datetime) -> SyncRun:
    """A new run. One left open by a worker that died is closed first: we hold its lock, so it is dead."""
    left = source.runs.filter(finished_at=None)
    left.update(finished_at=at, outcome=SyncRun.Outcome.FAILED, problems={"stopped": 1})
    return SyncRun.objects.create(source=source, asked_by=by, started_at=at)


def _read_and_apply(run: SyncRun, *, at: datetime, hub: client.Hub | None) -> Report:
    trusted = run.source.records.filter(detailed_at__gt=at - DETAILS_TRUSTED, hub_last_modified__isnull=False)
    held = {name: digest(listed) for name, listed in trusted.values_list("hub_id", "listed").iterator(chunk_size=500)}
    with nullcontext(hub) if hub else client.hub() as door:
        feed = reader.read(door, run.source.url, held=held, ours=echoes)
    run.requests = door.requests
    _note_source(run.source, feed, wait=door.away, at=at)
    if feed.outcome == "failed":
        return Report(run, feed.outcome, problems=feed.problems)
    return applying.apply(run, feed, at=at)


def echoes(listed: Mapping[str, dict[str, Any]]) -> set[str]:
    """Rows that began with us: by their own number, or by what they say of where they came from, however far back."""
    named: dict[UUID, set[str]] = defaultdict(set)
    for name, row in listed.items():
        for number in (name, *(link["id"] for link in links(row.get("provenance")))):
            if code := _as_uuid(number):
                named[code].add(name)
    ours = Service.objects.filter(code__in=named).values_list("code", flat=True)
    return {name for code in ours for name in named[code]}


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _note_source(source: Source, feed: reader.Feed, *, wait: float, at: datetime) -> None:
    source.wait_until = at + min(timedelta(seconds=wait), LONGEST_WAIT) if wait else None
    if feed.outcome == "failed":
        source.unreachable_since = source.unreachable_since or at
    else:
        source.root, source.dialect, source.unreachable_since = feed.root, feed.dialect, None
    source.save(update_fields=["root", "dialect", "unreachable_since", "wait_until"])


@transaction.atomic
def _close(run: SyncRun, report: Report, *, at: datetime) -> None:
    run.outcome, run.finished_at = report.outcome, at
    run.seen, run.new, run.asked = len(report.seen), len(report.new), len(report.changed)
    run.vanished, run.reappeared = len(report.vanished), len(report.reappeared)
    run.problems = applying.tally(report.problems)
    run.save()
    record("directory.feed_read", run.source, by=run.asked_by, outcome=run.outcome, run=run.pk)


@transaction.atomic
def confirm_losses(run: SyncRun, *, by: User) -> int:
    """A person says that a mass loss is real: from now on those records count as missing."""
    run = SyncRun.objects.select_for_update().get(pk=run.pk)
    if not run.held or run.loss_decided_by_id:
        raise Refused(_("Nothing is held back on this run."), code="nothing_held")
    lost = run.source.records.filter(hub_id__in=run.held, missing_since=None, last_seen_at__lt=run.started_at)
    count = lost.update(missing_since=run.started_at)
    run.loss_decided_by, run.vanished = by, run.vanished + count
    run.save(update_fields=["loss_decided_by", "vanished"])
    record("directory.losses_confirmed", run.source, by=by, run=run.pk, count=count)
    return count


@transaction.atomic
def keep_losses(run: SyncRun, *, by: User) -> None:
    """A person says that the hub has had a mishap: they stay, and the same loss is not asked about again this week."""
    run = SyncRun.objects.select_for_update().get(pk=run.pk)
    if not run.held or run.loss_decided_by_id:
        raise Refused(_("Nothing is held back on this run."), code="nothing_held")
    run.loss_decided_by, run.loss_kept_at = by, clock.now()
    run.save(update_fields=["loss_decided_by", "loss_kept_at"])
    record("directory.losses_kept", run.source, by=by, run=run.pk, count=len(run.held))


def sync_if_due(pk: int, *, at: datetime | None = None) -> Report | None:
    """Read a source if its hour has come or somebody asked; a bell rung twice reads it once."""
    moment = at or clock.now()
    wanted: Any = next((source for source in due(at=moment) if source.pk == pk), None)
    if wanted is None:
        return None
    asked_for = wanted.asked_at and (wanted.last_run is None or wanted.last_run < wanted.asked_at)
    return sync(wanted, by=wanted.asked_by if asked_for else None, at=at)
