"""Dates out of a programme's rhythm: the same time on the wall, summer and winter (DESIGN, law 5); terms, holidays."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Booking, Break, Occurrence, Programme, Term, Visitor
from sessions.queries.timetable import Taken, halls_taken
from sessions.rules import dates
from sessions.signals import dates_taken_back

AHEAD = timedelta(weeks=12)
A_TURN = timedelta(days=31)
A_DAY = timedelta(days=1)


def pattern_of(programme: Programme) -> dates.Pattern:
    """Its rhythm as a plain value."""
    return dates.Pattern(programme.rhythm, programme.weekday, programme.nth, programme.first_day, programme.last_day)


def breaks_of(programme: Programme, breaks: Iterable[Break], *, hall: int = 0) -> list[dates.Span]:
    """Days on which it does not run: the breaks of the house and of its hall, or of another one.

    Bank holidays are among them, unless its leader says it runs.
    """
    theirs = [each for each in breaks if each.venue_id in {None, hall or programme.venue_id}]
    spans = [dates.Span(each.first_day, each.last_day, each.name) for each in theirs]
    return [*spans, *(() if programme.bank_holidays else dates.bank_holidays())]


def why_away(occurrence: Occurrence) -> str:
    """Why groups do not run on this day in its hall; nothing where they do."""
    breaks = breaks_of(occurrence.programme, Break.objects.all(), hall=occurrence.hall_id)
    return next((span.name for span in breaks if occurrence.day in span), "")


def make_occurrences(
    programme: Programme, *, since: date, until: date, breaks: Iterable[dates.Span] = (), term: Term | None = None
) -> int:
    """Sessions on each day the programme runs from `since` to `until`, both included; how many are new.

    Days that are there already stay as they are, also when they have moved, so it may be asked again.
    """
    known = programme.occurrences.annotate(was=Coalesce("planned_on", "day")).values_list("day", "was")
    there = {day for pair in known for day in pair}
    days = dates.dates_of(pattern_of(programme), since, until, breaks)
    new = [_occurrence(programme, day, term) for day in days if day not in there]
    Occurrence.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _occurrence(programme: Programme, day: date, term: Term | None) -> Occurrence:
    return Occurrence(
        programme=programme,
        day=day,
        planned_on=day,
        term=term,
        starts_at=clock.at(day, programme.starts),
        ends_at=clock.at(day, programme.ends),
    )


# -- What would be made ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Proposal:
    """The dates that one group would get, the days left out with the reason, and who else is in the hall then."""

    programme: Programme
    days: list[date]
    skipped: list[tuple[date, str]]
    clashes: list[tuple[date, str]] = field(default_factory=list)


def propose(programmes: Iterable[Programme], term: Term | None = None) -> list[Proposal]:
    """Dates that these groups lack: in a term, or in the coming weeks for one that runs all year. Writes nothing.

    What was moved or called off does not come back; what a break kept out does, once the break is gone.
    """
    found = Programme.objects.filter(pk__in=[each.pk for each in programmes])
    breaks = list(Break.objects.all())
    rows = list(found.select_related("venue").order_by("weekday", "starts", "pk"))
    known = _known(rows)
    drafts = [_proposal(programme, term, breaks, known[programme.pk]) for programme in rows]
    _find_clashes(drafts)
    return drafts


@dataclass
class Known:
    """The days a group has dates on, and the days that its rhythm gave for them."""

    days: set[date] = field(default_factory=set)
    planned: set[date] = field(default_factory=set)


def _known(programmes: Iterable[Programme]) -> dict[int, Known]:
    """Of each group, from the last turn of its rhythm on, by one question. Called off or not."""
    since = clock.today() - A_TURN
    rows = Occurrence.objects.filter(programme__in=programmes).filter(Q(day__gte=since) | Q(planned_on__gte=since))
    known: dict[int, Known] = defaultdict(Known)
    for row in rows.only("programme", "day", "planned_on", "extra"):
        known[row.programme_id].days.add(row.day)
        if not row.extra:
            known[row.programme_id].planned.add(row.pattern_day)
    return known


def _proposal(programme: Programme, term: Term | None, breaks: Sequence[Break], known: Known) -> Proposal:
    since, until = _first_day(programme, term), _last_day(programme, term, clock.today())
    away, pattern = breaks_of(programme, breaks), pattern_of(programme)

    def lacks(day: date) -> bool:
        return dates.is_missing(pattern, day, known.days, known.planned)

    days = [day for day in dates.dates_of(pattern, since, until, away) if lacks(day)]
    skipped = [(day, name) for day, name in dates.left_out(pattern, since, until, away) if lacks(day)]
    return Proposal(programme, days, skipped)


def _first_day(programme: Programme, term: Term | None) -> date:
    """Today, unless it would have begun."""
    today = clock.today()
    first = today if clock.now() < clock.at(today, programme.starts) else today + A_DAY
    return max(first, term.first_day) if term else first


def _last_day(programme: Programme, term: Term | None, today: date) -> date:
    all_at_once = programme.rhythm == Programme.Rhythm.ONCE or programme.kind == Programme.Kind.COURSE
    if all_at_once and programme.last_day:
        return programme.last_day  # an open day is told of long before, and a course is taken as a whole
    return term.last_day if term else today + AHEAD


def _find_clashes(drafts: Sequence[Proposal]) -> None:
    days = [day for draft in drafts for day in draft.days]
    if not days:
        return
    taken = halls_taken(min(days), max(days))
    for draft in drafts:
        mine = [_taken(draft.programme, day) for day in draft.days]
        draft.clashes.extend((slot.day, other.name) for slot in mine for other in taken if slot.clashes(other))
        taken += mine


def _taken(programme: Programme, day: date) -> Taken:
    starts, ends = clock.at(day, programme.starts), clock.at(day, programme.ends)
    return Taken(programme.venue_id, day, starts, ends, programme.name)


# -- Making them -----------------------------------------------------------------------------------
@transaction.atomic
def open_dates(programmes: Iterable[Programme], *, by: User | None, term: Term | None = None) -> int:
    """Make what `propose` shows; how many dates there are more."""
    made = 0
    for draft in propose(_locked(programmes), term):
        Occurrence.objects.bulk_create([_occurrence(draft.programme, day, term) for day in draft.days])
        if draft.days:
            record("dates.opened", draft.programme, by=by, dates=len(draft.days))
        made += len(draft.days)
    return made


def _locked(programmes: Iterable[Programme]) -> list[Programme]:
    """Two people who press at once make each date once."""
    rows = Programme.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(rows.filter(pk__in=[programme.pk for programme in programmes]))


@transaction.atomic
def open_term(term: Term, *, by: User) -> int:
    """Next term's dates of every group that runs in terms, in one go; how many."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    made = open_dates(termly(), by=by, term=term)
    term.opened_at = term.opened_at or clock.now()
    term.save(update_fields=["opened_at"])
    record("term.opened", term, by=by, dates=made)
    return made


