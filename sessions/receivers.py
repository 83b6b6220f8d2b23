"""News from the families room."""

from typing import Any

from django.dispatch import receiver

from families.models import Carer, Child, Family
from families.services.merging import Plan
from families.signals import carer_leaves, child_leaves, households_merge
from groupsite.accounts.models import User
from sessions.services import leaving


@receiver(carer_leaves)
def let_a_carer_go(sender: Any, carer: Carer, heir: Carer, by: User, **kwargs: Any) -> None:
    """Their bookings are the household's; letters about them go to somebody who stays."""
    leaving.carer_leaves(carer, heir, by=by)


@receiver(child_leaves)
def let_a_child_go(sender: Any, child: Child, family: Family, for_good: bool, by: User, **kwargs: Any) -> None:  # noqa: FBT001  as it is sent
    """The places of that child are free again."""
    leaving.child_leaves(child, family, for_good=for_good, by=by)


@receiver(households_merge)
def say_what_clashes(sender: Any, plan: Plan, **kwargs: Any) -> list[str]:
    """Both have something booked for the same session."""
    return leaving.clashes(plan)
