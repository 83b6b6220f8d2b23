"""Charts drawn on the server as SVG; the page always has the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH, HEIGHT = 340, 150  # a phone's width, so that its numbers stay readable there
FOOT, HEAD = 22, 18


class Column(NamedTuple):
    """One column: what stands under it and how high it is; `part` of it is drawn darker."""

    label: str
    value: int
    part: int = 0


@dataclass(frozen=True)
class Bar:
    """A column as it is drawn."""

    column: Column
    x: float
    y: float
    width: float
    height: float
    part_y: float
    part_height: float
    number_y: float
    middle: float
    shows_label: bool


def drawn(columns: Sequence[Column], *, most_labels: int = 5) -> list[Bar]:
    """Where each column stands in a drawing of WIDTH by HEIGHT. As many labels as fit side by side."""
    if not columns:
        return []
    step = WIDTH / len(columns)
    width = min(step * 0.72, 48)
    top = max(1, *(column.value for column in columns))
    scale = (HEIGHT - FOOT - HEAD) / top
    every = -(-len(columns) // most_labels)
    gap = (step - width) / 2
    return [
        _bar(column, x=n * step + gap, width=width, scale=scale, shows_label=n % every == 0)
        for n, column in enumerate(columns)
    ]


def _bar(column: Column, *, x: float, width: float, scale: float, shows_label: bool) -> Bar:
    floor = HEIGHT - FOOT
    height, part = round(column.value * scale, 1), round(column.part * scale, 1)
    return Bar(
        column=column,
        x=round(x, 1),
        y=round(floor - height, 1),
        width=round(width, 1),
        height=height,
        part_y=round(floor - part, 1),
        part_height=part,
        number_y=round(floor - height - 5, 1),
        middle=round(x + width / 2, 1),
        shows_label=shows_label,
    )
