"""Days and times: parsed where they are sure, kept as words where they are not."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from . import dates
from .text import fold, plain
from .values import number

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMES = {
    name: DAYS[place]
    for place, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
NTH = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "last": "-1"}
FREQ = {
    "weekly": ("WEEKLY", 1),
    "monthly": ("MONTHLY", 1),
    "daily": ("DAILY", 1),
    "fortnightly": ("WEEKLY", 2),
    "biweekly": ("WEEKLY", 2),
}
TOKEN = re.compile(r"(?:([+-]?[1-5])(?:(?:st|nd|rd|th)(?![a-z]))?)?\s*([a-z]+)\.?")
DAY_WORD = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur|urs)?(?:day)?s?\b")
SPANS = {"weekdays": "mo-fr", "weekends": "sa,su", "daily": "mo-su", "every day": "mo-su"}
PROSE = ("description", "notes", "schedule_description")

Schedule = dict[str, Any]


def schedule(row: dict[str, Any]) -> tuple[Schedule | None, bool]:
    """One row of a timetable, and whether part of it could not be understood."""
    freq, interval, odd_freq = _freq(row)
    days, odd_days, said_days = _days(row)
    opens, closes, spoken, odd_times = _times(row)
    words = " ".join(
        dict.fromkeys(filter(None, [*(plain(row.get(name), longest=1000) for name in PROSE), said_days, *spoken]))
    )
    monthdays = [int(found) for found in re.findall(r"-?\d+", str(row.get("bymonthday") or ""))]
    start = dates.any_day(row.get("dtstart"))
    if not days and not monthdays and start and freq:
        days = [DAYS[start.weekday()]] if freq == "WEEKLY" else []
        monthdays = [start.day] if freq == "MONTHLY" else []
    if freq == "DAILY":
        freq, days = "WEEKLY", days or list(DAYS)
    if any(day[0] in "+-12345" for day in days):
        freq = "MONTHLY"
    sure = bool(days or monthdays)
    if not sure and not (words or opens):
        return None, odd_freq or odd_days or odd_times
    odd = odd_freq or odd_days or odd_times or (not sure and bool(opens))
    if not sure and opens:
        words = f"{opens} to {closes} {words}".strip()
    return {
        "freq": (freq or "WEEKLY") if sure else None,
        "interval": interval,
        "byday": ",".join(days),
        "bymonthday": monthdays,
        "opens": opens if sure else None,
        "closes": closes if sure else None,
        "words": " ".join(words.split()),
        "dtstart": start.isoformat() if start else None,
        **{name: _iso(row.get(name)) for name in ("valid_from", "valid_to", "until")},
    }, odd


def _iso(value: Any) -> str | None:
    found = dates.any_day(value)
    return found.isoformat() if found else None


def _freq(row: dict[str, Any]) -> tuple[str | None, int, bool]:
    said = fold(plain(row.get("freq") or row.get("frequency")))
    freq, usual = FREQ.get(said, (None, 1))
    given = number(row.get("interval"))
    odd = bool(said and not freq) or (given is not None and given < 1)
    return freq, max(int(given), usual) if given and given >= 1 else usual, odd


def _days(row: dict[str, Any]) -> tuple[list[str], bool, str]:
    """The days of `byday`, or else of `weekday`; and the words themselves when some were odd."""
    for name in ("byday", "weekday", "day"):
        value = row.get(name)
        said = ",".join(map(str, value)) if isinstance(value, list) else plain(value)
        if said:
            days, odd = spoken_days(said)
            return days, odd, said if odd else ""
    return [], False, ""


def spoken_days(said: str) -> tuple[list[str], bool]:
    """Days out of codes or words; the second value says that something among them was no day."""
    text = fold(said)
    for words, codes in (SPANS | NTH).items():
        text = re.sub(rf"\b{words}\b\s*", codes, text)
    text = re.sub(r"\b(and|every|each|on)\b|[&/;]", ",", text)
    found, odd = [], False
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        days = _span(piece) or _one_day(piece)
        odd = odd or not days
        found += days or [name[:2].upper() for name in DAY_WORD.findall(piece)]
    return sorted(set(found), key=lambda day: (DAYS.index(day[-2:]), day)), odd


def _span(piece: str) -> list[str]:
    """Monday to Friday."""
    ends = re.split(r"\s*(?:-|\bto\b)\s*", piece)
    if len(ends) != 2 or not all(ends):
        return []
    first, last = (_one_day(end) for end in ends)
    if not first or not last:
        return []
    return list(DAYS[DAYS.index(first[0]) : DAYS.index(last[0]) + 1]) if first[0] in DAYS and last[0] in DAYS else []


def _one_day(piece: str) -> list[str]:
    if piece in {"1", "2", "3", "4", "5", "6", "7"}:
        return [DAYS[int(piece) - 1]]
    found = TOKEN.fullmatch(piece)
    name = found[2].rstrip("s") if found else ""
    matches = [code for full, code in NAMES.items() if len(name) >= 2 and (full.startswith(name) or full == name)]
    return [(found[1] or "").lstrip("+") + matches[0]] if found and len(matches) == 1 else []


def _times(row: dict[str, Any]) -> tuple[str | None, str | None, list[str], bool]:
    """Opens and closes when both are sure; else the words that were there, and that they were odd."""
    said = [plain(row.get(name), longest=100) for name in ("opens_at", "closes_at")]
    opens, closes = (dates.wall(text) for text in said)
    if opens and closes and opens < closes:
        return f"{opens:%H:%M}", f"{closes:%H:%M}", [], False
    if not any(said) or (opens and opens == closes and f"{opens:%H:%M}" == "00:00"):
        return None, None, [], False
    alone = opens if opens and not said[1] else None
    if alone:
        return None, None, [f"from {alone:%H:%M}"], False
    return None, None, [" to ".join(filter(None, said))], True


def written(row: Schedule) -> str:
    """`FREQ/interval BYDAY HH:MM-HH:MM`; words alone write to nothing."""
    if not row["freq"]:
        return ""
    days = row["byday"] or ",".join(map(str, row["bymonthday"]))
    hours = f" {row['opens']}-{row['closes']}" if row["opens"] else ""
    return f"{row['freq']}/{row['interval']} {days}{hours}"


def key(row: Schedule) -> list[str]:
    """What two timetables are compared by: one line a day, so that TU,TH is the same as TU and TH."""
    if not row["freq"]:
        return ["words " + fold(row["words"])]
    days = row["byday"].split(",") if row["byday"] else [",".join(map(str, row["bymonthday"]))]
    hours = f"{row['opens']}-{row['closes']} {fold(row['words'])}"
    return [f"{row['freq']}/{row['interval']} {day} {hours}".strip() for day in days]


def runs_on(row: Schedule, day: date) -> bool:
    """Whether this row says that the service is there on that day."""
    if not row["freq"] or not _holds(row, day):
        return False
    if row["bymonthday"]:
        return day.day in row["bymonthday"] or _from_the_end(day) in row["bymonthday"]
    return any(_falls(code, day) for code in row["byday"].split(",")) and _in_step(row, day)


def _holds(row: Schedule, day: date) -> bool:
    starts = [date.fromisoformat(row[name]) for name in ("valid_from", "dtstart") if row[name]]
    ends = [date.fromisoformat(row[name]) for name in ("valid_to", "until") if row[name]]
    return all(start <= day for start in starts) and all(day <= end for end in ends)


def _falls(code: str, day: date) -> bool:
    if not code or DAYS[day.weekday()] != code[-2:]:
        return False
    nth = int(code[:-2] or 0)
    return nth in (0, (day.day - 1) // 7 + 1) or nth == -((-_from_the_end(day) - 1) // 7 + 1)


def _from_the_end(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return -(following - day).days


def _in_step(row: Schedule, day: date) -> bool:
    """Every second week counts from the first; without a first date any week may be the one."""
    if row["interval"] == 1 or not row["dtstart"] or row["freq"] != "WEEKLY":
        return True
    start = date.fromisoformat(row["dtstart"])
    weeks = (day.toordinal() - day.weekday() - start.toordinal() + start.weekday()) // 7
    return weeks % int(row["interval"]) == 0


def end(rows: Iterable[Schedule]) -> date | None:
    """When the last timetable runs out, if every one of them does: from then on we do not know, or it is over."""
    ends = [_end(row) for row in rows]
    return date.fromisoformat(max(ends)) if ends and all(ends) else None


def _end(row: Schedule) -> str:
    return min(filter(None, (row["valid_to"], row["until"])), default="")


def _last(rows: Iterable[Schedule], day: date | None) -> list[Schedule]:
    return [row for row in rows if day and _end(row) == day.isoformat()]


def stops(rows: Iterable[Schedule]) -> bool:
    """On that day the last session has been. Otherwise it is only until then that the timetable is known."""
    known = list(rows)
    last = _last(known, end(known))
    return bool(last) and all(row["until"] == _end(row) for row in last)


def going_on(rows: Iterable[Schedule]) -> list[Schedule]:
    """The same with what ran out last going on: somebody has made sure that it does."""
    known = list(rows)
    last = _last(known, end(known))
    return [row | {"valid_to": None, "until": None} if row in last else row for row in known]


def shut(closures: Iterable[dict[str, Any]], day: date) -> bool:
    """A holiday on which the service says it is closed."""
    return any(gap["start"] <= day.isoformat() <= gap["end"] for gap in closures)


def closures(given: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """The holidays of a v1 feed on which it is closed."""
    gaps = []
    for row in given:
        start, end = _iso(row.get("start_date")), _iso(row.get("end_date"))
        if row.get("closed") in (True, "true", "True", 1) and (start or end):
            gaps.append({"start": start or end or "", "end": end or start or ""})
    return gaps
