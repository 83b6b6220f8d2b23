"""Partners and guides: written down, changed, taken off."""

from typing import Any

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from signposting.models import Guide, Partner


@transaction.atomic
def keep(row: Partner | Guide, facts: dict[str, Any], *, by: User) -> None:
    """These facts from now on. Whoever writes them has looked."""
    for name, value in facts.items():
        setattr(row, name, value)
    row.reviewed_at = clock.now()
    row.save()
    record("kept.changed", row, by=by, kind=row._meta.model_name)


@transaction.atomic
def end_partnership(row: Partner, *, by: User) -> None:
    """We no longer work together: nothing of them stays but that it was so."""
    record("kept.removed", row, by=by, kind="partner")
    Partner.objects.filter(pk=row.pk).delete()
