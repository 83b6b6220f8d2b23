"""Birthdays and due dates: what can be true, and what to say when it can’t."""

import calendar
from datetime import date, timedelta

from django.utils.translation import gettext as _

from groupsite.kit import clock
from groupsite.kit.errors import Refused

OLDEST = 18 * 12
"""Months. Older than that is a slip of the year."""
LATEST_DUE = timedelta(days=300)
OVERDUE = timedelta(days=28)


def turns(born: date, months: int) -> date:
    """The day on which somebody is so many months old; a day the month lacks falls on its last day."""
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(born.day, last))


def possible_birthday(born_on: date, *, today: date | None = None) -> date:
    """The birthday, or why it cannot be one."""
    today = today or clock.today()
    if born_on > today:
        raise Refused(
            _("This birthday is still to come. For a baby on the way, go back and choose “Add a baby on the way”."),
            code="future",
            field="day",
        )
    if clock.age_in_months(born_on, today) >= OLDEST:
        raise Refused(_("This birthday was 18 years ago or more. Please check the year."), code="too_old", field="day")
    return born_on


def possible_due_date(due_on: date, *, today: date | None = None) -> date:
    """The due date, or why it cannot be one. Babies come late, so four weeks past is fine."""
    today = today or clock.today()
    if due_on < today - OVERDUE:
        raise Refused(
            _("This date is more than four weeks ago. If your baby is here, go back and choose “Add a child”."),
            code="past_due",
            field="day",
        )
    if due_on > today + LATEST_DUE:
        raise Refused(
            _("This date is more than ten months away. Please check the month and the year."),
            code="too_far",
            field="day",
        )
    return due_on
