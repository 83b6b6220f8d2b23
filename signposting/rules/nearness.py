"""How far away something is, in words that promise no more than we know."""

from math import ceil
from typing import NamedTuple

MILE_KM = 1.609344
SHARP_KM, BLUNT_KM = 0.5, 5.0
"""A position good to half a kilometre may be told by the half mile; one worse than five only as “within”."""
HIDDEN_KM = 1.5
"""Coordinates cut to two decimals, as hubs do to keep an address to themselves."""


class Away(NamedTuple):
    """`about` so many half miles, or `within` so many miles."""

    word: str
    halves: int


def away(km: float, p95_km: float, *, hidden: bool = False) -> Away:
    """A distance as far as both positions let us tell it."""
    blur = p95_km + (HIDDEN_KM if hidden else 0)
    miles = km / MILE_KM
    if blur > BLUNT_KM:
        return Away("within", 2 * ceil(miles + blur / MILE_KM))
    if blur > SHARP_KM:
        return Away("about", 2 * max(1, round(miles)))
    return Away("about", max(1, round(2 * miles)) if miles < 3 else 2 * round(miles))
