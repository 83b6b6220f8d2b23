"""Which fields matter most, how long a hub's word is trusted, and who may sit at the desk."""

from datetime import timedelta

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role

MISSING_FOR = timedelta(days=6)
DETAILS_TRUSTED = timedelta(days=6)
"""A list row that has not moved keeps the details we hold for less than a week, as some hubs forget to say so."""

SECOND_THOUGHTS = timedelta(minutes=10)
"""So long a letter waits, so that an answer taken back at the desk is not told."""

URGENT_FIELDS = ("status", "alert")
CONTACT_FIELDS = ("phones", "schedules", "locations")

DESK = (Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR)
KEEPERS = (Role.LEADER, Role.COORDINATOR, Role.REVIEWER)


def may_review(user: User) -> bool:
    """Reviewers, coordinators and administrators sit at the desk."""
    return user.has_role(*DESK)


def may_keep(user: User) -> bool:
    """Leaders, coordinators and reviewers keep the entries that are ours alone."""
    return user.has_role(*KEEPERS)
