"""Somebody looked at a thing we keep, and it is still right."""

from typing import Any
from uuid import UUID

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from signposting.queries.reviews import Kind
from signposting.rules.reviews import next_review


@transaction.atomic
def confirm(kind: Kind, code: UUID, *, by: User) -> Any:
    """It counts as looked at from now on; nothing else of it moves."""
    row = kind.rows().select_for_update().get(code=code)
    day = next_review(kind.slug, clock.today())
    kind.rows().filter(pk=row.pk).update(**{kind.day: day, kind.seen: clock.now()})
    record("kept.reviewed", row, by=by, kind=kind.slug)
    return row
