"""Writing the trail, in the same transaction as what it tells of."""

from typing import Any

from django.db.models import Model

from groupsite.audit.models import Entry, Reading
from groupsite.kit.refs import ref


def record(what: str, about: Model, *, by: Model | None, **details: Any) -> Entry:
    """Note that `by` did `what` to `about`; nobody (`None`) means the clock did."""
    return Entry.objects.create(what=what, about=ref(about), by_id=by.pk if by else None, details=details)


def note_reading(what: str, about: Model, *, by: Model) -> Reading:
    """Note that `by` opened sensitive data of `about`."""
    return Reading.objects.create(what=what, about=ref(about), by_id=by.pk)
