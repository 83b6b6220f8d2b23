"""Cards that a person may see: a leader all of them, everybody else those that families have been given."""

from django.db.models import Max, QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Card


def leads(user: User) -> bool:
    """May this person write cards?"""
    return user.has_role(Role.LEADER, Role.COORDINATOR)


def cards_for(user: User) -> QuerySet[Card]:
    """With the last day each was given on as `given_on`; the newest first."""
    rows = Card.objects.all()
    if not leads(user):
        rows = rows.filter(handouts__occurrence__ends_at__lt=clock.now(), handouts__occurrence__cancelled_at=None)
    return rows.annotate(given_on=Max("handouts__occurrence__day")).order_by("-given_on", "title", "pk")
