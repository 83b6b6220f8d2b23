"""One question before a course and after it. What a household says is its own; leaders see how all of them moved."""

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from sessions.models import Enrolment


def asked(enrolment: Enrolment) -> str:
    """Which of the two answers is wanted now: before, until the first date is over; after, once the last has begun."""
    if not enrolment.programme.question or enrolment.state != "booked":
        return ""
    dates = enrolment.bookings.filter(occurrence__cancelled_at=None).order_by("occurrence__starts_at")
    times = list(dates.values_list("occurrence__starts_at", "occurrence__ends_at"))
    now = clock.now()
    if times and now < times[0][1]:
        return "before" if enrolment.before is None else ""
    if times and now >= times[-1][0]:
        return "after" if enrolment.after is None else ""
    return ""


@transaction.atomic
def answer(enrolment: Enrolment, score: int, *, by: User) -> None:
    """Keep it. The trail says that somebody answered, not what."""
    which = asked(enrolment)
    if which:
        setattr(enrolment, which, score)
        enrolment.save(update_fields=[which])
        record(f"enrolment.answered_{which}", enrolment, by=by)
