"""Writing the trail, in the same transaction as what it tells of."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from groupsite.audit.models import Entry, Reading
from groupsite.kit.refs import ref


def record(what: str, about: Model, *, by: Model | None, **details: Any) -> Entry:
    """Note that `by` did `what` to `about`; nobody (`None`) means the clock did."""
    return Entry.objects.create(what=what, about=ref(about), by_id=by.pk if by else None, details=details)


def record_all(what: str, about: Iterable[Model], *, by: Model | None, **details: Any) -> None:
    """The same of many rows at once."""
    by_id = by.pk if by else None
    Entry.objects.bulk_create(
        [Entry(what=what, about=ref(row), by_id=by_id, details=details) for row in about], batch_size=1000
    )


def last_was(what: str, about: Model, *, by: Model) -> bool:
    """Was it `by` who did `what` to `about` last?"""
    done = Entry.objects.filter(what=what, about=ref(about)).order_by("-at", "-pk")
    return done.values_list("by_id", flat=True).first() == by.pk


def note_reading(what: str, about: Model, *, by: Model) -> Reading:
    """Note that `by` opened sensitive data of `about`."""
    return Reading.objects.create(what=what, about=ref(about), by_id=by.pk)


def note_readings(what: str, about: Iterable[Model], *, by: Model) -> None:
    """The same of many rows at once."""
    Reading.objects.bulk_create([Reading(what=what, about=ref(row), by_id=by.pk) for row in about], batch_size=1000)
