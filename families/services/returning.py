"""A family that had left is here again: it books, walks in, or tells us something."""

from collections.abc import Iterable

from families.models import Family
from groupsite.accounts.models import User
from groupsite.audit.services import record


def come_back(families: Iterable[int], *, by: User) -> None:
    """Those among these households, by number, that had left are on our lists again, and what we know of them stays.

    In the transaction of whatever they did.
    """
    gone = Family.objects.filter(pk__in=families).exclude(left_at=None)
    for family in gone.select_for_update(no_key=True).order_by("pk"):
        family.left_at, family.left_why = None, ""
        family.save(update_fields=["left_at", "left_why"])
        record("family.came_back", family, by=by)


def homes_told_of(child_id: int, *, by: User) -> list[int]:
    """The household whose adult tells us of a child; of somebody else's telling, each home of it.

    Two homes of one child are two families: one of them may have left, and stays so when the other tells us.
    """
    homes = Family.objects.filter(homes__child=child_id)
    own = homes.filter(carers__user=by)
    return list((own if own.exists() else homes).values_list("pk", flat=True))