def termly() -> list[Programme]:
    """Groups that run in terms."""
    return list(Programme.objects.filter(term_time=True).exclude(rhythm=Programme.Rhythm.ONCE))


@transaction.atomic
def take_back_term(term: Term, *, by: User) -> int:
    """As if it had not been opened, for as long as nobody has a place or has promised to help; how many dates go."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    rows = list(Occurrence.objects.filter(term=term).select_for_update().order_by("pk"))
    if Booking.objects.filter(occurrence__in=rows).exists():
        says = _("Somebody has booked in this term, so it cannot be taken back. Call single dates off instead.")
        raise Refused(says, code="booked")
    if Visitor.objects.filter(occurrence__in=rows, off_at=None).exists():
        says = _("Somebody is to visit in this term, so it cannot be taken back. Call single dates off instead.")
        raise Refused(says, code="visited")
    dates_taken_back.send(sender=Term, occurrences=rows, by=by)
    Occurrence.objects.filter(pk__in=[row.pk for row in rows]).delete()
    term.opened_at = None
    term.save(update_fields=["opened_at"])
    record("term.taken_back", term, by=by, dates=len(rows))
    return len(rows)


def make_ahead() -> int:
    """By night, running groups get the dates they lack: in the term they are in, or for the coming weeks.

    Not courses: whoever is on one takes each date more, so its leader looks at them first.
    """
    soon = Programme.objects.filter(occurrences__day__gte=clock.today() - AHEAD).distinct()
    running = soon.exclude(rhythm=Programme.Rhythm.ONCE).exclude(kind=Programme.Kind.COURSE)
    made = open_dates(running.filter(term_time=False), by=None)
    for term in Term.objects.filter(last_day__gte=clock.today()):
        made += open_dates(running.filter(term_time=True, occurrences__term=term), by=None, term=term)
    return made
