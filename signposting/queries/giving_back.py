"""Where we say something else than a hub, because one of us made sure or decided: what the hub could correct."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.audit.models import Entry
from groupsite.kit.refs import ref
from signposting.familyhub.keys import key
from signposting.familyhub.normalise import FIELDS
from signposting.models import FieldCheck, Proposal, Service, Source, SourceRecord
from signposting.rules.freshness import HUB_OLD, hub_is_behind

DECIDED = "decided"
EDITED, UNDONE = "directory.edited", "directory.undone"
EVIDENCE: dict[str, str | Promise] = {
    "phone": _("We rang them"),
    "visit": _("We were there"),
    "email": _("They wrote to us"),
    "hub": _("Their own page says so"),
    "provider": _("The service says so itself"),
    "hub_said": _("Somebody of yours says so"),
    DECIDED: _("Our desk looked at both and kept ours"),
}
Seen = dict[tuple[int, str], tuple[str, datetime]]


@dataclass(frozen=True)
class Correction:
    """One field of one record: theirs, ours, how we know and since when. It says nothing of any person of ours."""

    hub_id: str
    name: str
    field: str
    theirs: Any
    ours: Any
    evidence: str
    at: datetime

    @property
    def evidence_in_words(self) -> str:
        """How we know."""
        return str(EVIDENCE[self.evidence])


def corrections(source: Source) -> list[Correction]:
    """By name. A field changed by hand that nobody checked is not among them, nor one that waits for a decision."""
    listed = SourceRecord.objects.filter(
        source=source, service__state=Service.State.LISTED, missing_since=None, replaced_by=None
    )
    rows = list(listed.select_related("service").order_by("service__bare_name", "pk"))
    seen, open_questions = _known(rows), _waiting(rows)
    return [
        Correction(row.hub_id, row.service.name, field, row.theirs.get(field), ours, *seen[row.service_id, field])
        for row in rows
        for field, ours in row.service.facts().items()
        if field in FIELDS
        and (row.service_id, field) in seen
        and (row.service_id, field) not in open_questions
        and key(field, row.theirs.get(field)) != key(field, ours)
    ]


def behind(source: Source, today: date) -> list[SourceRecord]:
    """What the hub has not looked at for a year and one of us has since, the longest ago first."""
    rows = SourceRecord.objects.filter(
        source=source, service__state=Service.State.LISTED, service__verified_at__isnull=False, missing_since=None,
        replaced_by=None, hub_assured_date__lt=today - HUB_OLD,
    )  # fmt: skip
    ordered = rows.select_related("service").order_by("hub_assured_date", "pk")
    return [row for row in ordered if hub_is_behind(row.hub_assured_date, row.service.verified_at, today)]


def _known(rows: list[SourceRecord]) -> Seen:
    """How we know, by the newest check or decision; not where somebody changed the field after it."""
    checked, decided, edited = _checked(rows), _decided(rows), _edited(rows)
    newest = {place: max((one[place] for one in (checked, decided) if place in one), key=lambda how: how[1])
              for place in checked.keys() | decided.keys()}  # fmt: skip
    return {place: how for place, how in newest.items() if place not in edited or edited[place] <= how[1]}


def _edited(rows: list[SourceRecord]) -> dict[tuple[int, str], datetime]:
    """When a field was last changed by hand, and not changed back. Changed is not checked."""
    services = {ref(row.service): row.service_id for row in rows}
    edits: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for entry in Entry.objects.filter(what__in=(EDITED, UNDONE), about__in=services).order_by("at", "pk"):
        service, said = services[entry.about], entry.details
        if entry.what == EDITED:
            edits[service, said["field"]].append(entry.at)
        for field in said.get("fields", ()):
            since = datetime.fromisoformat(said["since"])
            edits[service, field] = [at for at in edits[service, field] if at < since]
    return {place: times[-1] for place, times in edits.items() if times}


def _checked(rows: Iterable[SourceRecord]) -> Seen:
    """The newest check of each field."""
    checks = FieldCheck.objects.filter(service__in=[row.service_id for row in rows])
    newest = checks.order_by("service_id", "field", "-at", "-pk").distinct("service_id", "field")
    return {(check.service_id, check.field): (check.how, check.at) for check in newest}


def _decided(rows: Iterable[SourceRecord]) -> Seen:
    """Where a reviewer kept ours or wrote what is right."""
    kept = Proposal.objects.filter(
        record__in=[row.pk for row in rows], state__in=(Proposal.State.REFUSED, Proposal.State.EDITED)
    ).order_by("decided_at", "pk")
    return {(one.service_id, one.field): (DECIDED, one.decided_at) for one in kept if one.decided_at}


def _waiting(rows: Iterable[SourceRecord]) -> set[tuple[int, str]]:
    """What the hub says anew and nobody has decided yet."""
    open_now = Proposal.objects.waiting().filter(record__in=[row.pk for row in rows])
    return set(open_now.values_list("service_id", "field"))
