"""A protected address: sealed, for the carer's own eyes and the safeguarding lead's (TRUST 3)."""

from django.db import transaction

from families.models import Carer, Family
from families.rules.words import tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record


@transaction.atomic
def protect(carer: Carer, address: str, *, by: User) -> None:
    """Keep an address, or forget it again. The household has no area then: not for matching, lists or exports."""
    carer = Carer.objects.select_for_update().get(pk=carer.pk)
    carer.address = tidy_lines(address, longest=400, field="address")
    carer.save(update_fields=["address"])
    if carer.address:
        Family.objects.filter(pk=carer.family_id).update(outcode="")
    record("address.protected" if carer.address else "address.forgotten", carer, by=by)


def is_protected(family: Family) -> bool:
    """Has an adult of the household a protected address?"""
    return Carer.objects.filter(family=family).exclude(address="").exists()
