"""Who may read which advice."""

from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from signposting.models import Advice


def advice_for(user: User) -> QuerySet[Advice]:
    """A coordinator all of it, a leader what they gave themselves. Families find theirs in what we hold of them."""
    rows = Advice.objects.select_related("by", "service")
    return rows if user.has_role(Role.COORDINATOR) else rows.filter(by=user)
