"""Everybody out: who is in the building now, in large letters, to be ticked off at the meeting point (R17).

A fire does not ask for which session somebody came: whoever shares the hall now stands on the list, too.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groupsite.accounts.models import User
from groupsite.accounts.who import me
from sessions.models import DoorNote, Occurrence, Visitor
from sessions.pages import offline, registers
from sessions.queries.access import registers_open_to
from sessions.queries.building import next_door, with_next_door
from volunteers.models import Signup


@dataclass(frozen=True, slots=True)
class Roll:
    """One session's part of the list."""

    sheet: registers.Sheet
    notes: Sequence[DoorNote]
    visitors: Sequence[Visitor]
    helpers: Sequence[str]
    """Names of those who promised to help, and an empty one for each helper nobody has named."""
    is_open: bool
    """May whoever reads this open its register? Then whoever is expected is there too, hidden, for late ticks."""


@require_safe
def evacuation(request: HttpRequest, code: str) -> HttpResponse:
    """Families, people noted at the door, visitors and helpers: of this session, then of those that share its hall."""
    occurrence = get_object_or_404(with_next_door(registers_open_to(me(request))), code=code)
    rolls = rolls_of([occurrence, *_next_door(occurrence, me(request))])
    context = {"occurrence": occurrence, "sheet": rolls[0].sheet, "rolls": rolls, "words": offline.words()}
    return offline.may_be_kept(render(request, "portal/evacuation.html", context), occurrence)


def _next_door(occurrence: Occurrence, user: User) -> Iterable[Occurrence]:
    theirs = Occurrence.objects.filter(pk__in=[other.pk for other in next_door(occurrence)]).in_order()
    return theirs.annotate(is_open=Exists(registers_open_to(user).filter(pk=OuterRef("pk"))))


def rolls_of(occurrences: Sequence[Occurrence]) -> list[Roll]:
    """The parts of the list, by as many questions for one session as for many."""
    notes = _by_session(DoorNote.objects.filter(occurrence__in=occurrences).open())
    visitors = _by_session(Visitor.objects.filter(occurrence__in=occurrences, off_at=None).order_by("name", "pk"))
    helpers = _helpers(occurrences)
    return [
        Roll(sheet, notes[pk], visitors[pk], helpers[pk], getattr(sheet.occurrence, "is_open", True))
        for sheet in registers.sheets(occurrences)
        if (pk := sheet.occurrence.pk)
    ]


def _by_session(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.occurrence_id].append(row)
    return found


def _helpers(occurrences: Sequence[Occurrence]) -> dict[int, list[str]]:
    promises = Signup.objects.promised().filter(shift__occurrence__in=occurrences)
    rows = promises.order_by("volunteer__name", "volunteer").values_list(
        "shift__occurrence", "volunteer__name", "volunteer"
    )
    names: dict[int, list[str]] = defaultdict(list)
    for session, name, _volunteer in rows.distinct():
        names[session].append(name)
    return {each.pk: names[each.pk] + [""] * (each.programme.helpers - len(names[each.pk])) for each in occurrences}
