"""What happened to an entry: what was changed, what we kept against others, what was checked; the newest first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from groupsite.accounts.models import User
from signposting.models import Correction, FieldCheck, Proposal, Service

MOST = 20
CHECKS_READ = 200
"""A whole check is a row for each field, and one line here."""


@dataclass(frozen=True)
class Past:
    """One thing that somebody did."""

    kind: str
    at: datetime
    by: User | None
    fields: tuple[str, ...]
    before: Any = None
    after: Any = None
    words: Any = ""


def history(service: Service) -> list[Past]:
    """The last twenty, in four questions however many there are."""
    found = [*_changes(service), *_kept(service), *_corrections(service), *_checks(service)]
    return sorted(found, key=lambda past: past.at, reverse=True)[:MOST]


def _changes(service: Service) -> list[Past]:
    rows = service.changes.select_related("by")[:MOST]
    return [Past("changed", row.at, row.by, (row.field,), row.before, row.after) for row in rows]


def _kept(service: Service) -> list[Past]:
    """What hubs said otherwise, and one of us did not take over."""
    rows = service.proposals.filter(state=Proposal.State.REFUSED).select_related("decided_by").order_by("-decided_at")
    return [
        Past("kept", row.decided_at, row.decided_by, (row.field,), after=row.theirs, words=row.reason)
        for row in rows[:MOST]
        if row.decided_at
    ]


def _corrections(service: Service) -> list[Past]:
    """What they said themselves, likewise. One that a newer word replaced was decided by nobody."""
    rows = service.corrections.filter(state=Correction.State.REFUSED, decided_by__isnull=False)
    newest = rows.select_related("decided_by").order_by("-decided_at")[:MOST]
    return [
        Past("kept", row.decided_at, row.decided_by, (row.field,), after=row.value) for row in newest if row.decided_at
    ]


def _checks(service: Service) -> list[Past]:
    together: dict[tuple[datetime, User | None, str], list[str]] = defaultdict(list)
    for row in service.checks.select_related("by").order_by("-at", "pk")[:CHECKS_READ]:
        together[row.at, row.by, row.how].append(row.field)
    return [
        Past("checked", at, by, tuple(fields), words=FieldCheck.How(how).label)
        for (at, by, how), fields in together.items()
    ]
