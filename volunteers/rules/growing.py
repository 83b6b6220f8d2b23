"""Weeks, hours, and when confidence is asked about."""

from datetime import date, timedelta
from decimal import Decimal

WEEKS_BACK = 4
ASKED_AFTER = {0: 0, 3: 91, 6: 182}
"""After so many months, in days: at the start, after three months, after six."""


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def weeks_to_fill(today: date) -> list[date]:
    """The Mondays of this week and of the last ones, of which somebody may still say what it was."""
    return [monday_of(today) - timedelta(weeks=ago) for ago in range(WEEKS_BACK + 1)]


def planned_in(plans: list[tuple[date, Decimal | None]], monday: date) -> Decimal | None:
    """What somebody meant to give in a week: the newest plan that was made by then goes on."""
    made = [(said, hours) for said, hours in plans if hours is not None and said <= monday]
    return max(made)[1] if made else None
