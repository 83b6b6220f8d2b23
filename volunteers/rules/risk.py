"""Which gap to fill first: how near it is, and how hard it will be to find somebody."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Risk(IntEnum):
    """How much a gap should worry its leader."""

    LATER = 0
    SOON = 1
    NOW = 2


@dataclass(frozen=True)
class Gap:
    """What is known of a shift that needs somebody."""

    ahead: timedelta
    missing: int
    how_many: int
    able: int
    """How many people have done this job here lately."""
    needs_check: bool


def hardness(gap: Gap) -> int:
    """0 easy, up to 5: few people know the job, a check is asked for, nobody at all is coming."""
    few = 2 if gap.able <= 1 else 1 if gap.able <= 3 else 0
    return few + gap.needs_check + (gap.missing == gap.how_many) + (gap.missing > 2)


def points(gap: Gap) -> int:
    """Nearness weighs most: a gap tomorrow goes before any gap of next month."""
    days = gap.ahead / timedelta(days=1)
    near = 12 if days < 2 else 7 if days < 7 else 3 if days < 14 else 0
    return near + hardness(gap)


def risk(gap: Gap) -> Risk:
    """In three words for people."""
    return Risk.NOW if points(gap) >= 10 else Risk.SOON if points(gap) >= 5 else Risk.LATER
