"""Answers at the desk that can be taken back: what each changed is kept, and put back if nobody has moved it since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import take_back
from signposting.models import (
    Barrier,
    Correction,
    Deed,
    Doubt,
    FactChange,
    FieldCheck,
    Kept,
    Pair,
    PhoneCall,
    Proposal,
    Report,
    Service,
    SharedEntry,
    SlipEntry,
    SourceRecord,
    Suggestion,
    SyncRun,
    Talk,
)
from signposting.services import doubles, freshness

LASTS = timedelta(hours=12)
"""Today's answers can be taken back. An older one is corrected like any fact."""

WATCHED: dict[type[models.Model], tuple[str, ...]] = {
    Service: tuple(
        row.attname
        for row in Service._meta.local_concrete_fields
        if not row.generated and row.name not in ("id", "code")
    ),
    Proposal: ("state", "decided_at", "decided_by_id", "reason", "service_id"),
    Correction: ("state", "decided_at", "decided_by_id"),
    Report: ("outcome", "decided_at", "decided_by_id", "service_id"),
    Doubt: ("settled_at", "service_id"),
    SourceRecord: ("base", "missing_since", "missing_again_at"),
    SlipEntry: ("closed_told_at", "service_id"),
    **dict.fromkeys((Kept, SharedEntry, Barrier), ("service_id",)),
    Pair: ("state", "decided_at", "decided_by_id"),
    Suggestion: ("decided_at", "decided_by_id", "service_id", "reason"),
    SyncRun: ("loss_decided_by_id", "loss_kept_at", "vanished"),
    Talk: ("followed_up_at",),
}
"""What an answer may change, of each table. The order is the one in which rows are put back."""
MADE: tuple[type[models.Model], ...] = (FieldCheck, FactChange, PhoneCall, Correction)
"""What an answer may add to an entry."""
THEIRS = (Kept, SharedEntry, SlipEntry, Barrier)
"""What families may let go of at any time; that is in nobody's way."""
NEWS = {Report: "report_answered", Suggestion: "suggestion_answered", SlipEntry: "slip_closed"}
"""Letters that wait a little, so that an answer taken back is not told."""

Rows = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Card:
    """What is being answered: the kind of card, its row, and the entries it is about."""

    kind: str
    row: models.Model
    services: tuple[Service, ...] = ()

    @property
    def code(self) -> UUID:
        """The card's own code."""
        return UUID(str(getattr(self.row, "code", "")))


