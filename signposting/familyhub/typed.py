"""Facts as a reviewer types them: one thing a line, in the words she would use; and back into the box."""

import re
from typing import Any

from . import positions, schedules, values
from .schedules import DAYS
from .text import line, plain

LINES = ("phones", "costs", "schedules", "locations", "accessibility", "languages", "categories", "service_areas")
WRITTEN = re.compile(r"(WEEKLY|MONTHLY)/(\d+) ([-+\dA-Z,]+)(?: (\d\d:\d\d)-(\d\d:\d\d))?")
CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]m)?"
HOURS = re.compile(rf"(?:from )?({CLOCK})\s*(?:-|–|to|until)\s*({CLOCK})", re.I)
NAMES = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}


def read(field: str, typed: str) -> Any:
    """The canonical value of what was typed; a ValueError says what cannot be read."""
    if field in LINES:
        return [found for found in (_line(field, row) for row in typed.splitlines() if row.strip()) if found]
    reader = {"url": values.url, "email": values.email, "minimum_age": values.age, "maximum_age": values.age}.get(field)
    if reader:
        value, problem = reader(typed)
        if problem or (value is None and typed.strip()):
            raise ValueError(problem or field)
        return value
    if field == "free":
        return values.yes_or_no(typed)
    if field == "status":
        return values.status(typed)[0]
    return plain(typed) if field in ("description", "alert") else line(typed) or None


def _line(field: str, row: str) -> Any:
    if field == "phones":
        found = values.phone(row)
        if not found:
            raise ValueError(field)
        return found
    if field == "costs":
        pounds = re.search(r"£\s?(\d+(?:\.\d{1,2})?)", row)
        return values.cost({"option": row, "amount": pounds[1] if pounds else 0 if values.FREE.search(row) else None})
    if field == "schedules":
        return _timetable(row)
    return _place(row) if field == "locations" else line(row)


def _timetable(row: str) -> schedules.Schedule | None:
    """`Tuesday and Thursday 9:30am to 11am, term time only`: days, then hours, then any words."""
    exact = WRITTEN.fullmatch(row.strip())
    if exact:
        freq, interval, days, opens, closes = exact.groups()
        given: dict[str, Any] = {"freq": freq, "interval": int(interval), "byday": days}
        return schedules.schedule(given | {"opens_at": opens, "closes_at": closes})[0]
    hours = HOURS.search(row)
    days_said, after = (row[: hours.start()], row[hours.end() :]) if hours else (row, "")
    days, odd = schedules.spoken_days(days_said.strip(" ,"))
    given = {"byday": ",".join(days), "description": after.strip(" ,.()")}
    if hours:
        given |= {"opens_at": _with_half(hours[1], hours[2]), "closes_at": hours[2]}
    if not days or odd:
        given["description"] = line(row)
        given["byday"] = ""
        given.pop("opens_at", None)
        given.pop("closes_at", None)
    return schedules.schedule(given)[0]


def _with_half(opens: str, closes: str) -> str:
    """`9.30 to 11am`: the half of the day is said once."""
    half = re.search(r"[ap]m", closes, re.I)
    return opens if not half or re.search(r"[ap]m", opens, re.I) else opens + half[0]


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


def spoken(field: str, value: Any) -> str:
    """A canonical value as lines of words."""
    if value in (None, "", []):
        return ""
    if field not in LINES:
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    say = {"costs": spoken_cost, "schedules": spoken_timetable, "locations": spoken_place}.get(field, str)
    return "\n".join(say(row) for row in value)


def spoken_cost(price: dict[str, Any]) -> str:
    """£2.50 per family."""
    amount = price["amount"]
    pounds = "" if amount is None else "Free" if amount == 0 else f"£{amount:.2f}".replace(".00", "")
    words = price["words"]
    if not pounds or pounds in words or (amount == 0 and values.FREE.search(words)):
        return words or pounds
    return f"{pounds} {words}".strip()


def spoken_timetable(row: schedules.Schedule) -> str:
    """First Saturday of the month 10:00 to 12:00, term time only."""
    days = " and ".join(_spoken_day(day) for day in row["byday"].split(",") if day)
    if row["bymonthday"]:
        days = "day " + ", ".join(map(str, row["bymonthday"])) + " of each month"
    often = (
        ""
        if row["interval"] == 1
        else "every second week"
        if row["interval"] == 2
        else f"every {row['interval']} weeks"
    )
    hours = f"{row['opens']} to {row['closes']}" if row["opens"] else ""
    said = " ".join(filter(None, [days, hours]))
    return ", ".join(filter(None, [said, often, row["words"]]))


def _spoken_day(code: str) -> str:
    nth = NTH.get(code[:-2].lstrip("+"), "")
    return f"{nth} {NAMES[code[-2:]]} of the month" if nth else NAMES[code[-2:]]


def spoken_place(place: dict[str, Any]) -> str:
    """Name, address, postcode."""
    return ", ".join(filter(None, [place["name"], *place["address"], place["postcode"]]))
