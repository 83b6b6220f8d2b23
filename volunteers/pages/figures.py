"""What champions talked about, in tables that give nobody away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from groupsite.kit import clock
from groupsite.kit.small_numbers import hide
from volunteers.models import Arrival, Chat, Confidence
from volunteers.queries import arrivals, growing
from volunteers.queries import chats as queries
from volunteers.rules.chats import BARRIERS, TOPICS

PERIODS = (90, 365)


@dataclass(frozen=True)
class Row:
    """One place, or all of them: a number for each column, with the column's name, and their sum."""

    name: str
    cells: Sequence[tuple[str, int | None]]
    total: int | None


@dataclass(frozen=True)
class Table:
    """Places down the side, what was ticked along the top, sums last; None where a number is hidden."""

    title: str
    columns: Sequence[str]
    rows: Sequence["Row"]
    total: int | None

    @property
    def is_empty(self) -> bool:
        """Has nobody said anything yet?"""
        return not self.columns


def figures(days: str) -> tuple[list[Table], int]:
    """By kind of chat, topic and barrier, for the last 90 or 365 days."""
    period = int(days) if days in {str(days) for days in PERIODS} else PERIODS[0]
    today = clock.today()
    rows = Chat.objects.between(today - timedelta(days=period), today + timedelta(days=1))
    kinds: dict[str, Any] = dict(Chat.Kind.choices)
    places = dict(queries.all_places().values_list("pk", "name"))
    return [
        table(_("How much of a chat"), kinds, queries.counted_kinds(rows), places),
        table(_("What it was about"), TOPICS, queries.counted(rows, "topics"), places),
        table(_("What stands in the way"), BARRIERS, queries.counted(rows, "barriers"), places),
        *arrivals_from(today - timedelta(days=period), places),
        confidence(),
    ], period


def arrivals_from(since: date, places: Mapping[int, str]) -> list[Table]:
    """Families who booked for the first time, by the place and by the champion whose card led here (S5-15)."""
    words: dict[str, Any] = dict(Arrival.Via.choices)
    by_champion = arrivals.counted_by_champion(since)
    names = arrivals.names_of([champion for champion, _via in by_champion])
    return [
        table(_("First bookings that came from there"), words, arrivals.counted_by_place(since), places),
        table(_("First bookings that came by a champion’s card"), words, by_champion, names),
    ]


def confidence() -> Table:
    """How sure champions feel, in totals (S5-16)."""
    counts = growing.confidence()
    shown, columns = hide(counts), [str(words) for words in Confidence.Sure.labels]
    names = [_("When they began"), _("After 3 months"), _("After 6 months"), _("All answers")]
    numbers = zip(names, [*shown.cells, shown.column_sums], [*shown.row_sums, shown.total], strict=True)
    rows = [Row(name, list(zip(columns, cells, strict=True)), total) for name, cells, total in numbers]
    said = any(map(sum, counts))
    return Table(_("How sure champions feel"), columns if said else [], rows, shown.total)


def table(
    title: str, words: Mapping[str, Any], counts: Mapping[tuple[int | None, str], int], places: Mapping[int, str]
) -> Table:
    """The places with most first; small numbers hidden, and what would give them away."""
    named = [key for key in words if any(word == key for _place, word in counts)]
    sums = {place: sum(n for (where, _word), n in counts.items() if where == place) for place, _word in counts}
    order = sorted(sums, key=lambda place: (-sums[place], places.get(place or 0, "")))
    shown = hide([[counts.get((place, word), 0) for word in named] for place in order])
    columns = [str(words[key]) for key in named]
    names = [*(places.get(place or 0, _("Somewhere else")) for place in order), _("All places")]
    numbers = zip(names, [*shown.cells, shown.column_sums], [*shown.row_sums, shown.total], strict=True)
    rows = [Row(name, list(zip(columns, cells, strict=False)), total) for name, cells, total in numbers]
    return Table(title, columns, rows, shown.total)
