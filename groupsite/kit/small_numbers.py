"""Tables of counts in which nobody can be found: small numbers are hidden, and so is what would give one away (M23).

A table is rows of numbers; its sums are shown beside it, so that they count as cells. Whoever reads it knows every cell
that is shown, and that no number is below nought. A hidden number is safe when the hidden cells could also be other
numbers. They can just when one of them may go up or down by one: that changes another cell of its row, which changes
another of that one's column, and so on until the way round comes back. So what a reader can work out is a question of
ways through a small graph, with rows and columns as its places and hidden cells as its roads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEAST = 5
Cell = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """The table as it may be shown: None where a number is hidden."""

    cells: list[list[int | None]]
    row_sums: list[int | None]
    column_sums: list[int | None]
    total: int | None


def hide(table: Sequence[Sequence[int]], *, least: int = LEAST) -> Shown:
    """Hide what is below `least`, and then, the smallest first, whatever else has to go so that it stays hidden."""
    if not table:
        return Shown([], [], [], None)
    whole = _with_sums(table)
    hidden = {cell for cell, number in _cells(whole) if number < least}
    while (known := _given_away(whole, hidden)) is not None:
        hidden.add(_next_to(known, whole, hidden))
    shown = [[None if (r, c) in hidden else n for c, n in enumerate(row)] for r, row in enumerate(whole)]
    return Shown([row[:-1] for row in shown[:-1]], [row[-1] for row in shown[:-1]], shown[-1][:-1], shown[-1][-1])


def _with_sums(table: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _cells(whole: Sequence[Sequence[int]]) -> Iterator[tuple[Cell, int]]:
    for r, row in enumerate(whole):
        for c, number in enumerate(row):
            yield (r, c), number


def _given_away(whole: list[list[int]], hidden: set[Cell]) -> Cell | None:
    """A hidden number of somebody that a reader could work out, if there is one."""
    roads = _roads(whole, hidden)
    for r, c in sorted(hidden):
        row, column = ("row", r), ("column", c)
        if whole[r][c] and not (_leads(roads, column, row) or _leads(roads, row, column)):
            return r, c
    return None


def _roads(whole: list[list[int]], hidden: set[Cell]) -> dict[tuple[str, int], set[tuple[str, int]]]:
    """From a row to a column where that cell may go up, back where it may go down; for a sum it is the other way."""
    roads: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for r, c in hidden:
        ways = [(("row", r), ("column", c)), (("column", c), ("row", r))]
        is_sum = (r == len(whole) - 1) != (c == len(whole[0]) - 1)
        up, down = reversed(ways) if is_sum else ways
        for begins, ends in [up, down] if whole[r][c] else [up]:
            roads.setdefault(begins, set()).add(ends)
    return roads


def _leads(roads: dict[tuple[str, int], set[tuple[str, int]]], start: tuple[str, int], end: tuple[str, int]) -> bool:
    """Is there a way that does not take the road straight from one to the other?"""
    seen, ahead = {start}, [place for place in roads.get(start, ()) if place != end]
    while ahead:
        place = ahead.pop()
        if place == end:
            return True
        if place not in seen:
            seen.add(place)
            ahead.extend(roads.get(place, ()))
    return False


def _next_to(known: Cell, whole: list[list[int]], hidden: set[Cell]) -> Cell:
    """What goes, too: the smallest number still shown in its row or column, or else anywhere."""
    shown = [(number, cell) for cell, number in _cells(whole) if cell not in hidden]
    near = [(number, cell) for number, cell in shown if cell[0] == known[0] or cell[1] == known[1]]
    return min(near or shown)[1]
