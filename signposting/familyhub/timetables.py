"""Timetables as a reviewer types them, one a line; and back into the box with all that a row knows."""

import re
from datetime import date
from typing import Any

from . import dates, schedules
from .schedules import DAYS, Schedule
from .text import line

WRITTEN = re.compile(r"(WEEKLY|MONTHLY)/(\d{1,2}) ([-+\dA-Z,]+)(?: (\d\d:\d\d)-(\d\d:\d\d))?")
CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]m)?"
HOURS = re.compile(rf"(?:from )?({CLOCK})\s*(?:-|–|to|until)\s*({CLOCK})", re.I)
NAMES = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
MONTH_DAYS = re.compile(r"days? ([-\d, and]+?) of (?:the|each|every) month", re.I)

SAID = {"dtstart": "first on", "valid_from": "from", "valid_to": "until", "until": "last on"}
"""How each date is said: a timetable holds from and until; the sessions themselves have a first and a last."""
DATED = re.compile(
    rf"({'|'.join(SAID.values())}) (\d{{1,2}} [a-z]+ \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{4}}-\d\d-\d\d)", re.I
)
OFTEN = re.compile(r"every (?:(\w+) )?(week|month)s?|every (fortnight)|(fortnightly|alternate weeks)", re.I)
COUNTED = {"": 1, "second": 2, "other": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def read(row: str) -> Schedule | None:
    """`Tuesday and Thursday 9:30am to 11am, every second week, until 31 July 2026, term time only`."""
    exact = WRITTEN.fullmatch(row.strip())
    if exact:
        freq, interval, days, opens, closes = exact.groups()
        given: dict[str, Any] = {"freq": freq, "interval": int(interval), "byday": days}
        return schedules.schedule(given | {"opens_at": opens, "closes_at": closes})[0]
    said, between = _aside(row, _dated)
    return schedules.schedule((_days_and_hours(said) or {"description": line(said)}) | between)[0]


def _days_and_hours(said: str) -> dict[str, Any] | None:
    """Days, then hours, then any words; nothing when one of the days is no day."""
    said, often = _aside(said, _how_often)
    hours = HOURS.search(said)
    days, after = (_days(said[: hours.start()]), said[hours.end() :]) if hours else _days_before_words(said)
    if not days:
        return None
    given = days | often | {"description": after.strip(" ,.()")}
    return given | {"opens_at": _with_half(hours[1], hours[2]), "closes_at": hours[2]} if hours else given


def _days_before_words(said: str) -> tuple[dict[str, Any], str]:
    """As many of the parts between commas as are days; the rest is words."""
    parts = said.split(",")
    tries = ((_days(",".join(parts[:count])), ",".join(parts[count:])) for count in range(len(parts), 0, -1))
    return next((found for found in tries if found[0]), ({}, said))


def _days(said: str) -> dict[str, Any]:
    """Days of the week, or of the month."""
    said = said.strip(" ,")
    of_month = MONTH_DAYS.fullmatch(said)
    if of_month:
        return {"freq": "MONTHLY", "bymonthday": of_month[1]}
    days, odd = schedules.spoken_days(re.sub(r" of (?:the|each|every) month\b", "", said, flags=re.I))
    return {"byday": ",".join(days)} if days and not odd else {}


def _with_half(opens: str, closes: str) -> str:
    """`9.30 to 11am`: the half of the day is said once."""
    half = re.search(r"[ap]m", closes, re.I)
    return opens if not half or re.search(r"[ap]m", opens, re.I) else opens + half[0]


def _aside(row: str, meaning: Any) -> tuple[str, dict[str, Any]]:
    """The line without those of its parts between commas that mean this and nothing else; and what they mean."""
    rest: list[str] = []
    found: dict[str, Any] = {}
    for part in row.split(","):
        meant = meaning(part.strip())
        found |= meant
        rest += [] if meant else [part]
    return ",".join(rest), found


def _dated(part: str) -> dict[str, str]:
    """From and until; the first and the last."""
    if re.sub(r"\band\b", "", DATED.sub("", part), flags=re.I).strip():
        return {}
    names = {words: name for name, words in SAID.items()}
    found = {names[words.casefold()]: dates.any_day(said.title()) for words, said in DATED.findall(part)}
    return {name: day.isoformat() for name, day in found.items() if day} if all(found.values()) else {}


def _how_often(part: str) -> dict[str, Any]:
    """Every second week."""
    found = OFTEN.fullmatch(part)
    if not found:
        return {}
    said = (found[1] or "").casefold()
    count = 2 if found[3] or found[4] else int(said) if said.isdecimal() and len(said) < 3 else COUNTED.get(said, 0)
    freq = "MONTHLY" if (found[2] or "").casefold() == "month" else "WEEKLY"
    return {"freq": freq, "interval": count} if count else {}


def spoken(row: Schedule) -> str:
    """First Saturday of the month 10:00 to 12:00, every second month, until 31 July 2026, term time only."""
    hours = f"{row['opens']} to {row['closes']}" if row["opens"] else ""
    said = " ".join(filter(None, [_spoken_days(row), hours]))
    between = [f"{words} {_spoken_date(row[name])}" for name, words in SAID.items() if row[name]]
    return ", ".join(filter(None, [said, _often(row), *between, row["words"]]))


def _spoken_days(row: Schedule) -> str:
    if row["bymonthday"]:
        return "day " + ", ".join(map(str, row["bymonthday"])) + " of each month"
    return " and ".join(_spoken_day(day) for day in row["byday"].split(",") if day)


def _spoken_day(code: str) -> str:
    """A day that has no word of its own, as the last but one, is said by its code."""
    nth = NTH.get(code[:-2].lstrip("+"), "")
    return f"{nth} {NAMES[code[-2:]]} of the month" if nth else code if code[:-2] else NAMES[code[-2:]]


def _often(row: Schedule) -> str:
    """Every second week; nothing where the days say it."""
    unit, count = "month" if row["freq"] == "MONTHLY" else "week", row["interval"]
    if not row["freq"] or count == 1:
        plain_days = unit == "month" and row["byday"] and not re.search(r"\d", row["byday"])
        return f"every {unit}" if plain_days else ""
    return f"every second {unit}" if count == 2 else f"every {count} {unit}s"


def _spoken_date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
