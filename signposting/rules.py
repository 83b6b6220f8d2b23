"""How old a check may be, which fields matter most, and who may sit at the desk."""

from datetime import datetime, timedelta

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from signposting.models.directory import VERY_STALE

DUE = timedelta(days=90)
STALE = timedelta(days=180)
MISSING_FOR = timedelta(days=6)
DETAILS_TRUSTED = timedelta(days=6)
"""A list row that has not moved keeps the details we hold for less than a week, as some hubs forget to say so."""

KEY_FIELDS = ("status", "phones", "schedules", "locations", "costs")
"""A family is sent to a locked door by one of these. An entry counts as checked when all of them are."""

URGENT_FIELDS = ("status", "alert")
CONTACT_FIELDS = ("phones", "schedules", "locations")


def may_review(user: User) -> bool:
    """Reviewers, coordinators and administrators sit at the desk."""
    return user.has_role(Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR)


def flag(verified_at: datetime | None, listed_at: datetime | None, *, at: datetime) -> str:
    """How overdue an entry's next check is. Never checked is due at once, and ages from the day it was listed."""
    known = verified_at or listed_at
    if known is None:
        return ""
    for name, limit in (("very_stale", VERY_STALE), ("stale", STALE), ("due", DUE)):
        if at - known > limit:
            return name
    return "" if verified_at else "due"
