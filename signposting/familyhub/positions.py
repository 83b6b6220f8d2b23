"""Where a place is: by its own coordinates when they can be right, else by its postcode."""

import csv
import re
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from .text import line
from .values import number

TABLES = Path(__file__).parent.parent / "data" / "geo"
POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)\s*(?:(\d)([A-Z]{2}))?$")
WITHIN = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s+(\d[A-Z]{2})\b")
NEAREST_LIMIT_KM = 1.0
"""Tables of postcode areas are medians: a place this close to one is never called wrong."""


class Area(NamedTuple):
    latitude: float
    longitude: float
    p95_km: float


class Position(NamedTuple):
    latitude: float | None
    longitude: float | None
    by: str
    wrong: bool


@cache
def areas() -> dict[str, Area]:
    """Outcodes and sectors of Great Britain, by name."""
    found = {}
    for name, column in (("outcodes.csv", "outcode"), ("sectors.csv", "sector")):
        with (TABLES / name).open(newline="") as table:
            for row in csv.DictReader(table):
                found[row[column]] = Area(float(row["lat"]), float(row["lon"]), float(row["p95_km"]))
    return found


def postcode(value: Any) -> str | None:
    """Upper case with one space; half a postcode stays half, as hubs hide exact places that way."""
    text = line(value).upper()
    found = POSTCODE.match(text.replace(" ", ""))
    if found:
        return f"{found[1]} {found[2]}{found[3]}" if found[2] else found[1]
    inside = WITHIN.search(text)
    return f"{inside[1]} {inside[2]}" if inside else None


def area_of(code: str | None) -> Area | None:
    """The smallest area we know that holds this postcode."""
    if not code:
        return None
    outward, _space, inward = code.partition(" ")
    return (inward and areas().get(f"{outward} {inward[0]}")) or areas().get(outward)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies."""
    north, east = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    return 12742 * asin(sqrt(sin(north) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east) ** 2))


def in_britain(latitude: float, longitude: float) -> bool:
    return 49.8 <= latitude <= 60.95 and -8.7 <= longitude <= 1.9


def position(latitude: Any, longitude: Any, code: str | None) -> Position:
    """The best position we have, how we know it, and whether the feed's own was wrong."""
    lat, lon = number(latitude), number(longitude)
    area = area_of(code)
    said = lat is not None and lon is not None
    if lat is not None and lon is not None:
        if _fits(lat, lon, area):
            return Position(round(lat, 6), round(lon, 6), "given", wrong=False)
        if _fits(lon, lat, area):
            return Position(round(lon, 6), round(lat, 6), "swapped", wrong=True)
    wrong = said or _unread(latitude) or _unread(longitude)
    if area:
        return Position(area.latitude, area.longitude, "postcode", wrong)
    return Position(None, None, "", wrong)


def _unread(value: Any) -> bool:
    """Something was there that is no number."""
    return value not in (None, "") and number(value) is None


def _fits(latitude: float, longitude: float, area: Area | None) -> bool:
    if not in_britain(latitude, longitude):
        return False
    if area is None:
        return True
    reach = max(3 * area.p95_km, NEAREST_LIMIT_KM)
    return kilometres((latitude, longitude), (area.latitude, area.longitude)) <= reach
