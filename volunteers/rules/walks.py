"""Who may bring a family, and what either side may know of the other."""

from datetime import date

from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.errors import Refused
from volunteers.models import Clearance, Walk

NOBODY = ""


def why_not_bring(champion: User, dbs: Clearance | None, day: date) -> Refused | None:
    """Only a champion whose check is noted, is clear, and holds on the day itself."""
    if not champion.has_role(Role.CHAMPION):
        return Refused(_("Only champions bring families."), code="not_a_champion")
    if dbs is None or not dbs.holds_on(day):
        return Refused(_("You need a DBS check that holds on that day. Ring whoever coordinates."), code="not_cleared")
    return None


def seen_of_champion(walk: Walk, user: User) -> User | None:
    """Whom the family sees: the champion who has offered to come, while it lasts."""
    return walk.champion if walk.parent_id == user.pk and walk.ended_at is None else None


def seen_of_parent(walk: Walk, user: User) -> User | None:
    """Whom the champion sees: the parent, once they have agreed, and while it lasts."""
    return walk.parent if walk.champion_id == user.pk and walk.is_agreed else None
