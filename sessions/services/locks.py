"""What is held, and in which order: courses by number, then dates by number, each with its hall (DESIGN, law 2)."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence, OccurrenceQuerySet, Programme
from sessions.queries import courses
from sessions.queries.room import bands_found, bands_to_find


def lock_all(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """These sessions, in the order given, and with them all that is in their halls on those days.

    Groups in one hall share its fire limit, so their places are counted in one queue. One statement locks in
    the order of ids: two that want the same never wait for each other. A transaction asks once, for all it needs.
    A date of a course is held with the whole course: what comes free there belongs to who waits for all of it.
    """
    held = _hold(occurrences, {each.programme_id for each in occurrences if each.is_of_a_course})
    if any(_is_elsewhere(each, held) for each in occurrences):  # moved to another day since it was read
        return lock_all(_read_again(occurrences))
    return [held[each.pk] for each in occurrences]


def _is_elsewhere(occurrence: Occurrence, held: Mapping[int, Occurrence]) -> bool:
    there = held.get(occurrence.pk)
    return there is None or (there.day, there.hall_id) != (occurrence.day, occurrence.hall_id)


def lock_course(programme: Programme) -> courses.Course:
    """Every date that is left, held with all that is in its hall; nobody makes or moves a date meanwhile."""
    held = _hold([], {programme.pk})
    mine = [each for each in held.values() if each.programme_id == programme.pk]
    return mine[0].course if mine else courses.Course(programme, [])


def _hold(occurrences: Sequence[Occurrence], programmes: Iterable[int]) -> dict[int, Occurrence]:
    found = _programmes(programmes)
    if found:
        rows = courses.around(found, clock.now(), also=occurrences)
    else:
        rows = Occurrence.objects.in_halls_of(occurrences)
    held = {row.pk: row for row in _for_update(rows)}
    for row in held.values():
        row.beside = row.overlapping(held.values())
    for programme in found:
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