@transaction.atomic
def answer(card: Card, deed: Callable[[], Any], *, by: User) -> Deed:
    """Do it, and keep what it changed."""
    pks = sorted(service.pk for service in card.services)
    locked = list(Service.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    rows = _at_stake(card, pks)
    before, newest = _snapshot(rows), {model: _newest(model) for model in MADE}
    deed()
    after = _snapshot(rows)
    made = {model._meta.label_lower: _made_since(model, top, pks) for model, top in newest.items()}
    return Deed.objects.create(
        kind=card.kind, about=card.code, title=str(card.row if not locked else locked[0])[:300],
        service=locked[0] if locked else None, by=by, **_difference(before, after, made),
    )  # fmt: skip


def _at_stake(card: Card, services: list[int]) -> dict[type[models.Model], list[int]]:
    """Rows the answer may change: those that wait about these entries, and the card's own."""
    rows: dict[type[models.Model], list[int]] = {Service: services}
    for model, waiting in (
        (Proposal, Proposal.objects.waiting()),
        (Correction, Correction.objects.waiting()),
        (Report, Report.objects.open()),
        (Doubt, Doubt.objects.open()),
        (SourceRecord, SourceRecord.objects.all()),
        (SlipEntry, SlipEntry.objects.filter(closed_told_at=None)),
    ):
        rows[model] = list(waiting.filter(service__in=services).values_list("pk", flat=True)) if services else []
    if isinstance(card.row, Pair):
        rows |= {model: list(found.values_list("pk", flat=True)) for model, found in doubles.about(services).items()}
    own = type(card.row)
    if own in WATCHED and card.row.pk not in rows.setdefault(own, []):
        rows[own].append(card.row.pk)
    if isinstance(card.row, SyncRun):
        held = card.row.source.records.filter(hub_id__in=card.row.held)
        rows[SourceRecord] = list(held.values_list("pk", flat=True))
    return rows


def _snapshot(rows: dict[type[models.Model], list[int]]) -> Rows:
    """The watched fields of these rows, as JSON would have them."""
    return {
        model._meta.label_lower: {
            str(row.pk): {name: _plain(getattr(row, name)) for name in WATCHED[model]}
            for row in model._default_manager.filter(pk__in=pks)
        }
        for model, pks in rows.items()
        if pks
    }


def _plain(value: Any) -> Any:
    is_plain = value is None or isinstance(value, str | int | float | bool | list | dict)
    return value if is_plain else DjangoJSONEncoder().default(value)


def _made_since(model: type[models.Model], top: int, services: list[int]) -> list[int]:
    """The entries are locked, so nobody else adds anything to them."""
    return list(model._default_manager.filter(service__in=services, pk__gt=top).values_list("pk", flat=True))


def _newest(model: type[models.Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _difference(before: Rows, after: Rows, made: dict[str, list[int]]) -> dict[str, Any]:
    """Only what moved is kept."""
    was: Rows = {}
    now: Rows = {}
    for label, rows in before.items():
        for pk, values in rows.items():
            moved = {name for name in values if after[label].get(pk, {}).get(name) != values[name]}
            if moved:
                was.setdefault(label, {})[pk] = {name: values[name] for name in moved}
                now.setdefault(label, {})[pk] = {name: after[label].get(pk, {}).get(name) for name in moved}
    return {"before": was, "after": {"rows": now, "made": {label: pks for label, pks in made.items() if pks}}}


def last_of(user: User) -> Deed | None:
    """The answer this person may take back: their last one of today."""
    return Deed.objects.standing().filter(by=user, at__gt=clock.now() - LASTS).first()


def last_about(service: Service, *, by: User) -> Deed | None:
    """The same, where it was about this entry."""
    deed = last_of(by)
    return deed if deed and deed.service_id == service.pk else None


@transaction.atomic
def undo(deed: Deed, *, by: User) -> Deed:
    """Put everything back as it was before the answer; refuses when somebody has moved any of it since."""
    if deed.service_id:
        Service.objects.select_for_update().get(pk=deed.service_id)
    deed = Deed.objects.select_for_update(of=("self",)).get(pk=deed.pk)
    if deed.undone_at or deed.by_id != by.pk or clock.now() - deed.at > LASTS:
        raise Refused(_("This answer cannot be taken back any more. Change the entry instead."), code="over")
    models_of = {model._meta.label_lower: model for model in WATCHED}
    rows = {models_of[label]: [int(pk) for pk in found] for label, found in deed.after["rows"].items()}
    _must_be_untouched(deed.after["rows"], _snapshot(rows))
    for label, found in deed.before.items():
        for pk, values in found.items():
            _put_back(models_of[label], int(pk), values)
    fields, since = _changed_by(deed)
    _take_away(deed)
    _withdraw_letters(rows)
    if deed.service_id:
        freshness.refresh(Service.objects.get(pk=deed.service_id), at=clock.now())
    deed.undone_at = clock.now()
    deed.save(update_fields=["undone_at"])
    record("directory.undone", deed.service or deed, by=by, kind=deed.kind, deed=deed.pk, fields=fields, since=since)
    return deed


def _changed_by(deed: Deed) -> tuple[list[str], str]:
    """Which facts the answer changed, and since when: what is undone does not count as changed."""
    changes = FactChange.objects.filter(pk__in=deed.after["made"].get(FactChange._meta.label_lower, []))
    rows = list(changes.values_list("field", "at"))
    return sorted(field for field, _at in rows), min((at.isoformat() for _field, at in rows), default="")


QUIET = {"harm", "readers", "flag", "step", "due_on", "warned_at", "noticed_at", "rating"}
"""Moved by the clock, not by a person."""


def _must_be_untouched(then: Rows, now: Rows) -> None:
    theirs = {model._meta.label_lower for model in THEIRS}
    for label, found in then.items():
        for pk, values in found.items():
            row = now.get(label, {}).get(pk)
            if row is None and label in theirs:
                continue
            if row is None or any(row[name] != value for name, value in values.items() if name not in QUIET):
                raise Refused(
                    _("Somebody has changed it since. Open the entry and put right what is wrong."), code="moved"
                )


def _put_back(model: type[models.Model], pk: int, values: dict[str, Any]) -> None:
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    was = {name: fields[name].to_python(value) for name, value in values.items()}
    model._default_manager.filter(pk=pk).update(**was)


def _take_away(deed: Deed) -> None:
    """What the answer added: checks, a call, a correction; the entry a suggestion became."""
    for model in MADE:
        model._default_manager.filter(pk__in=deed.after["made"].get(model._meta.label_lower, [])).delete()
    taken_up = deed.after["rows"].get(Suggestion._meta.label_lower, {}).values()
    Service.objects.filter(pk__in=[row["service_id"] for row in taken_up if row.get("service_id")]).delete()


def _withdraw_letters(rows: dict[type[models.Model], list[int]]) -> None:
    for model, kind in NEWS.items():
        for row in model._default_manager.filter(pk__in=rows.get(model, [])):
            take_back(kind, about=row)
