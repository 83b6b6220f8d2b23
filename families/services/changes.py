"""Writing a change on a row: what is new is on the trail by name, never its value."""

from typing import Any, TypeVar

from django.db import models

from groupsite.accounts.models import User
from groupsite.audit.services import record

Row = TypeVar("Row", bound=models.Model)


def change_row(row: Row, facts: dict[str, Any]) -> tuple[Row, set[str]]:
    """The row as it is now with the facts written in, and the names of those that are new."""
    row = type(row)._default_manager.select_for_update().get(pk=row.pk)
    changed = {name for name, value in facts.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
    return row, changed


def note_change(what: str, row: models.Model, changed: set[str], *, by: User) -> None:
    """A line on the trail, unless nothing is new."""
    if changed:
        record(what, row, by=by, fields=sorted(changed))
