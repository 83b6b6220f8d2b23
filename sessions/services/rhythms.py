"""How often a group runs changes from a day on: what does not fit any more is called off, the rest stays."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence, Programme, Term
from sessions.rules import dates
from sessions.services import cancelling, locks, timetable


@dataclass(frozen=True)
class Rhythm:
    """How often, which one of the month, and from which day on."""

    rhythm: str
    nth: int | None
    since: date

    def pattern(self, programme: Programme) -> dates.Pattern:
        """On the group's weekday, to its last day."""
        return dates.Pattern(self.rhythm, programme.weekday, self.nth, self.since, programme.last_day)


def left_over(programme: Programme, new: Rhythm) -> list[Occurrence]:
    """Dates from that day on that the new rhythm does not give; those added by hand stay. Raises Refused."""
    _check(programme, new)
    ahead = programme.occurrences.filter(day__gte=new.since, extra=False).upcoming().in_order()
    rows = [row for row in ahead if row.pattern_day >= new.since]  # what has moved there had its turn before
    if not rows:
        return []
    fits = set(dates.days_of(new.pattern(programme), new.since, max(row.pattern_day for row in rows)))
    return [row for row in rows if row.pattern_day not in fits]


@transaction.atomic
def change(programme: Programme, new: Rhythm, why: str, *, by: User) -> list[Occurrence]:
    """The new rhythm, and what was called off for it. Dates that it gives more are made as any others are."""
    held = locks.lock_to_move(programme, lambda: left_over(programme, new))
    programme = Programme.objects.get(pk=programme.pk)
    rows = [held[row.pk] for row in left_over(programme, new)]
    programme.rhythm, programme.nth, programme.first_day = new.rhythm, new.nth, new.since
    programme.save(update_fields=["rhythm", "nth", "first_day"])
    record("group.rhythm_changed", programme, by=by, rhythm=new.rhythm, since=new.since.isoformat(), dates=len(rows))
    if rows:
        cancelling.call_off(rows, why, by=by)
        # no turns of the new rhythm: another day of that month may run
        Occurrence.objects.filter(pk__in=[row.pk for row in rows]).update(extra=True)
    return rows


def _check(programme: Programme, new: Rhythm) -> None:
    """Raises Refused by the box."""
    if new.rhythm == Programme.Rhythm.MONTHLY and new.nth is None:
        says = _("Say which one of the month it is: the first, the second and so on.")
        raise Refused(says, code="nth", field="nth")
    if new.since < clock.today():
        raise Refused(_("That day is over. Choose one that is still to come."), code="past", field="since")
    if programme.last_day and new.since > programme.last_day:
        raise Refused(_("The group has ended by then. Choose a day before."), code="ended", field="since")
    latest = _latest(programme)
    if new.since > latest:
        says = _("Choose %(day)s or a day before it: later dates are not made yet.")
        raise Refused(says % {"day": f"{latest:%-d %B %Y}"}, code="ahead", field="since")


def _latest(programme: Programme) -> date:
    """The day after the last date that is made, or the next term: a later beginning would leave a hole before it."""
    made = programme.occurrences.filter(extra=False).aggregate(last=Max("day"))["last"]
    last = made or clock.today() + timetable.AHEAD
    terms = Term.objects.filter(first_day__gt=last).values_list("first_day", flat=True)
    next_term = terms.order_by("first_day").first() if programme.term_time else None
    return max(clock.today(), next_term or last + timetable.A_DAY)
