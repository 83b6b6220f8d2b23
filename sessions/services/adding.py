"""One date more, added by hand: it does not have to fit the rhythm."""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence, Programme, Venue
from sessions.queries.timetable import Taken, halls_taken
from sessions.services.timetable import why_away


@dataclass(frozen=True)
class Extra:
    """When and where the date is to be."""

    day: date
    starts: time
    ends: time
    venue: Venue


@dataclass(frozen=True)
class Preview:
    """What else is in the hall that day, what of it is there at the same time, and why groups do not run then."""

    date: Occurrence
    others: list[Taken]
    clashes: list[Taken]
    away: str


def preview(programme: Programme, asked: Extra) -> Preview:
    """What `add` would do. Writes nothing; raises Refused as it would."""
    row = _checked(programme, asked)
    mine = Taken.of(row)
    others = sorted(
        (each for each in halls_taken(row.day, row.day) if each.hall == mine.hall), key=lambda each: each.starts_at
    )
    return Preview(row, others, [each for each in others if mine.clashes(each)], why_away(row))


@transaction.atomic
def add(programme: Programme, asked: Extra, *, by: User) -> Occurrence:
    """Put the date on “What’s on”. Raises Refused. The group is held: nobody makes or moves a date meanwhile."""
    programme = Programme.objects.select_for_update(no_key=True, of=("self",)).get(pk=programme.pk)
    row = _checked(programme, asked)
    row.save()
    record("date.added", row, by=by)
    return row


def _checked(programme: Programme, asked: Extra) -> Occurrence:
    """The date as it would be. Raises Refused by the box."""
    if asked.ends <= asked.starts:
        raise Refused(_("The end has to be after the start."), code="ends", field="ends")
    starts_at, ends_at = clock.at(asked.day, asked.starts), clock.at(asked.day, asked.ends)
    if starts_at <= clock.now():
        raise Refused(_("That day or time is over. Choose one that is still to come."), code="past", field="day")
    there = programme.occurrences.filter(day=asked.day).first()
    if there and there.cancelled_at:
        says = _("The date of %(day)s is called off. Open the group and bring that date back, or choose another day.")
        raise Refused(says % {"day": f"{asked.day:%-d %B}"}, code="day_off", field="day")
    if there:
        says = _("This group has another date on %(day)s already. Choose another day.")
        raise Refused(says % {"day": f"{asked.day:%-d %B}"}, code="day_taken", field="day")
    venue = None if asked.venue.pk == programme.venue_id else asked.venue
    return Occurrence(programme=programme, day=asked.day, extra=True, starts_at=starts_at, ends_at=ends_at, venue=venue)
