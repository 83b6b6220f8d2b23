"""How long a thing is trusted before somebody looks at it again."""

from datetime import date

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role

KEEPERS = (Role.LEADER, Role.COORDINATOR, Role.REVIEWER)
MONTHS = {"person": 3, "internal": 6, "guide": 6, "resource": 12, "partner": 12}
"""A person moves on sooner than a document grows old."""


def next_review(kind: str, today: date) -> date:
    """The day by which it is looked at again: so many months on, on a day that every month has."""
    months = today.year * 12 + today.month - 1 + MONTHS[kind]
    return date(months // 12, months % 12 + 1, min(today.day, 28))


def may_keep(user: User) -> bool:
    """Leaders, coordinators and reviewers keep what is not about one family."""
    return user.has_role(*KEEPERS)
