"""What the pages of a debrief ask: one's own words so far, and who could do a job."""

from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from sessions.models import Debrief, Occurrence


def mine(occurrence: Occurrence, user: User) -> dict[str, str]:
    """What this person has written of a session."""
    said = Debrief.objects.filter(occurrence=occurrence, by=user).first()
    return {"went_well": said.went_well, "change": said.change} if said else {}


def team_of(occurrence: Occurrence) -> QuerySet[User]:
    """Who leads the group, and who coordinates: those to whom a job may be given."""
    # a union, as one condition with OR reads everybody who has an account
    coordinators = User.objects.filter(roles__contains=[Role.COORDINATOR]).values("pk")
    team = coordinators.union(occurrence.programme.leaders.order_by().values("pk"))
    return User.objects.filter(pk__in=team, is_active=True).order_by("name", "pk")
