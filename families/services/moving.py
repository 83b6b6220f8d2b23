"""Moving every row that points at one row to another, in every room, and back again.

The rooms above are not imported: what points where is asked of the models themselves. A row that cannot stand where
it would go (the database says so) stays where it is.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, InternalError, models, transaction

from families.models import Merge, Twins

LEFT_ALONE: tuple[type[models.Model], ...] = (Merge, Twins)
"""They tell of the two as they were."""


@dataclass(frozen=True)
class Move:
    """One row that points elsewhere now."""

    model: str
    field: str
    pk: Any
    was: int
    now: int


@dataclass(frozen=True)
class Value:
    """One value that was written over."""

    model: str
    field: str
    pk: int
    was: Any
    now: Any


@dataclass
class Moved:
    """Everything it takes to go back."""

    rows: list[Move] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """As a merge keeps it."""
        rows = [Move(**row) for row in kept.get("rows", [])]
        values = [Value(**value) for value in kept.get("values", [])]
        return cls(rows, values, list(kept.get("letters", [])))

    def to_json(self) -> dict[str, Any]:
        """For the merge to keep; sealed there."""
        return {
            "rows": [asdict(row) for row in self.rows],
            "values": [asdict(value) for value in self.values],
            "letters": self.letters,
        }


def pointing_at(model: type[models.Model]) -> list[tuple[Any, str]]:
    """Every model of every room with a key to this one, and the name of the key; tables between two as well."""
    found = [
        (relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in LEFT_ALONE
    ]
    return sorted(found, key=lambda pair: (pair[0]._meta.label_lower, pair[1]))


def move_all(was: models.Model, now: models.Model, *, but: Iterable[tuple[str, Any]] = ()) -> list[Move]:
    """Let every row that points at `was` point at `now`; those named in `but` stay."""
    stay, moves = set(but), []
    for model, name in pointing_at(type(was)):
        label = model._meta.label_lower
        for pk in list(_rows(label).filter(**{name: was.pk}).order_by("pk").values_list("pk", flat=True)):
            move = Move(label, name, pk, int(was.pk), int(now.pk))
            if (label, pk) not in stay and _put(move, frm=move.was, to=move.now):
                moves.append(move)
    return moves


def move_back(moved: Moved) -> None:
    """The other way round, last first. What has gone since, or been changed by somebody, stays as it is.

    Rows first: only where they stood before may the old values stand again, such as who is the main carer.
    """
    for move in reversed(moved.rows):
        _put(move, frm=move.now, to=move.was)
    for value in reversed(moved.values):
        set_value(value, frm=value.now, to=value.was)


def _rows(label: str) -> models.QuerySet[Any]:
    """Every row of a table, whatever its manager would leave out."""
    return models.QuerySet(apps.get_model(label))


def _put(move: Move, *, frm: int, to: int) -> bool:
    try:
        with transaction.atomic():
            return bool(_rows(move.model).filter(pk=move.pk, **{move.field: frm}).update(**{move.field: to}))
    except (IntegrityError, InternalError):  # the second is a trigger's no: who gave a consent never changes
        return False


def write(row: models.Model, name: str, now: Any) -> list[Value]:
    """Write over one value; sealed columns are sealed again. Nothing to remember when it is the same."""
    value = Value(row._meta.label_lower, name, int(row.pk), plain(getattr(row, _attname(row, name))), now)
    if value.was == now or not set_value(value, frm=value.was, to=now):
        return []
    _set(row, name, now)
    return [value]


def set_value(value: Value, *, frm: Any, to: Any) -> bool:
    """Unless somebody has changed it since; did it change now?"""
    row = _rows(value.model).filter(pk=value.pk).first()
    if row is None or plain(getattr(row, _attname(row, value.field))) != frm:
        return False
    _set(row, value.field, to)
    row.save(update_fields=[value.field])
    return True


def _set(row: models.Model, name: str, to: Any) -> None:
    concrete: Any = row._meta.get_field(name)
    setattr(row, concrete.attname, concrete.to_python(to))


def _attname(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "attname", name))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
