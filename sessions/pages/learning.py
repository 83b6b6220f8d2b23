"""Learning for you: what parents can learn here, with what each has said."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from families.models import Family
from groupsite.accounts.models import User
from sessions.models import Enrolment, Interest, Occurrence, Programme

MOST_SHOWN = 60


def is_on() -> bool:
    """Does this organisation have anything for parents to learn?"""
    return _to_learn().exists()


def _to_learn() -> QuerySet[Programme, Any]:
    """A meeting of parents is for them, too, and nothing to learn."""
    return Programme.objects.filter(for_parents=True).exclude(kind=Programme.Kind.OPEN_DAY)


def offers(user: User) -> QuerySet[Programme, Any]:
    """What parents can learn, what has dates first: its next date, whether this one is interested or on it."""
    ahead = Occurrence.objects.filter(programme=OuterRef("pk")).upcoming().order_by("starts_at")
    mine = Interest.objects.filter(programme=OuterRef("pk"), carer__user=user)
    on_it = Enrolment.objects.live().filter(programme=OuterRef("pk"), family__in=Family.objects.acted_for_by(user))
    rows = _to_learn().select_related("venue")
    rows = rows.annotate(
        next_code=Subquery(ahead.values("code")[:1]),
        next_at=Subquery(ahead.values("starts_at")[:1]),
        interested=Exists(mine),
        on_it=Exists(on_it),
    )
    return rows.order_by("next_at", "name", "pk")[:MOST_SHOWN]


def outcomes_to_say(user: User) -> QuerySet[Interest]:
    """What this person was interested in."""
    return Interest.objects.filter(carer__user=user).select_related("programme")
