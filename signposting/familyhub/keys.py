"""What two values are compared by: facts, not spelling."""

import json
import re
from collections.abc import Callable
from typing import Any

from . import schedules, timetables
from .normalise import FIELDS, Facts, location_key
from .text import fold
from .values import digits

FOLLOWS = {"free": "costs"}
"""Free or not is mostly read off the prices: when both differ, the prices are the question."""


def key(field: str, value: Any) -> str:
    """The same for two values that tell a parent the same thing."""
    if value is None or value in ("", []):
        return ""
    return KEYS.get(field, _words)(value)


def exact(field: str, value: Any) -> str:
    """The same, with the dates of a timetable: a hub may move those without a word; when a person does, it counts."""
    if field != "schedules" or not value:
        return key(field, value)
    return json.dumps(sorted(f"{schedules.key(row)} {[row[name] for name in timetables.SAID]}" for row in value))


def _words(value: Any) -> str:
    return fold(str(value))


def _web(value: Any) -> str:
    return re.sub(r"^https?://", "", str(value)).rstrip("/")


def _many(one: Callable[[Any], str]) -> Callable[[Any], str]:
    """Child rows are a set: neither their order nor their row numbers matter."""
    return lambda values: json.dumps(sorted({one(value) for value in values}))


def _cost(price: Facts) -> str:
    return f"{fold(price['words'])} {price['amount']}"


def _timetable(rows: list[schedules.Schedule]) -> str:
    return json.dumps(sorted({line for row in rows for line in schedules.key(row)}))


KEYS: dict[str, Callable[[Any], str]] = {
    "url": _web,
    "minimum_age": lambda value: f"{float(value):.2f}",
    "maximum_age": lambda value: f"{float(value):.2f}",
    "phones": _many(digits),
    "costs": _many(_cost),
    "schedules": _timetable,
    "locations": _many(location_key),
    "accessibility": _many(fold),
    "languages": _many(fold),
    "categories": _many(fold),
    "service_areas": _many(fold),
}


def keys(facts: Facts) -> dict[str, str]:
    """All of a record's keys at once."""
    return {field: key(field, facts.get(field)) for field in FIELDS}


def differing(one: Facts, other: Facts) -> list[str]:
    """Fields in which two records differ."""
    first, second = keys(one), keys(other)
    return [field for field in FIELDS if first[field] != second[field]]
