"""What one carer may do for one child, set by whoever says who belongs to the household."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction

from families.models import Carer, Child, Family, Right, Say
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


def close_like_the_others(family: Family, new: Iterable[Child], *, by: User) -> None:
    """Children who come into a household are closed to whom every other child is closed, and as far as the strictest.

    Not to whoever brings them: they know what they told us.
    """
    new = list(new)
    there = family.children.exclude(pk__in=[child.pk for child in new])
    says: dict[int, list[str]] = defaultdict(list)
    less = Right.objects.filter(carer__family=family, child__in=there).exclude(say=Say.ALL)
    for carer, say in less.exclude(carer__user=by).values_list("carer", "say"):
        says[carer].append(say)
    if not says:
        return
    count = there.count()
    rows = [
        Right(carer_id=carer, child=child, say=Say.NONE if Say.NONE in theirs else Say.BRING)
        for carer, theirs in says.items()
        if len(theirs) == count
        for child in new
    ]
    Right.objects.bulk_create(rows, ignore_conflicts=True)
