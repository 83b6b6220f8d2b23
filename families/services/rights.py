"""What one carer may do for one child, set by whoever says who belongs to the household."""

from collections.abc import Mapping

from django.db import transaction

from families.models import Carer, Child, Right, Say
from groupsite.accounts.models import User
from groupsite.audit.services import record


@transaction.atomic
def set_rights(carer: Carer, says: Mapping[Child, str], *, by: User) -> None:
    """From the carer's next click on. Everything is what nobody has written down."""
    before = dict(carer.rights.select_for_update().values_list("child_id", "say"))
    changed = {child: say for child, say in says.items() if before.get(child.pk, Say.ALL) != say}
    for child, say in changed.items():
        Right.objects.update_or_create(carer=carer, child=child, defaults={"say": say})
    if changed:
        record("rights.changed", carer, by=by, children=len(changed))
