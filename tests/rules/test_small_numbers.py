"""No number below five can be worked out from what is shown, by adding and taking away (M23)."""

import random
from itertools import product

import pytest

from groupsite.kit import small_numbers
from groupsite.kit.small_numbers import hide


def could_be(shown, most):
    """Every table of numbers up to `most` that would look like this, tried one after the other."""
    rows, columns = len(shown.cells), len(shown.cells[0])
    choices = [range(most + 1) if n is None else [n] for row in shown.cells for n in row]
    for numbers in product(*choices):
        table = [numbers[r * columns : (r + 1) * columns] for r in range(rows)]
        if looks_like(table, shown):
            yield table


def looks_like(table, shown):
    sums = [*map(sum, table)], [*map(sum, zip(*table, strict=True))], [sum(map(sum, table))]
    said = shown.row_sums, shown.column_sums, [shown.total]
    return all(
        a is None or a == b for one, other in zip(said, sums, strict=True) for a, b in zip(one, other, strict=True)
    )


def worked_out(table, shown, most=8):
    """Small numbers of somebody that only one table has."""
    readings = list(could_be(shown, most))
    for r, row in enumerate(table):
        for c, number in enumerate(row):
            if 0 < number < 5 and len({reading[r][c] for reading in readings}) == 1:
                yield r, c, number


def tables(shape, count):
    dice = random.Random(23)
    for _ in range(count):
        yield [[dice.choice([0, 0, 1, 2, 3, 4, 5, 6, 7]) for _ in range(shape[1])] for _ in range(shape[0])]


@pytest.mark.parametrize("shape", [(1, 3), (2, 2), (3, 1)], ids=str)
def test_nothing_small_can_be_worked_out_however_one_subtracts(shape):
    for table in tables(shape, 40):
        assert list(worked_out(table, hide(table))) == [], table


def test_hiding_only_the_small_ones_is_noticed(monkeypatch):
    monkeypatch.setattr(small_numbers, "_given_away", lambda whole, hidden: None)
    assert list(worked_out([[7, 2], [6, 8]], hide([[7, 2], [6, 8]]))) == [(0, 1, 2)]


def test_a_sum_that_leaves_nothing_over_gives_nothing_away():
    """Two hidden numbers of a row whose sum is nought are nought, and then their columns say what the others are."""
    table = [[0, 0, 9], [2, 3, 9], [9, 9, 9]]
    shown = hide(table)
    assert shown.cells[1][:2] == [None, None]
    assert None in (shown.column_sums[0], shown.cells[2][0])


def test_large_numbers_are_all_shown():
    shown = hide([[5, 6], [7, 8]])
    assert (shown.cells, shown.row_sums, shown.column_sums, shown.total) == ([[5, 6], [7, 8]], [11, 15], [12, 14], 26)


def test_an_empty_table_is_an_empty_table():
    assert hide([]).cells == []
