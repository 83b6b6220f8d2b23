"""Facts as a reviewer types them: one thing a line, in the words she would use; and back into the box."""

import re
from typing import Any

from . import positions, timetables, values
from .text import line, plain

LINES = ("phones", "costs", "schedules", "locations", "accessibility", "languages", "categories", "service_areas")
READERS = {"url": values.url, "email": values.email, "minimum_age": values.age, "maximum_age": values.age}


def read(field: str, typed: str, *, was: Any = None) -> Any:
    """The canonical value of what was typed; a ValueError says what cannot be read.

    `was` stood in the box before: what is left as it stood stays what it was, with all that its words do not show.
    """
    if was not in (None, "", []) and typed.split() == spoken(field, was).split():
        return was
    if field in LINES:
        return _lines(field, typed, was or [])
    if field in READERS:
        value, problem = READERS[field](typed)
        if problem or (value is None and typed.strip()):
            raise ValueError(problem or field)
        return value
    if field == "free":
        return values.yes_or_no(typed)
    if field == "status":
        return values.status(typed)[0]
    return plain(typed) if field in ("description", "alert") else line(typed) or None


def _lines(field: str, typed: str, was: list[Any]) -> list[Any]:
    """One thing a line. A line that stood there is the thing it stood for: the exact place, all of a timetable."""
    stood: dict[str, list[Any]] = {}
    for row in was:
        stood.setdefault(_words(spoken(field, [row])), []).append(row)
    given = [_words(row) for row in typed.splitlines() if row.strip()]
    kept = [stood[row].pop(0) if stood.get(row) else None for row in given]
    left = [row for rows in stood.values() for row in rows]
    found = [row or _line(field, words, left) for row, words in zip(kept, given, strict=True)]
    return [row for row in found if row]


def _words(row: str) -> str:
    return " ".join(row.split())


def _line(field: str, row: str, left: list[Any]) -> Any:
    if field == "phones":
        found = values.phone(row)
        if not found:
            raise ValueError(field)
        return found
    if field == "costs":
        pounds = re.search(r"£\s?(\d+(?:\.\d{1,2})?)", row)
        return values.cost({"option": row, "amount": pounds[1] if pounds else 0 if values.FREE.search(row) else None})
    if field == "schedules":
        return timetables.read(row)
    return _where_it_was(_place(row), left) if field == "locations" else line(row)


def _place(row: str) -> dict[str, Any]:
    """`St Anne's Hall, 4 Church Lane, Bristol, BS1 4DJ`: a name, an address, a postcode."""
    parts = [line(part) for part in row.split(",") if part.strip()]
    code = positions.postcode(parts[-1]) if parts else None
    parts = parts[:-1] if code else parts
    where = positions.position(None, None, code)
    return {
        "name": parts[0] if parts else None, "address": parts[1:], "postcode": code, "latitude": where.latitude,
        "longitude": where.longitude, "by": where.by, "hidden": bool(code) and " " not in str(code),
    }  # fmt: skip


def _where_it_was(place: dict[str, Any], left: list[Any]) -> dict[str, Any]:
    """A place that has another name or street and its old postcode is where it was, and as hidden as it was."""
    same: dict[str, Any] = next((row for row in left if place["postcode"] and row["postcode"] == place["postcode"]), {})
    return place | {name: same[name] for name in ("latitude", "longitude", "by", "hidden") if name in same}


def spoken(field: str, value: Any) -> str:
    """A canonical value as lines of words."""
    if value in (None, "", []):
        return ""
    if field not in LINES:
        return ("yes" if value else "no") if isinstance(value, bool) else str(_neat(value))
    say = {"costs": spoken_cost, "schedules": timetables.spoken, "locations": spoken_place}.get(field, str)
    return "\n".join(say(row) for row in value)


def _neat(value: Any) -> Any:
    return values.neat(value) if isinstance(value, float) else value


def spoken_cost(price: dict[str, Any]) -> str:
    """£2.50 per family."""
    amount = price["amount"]
    pounds = "" if amount is None else "Free" if amount == 0 else f"£{amount:.2f}".replace(".00", "")
    words = price["words"]
    if not pounds or pounds in words or (amount == 0 and values.FREE.search(words)):
        return words or pounds
    return f"{pounds} {words}".strip()


def spoken_place(place: dict[str, Any]) -> str:
    """Name, address, postcode."""
    return ", ".join(filter(None, [place["name"], *place["address"], place["postcode"]]))
