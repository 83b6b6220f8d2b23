"""What is held, and in which order: courses by number, then dates by number, each with its hall (DESIGN, law 2)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence, OccurrenceQuerySet, Programme
from sessions.queries import courses
from sessions.queries.room import bands_found, bands_to_find


def lock_all(occurrences: Sequence[Occurrence], *, freeing: bool = False) -> list[Occurrence]:
    """These sessions, in the order given, and with them all that is in their halls on those days.

    Groups in one hall share its fire limit, so their places are counted in one queue. One statement locks in
    the order of ids: two that want the same never wait for each other. A transaction asks once, for all it needs.
    A date of a course is held with the whole course: what comes free there belongs to who waits for all of it.
    Whoever is `freeing` places holds the courses, too, that somebody waits for in those halls: they may fit now.
    """
    whole = {each.programme_id for each in occurrences if each.is_of_a_course}
    held = _hold(occurrences, whole | (courses.waited_for_beside(occurrences) if freeing else set()))
    if any(_is_elsewhere(each, held) for each in occurrences):  # moved to another day since it was read
        return lock_all(_read_again(occurrences), freeing=freeing)
    return [held[each.pk] for each in occurrences]


def _is_elsewhere(occurrence: Occurrence, held: Mapping[int, Occurrence]) -> bool:
    there = held.get(occurrence.pk)
    return there is None or (there.day, there.hall_id) != (occurrence.day, occurrence.hall_id)


def lock_course(programme: Programme, *, freeing: bool = False) -> courses.Course:
    """Every date that is left, held with all that is in its hall; nobody makes or moves a date meanwhile."""
    others = courses.waited_for_beside(courses.dates_left(programme)) if freeing else set()
    held = _hold([], {programme.pk} | others)
    mine = [each for each in held.values() if each.programme_id == programme.pk]
    return mine[0].course if mine else courses.Course(programme, [])


def lock_to_move(programme: Programme, plan: Callable[[], Sequence[Occurrence]]) -> dict[int, Occurrence]:
    """All that is in the halls of some dates of a programme: where they are now, and where `plan` has them.

    The programme is held first, so that nobody makes or moves a date of it meanwhile, or takes a place on a course
    whose dates are on their way. Courses that somebody waits for there are held with it, in the order of numbers.
    """
    found = _programmes({programme.pk} | courses.waited_for_in(*_where(plan())))
    days, halls = _where(plan())  # asked again, as nobody changes it now
    whole = [each for each in found if each.kind == Programme.Kind.COURSE]
    on = Occurrence.objects.on(days, halls).values("pk")
    rows = Occurrence.objects.filter(Q(pk__in=on) | Q(pk__in=courses.around(whole, clock.now()).values("pk")))
    return _know_each_other({row.pk: row for row in _for_update(rows)}, whole)


def _where(will_be: Sequence[Occurrence]) -> tuple[set[date], set[int]]:
    """Days and halls, those that they have now among them."""
    now = Occurrence.objects.filter(pk__in=[each.pk for each in will_be]).select_related("programme")
    rows = [*now, *will_be]
    return {each.day for each in rows}, {each.hall_id for each in rows}


def meet_anew(held: Iterable[Occurrence]) -> None:
    """Some of all these have moved: who is in a hall with whom is another question now."""
    rows = list(held)
    for row in rows:
        row.beside = row.overlapping(rows)


def leave_the_halls(occurrences: Iterable[Occurrence]) -> None:
    """They are off: those they were in a hall with have fewer groups beside them."""
    for each in (beside for occurrence in occurrences for beside in occurrence.beside):
        each.beside = each.overlapping(each.beside)


def come_into_the_hall(occurrence: Occurrence) -> None:
    """It is on again: those it is in a hall with have one group more beside them."""
    for each in occurrence.beside:
        each.beside = each.overlapping([*each.beside, occurrence])


def _hold(occurrences: Sequence[Occurrence], programmes: Iterable[int]) -> dict[int, Occurrence]:
    found = _programmes(programmes)
    if found:
        rows = courses.around(found, clock.now(), also=occurrences)
    else:
        rows = Occurrence.objects.in_halls_of(occurrences)
    return _know_each_other({row.pk: row for row in _for_update(rows)}, found)


def _know_each_other(held: dict[int, Occurrence], whole: Iterable[Programme]) -> dict[int, Occurrence]:
    meet_anew(held.values())
    for programme in whole:
        _together(programme, list(held.values()))
    return held


def _programmes(keys: Iterable[int]) -> list[Programme]:
    asked = sorted(keys)
    if not asked:
        return []
    rows = Programme.objects.filter(pk__in=asked).annotate(bands_found=bands_to_find("pk")).order_by("pk")
    return list(rows.select_for_update(no_key=True, of=("self",)))


def _for_update(rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
    shown = rows.select_related("programme__venue", "programme__clinic", "venue").order_by("pk")
    return shown.select_for_update(of=("self",))


def _together(programme: Programme, held: Sequence[Occurrence]) -> None:
    mine = [each for each in held if each.programme_id == programme.pk]
    course = courses.Course(programme, mine, bands_found(programme))
    for each in mine:
        each.course = course


def _read_again(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    there = Occurrence.objects.select_related("programme").in_bulk([each.pk for each in occurrences])
    if any(each.pk not in there for each in occurrences):
        raise Refused(_("This session is not on the timetable any more. Please choose another day."), code="gone")
    return [there[each.pk] for each in occurrences]
