"""Dates and clock times as feeds write them, down to UK clock time; what makes no sense is no date."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from groupsite.kit.clock import LONDON

FIRST_YEAR = 1990
"""Older than any toddler group's own web site: dates before it are placeholders."""
SKEW = timedelta(minutes=15)
"""A hub's clock may run a little ahead of ours."""

UK_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")


def day(value: Any, *, at: datetime) -> tuple[date | None, str]:
    """A day that has been, or no day and what was wrong with it."""
    moment, problem = _moment(value)
    if moment is None:
        return None, problem
    found = moment.astimezone(LONDON).date()
    if found > at.astimezone(LONDON).date():
        return None, "future_date"
    return found, ""


def instant(value: Any, *, at: datetime) -> tuple[datetime | None, str]:
    """A moment that has been, or none and what was wrong with it."""
    moment, problem = _moment(value)
    if moment is not None and moment > at + SKEW:
        return None, "future_date"
    return moment, problem


def any_day(value: Any) -> date | None:
    """A day in the past or the future, for schedules."""
    moment, _problem = _moment(value)
    return moment.astimezone(LONDON).date() if moment else None


def _moment(value: Any) -> tuple[datetime | None, str]:
    """A moment in UTC; one written without a zone is by UK clocks."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or text.casefold() in {"null", "none"}:
        return None, ""
    found = _read(text)
    if found is None or not FIRST_YEAR <= found.year <= 9000:
        return None, "bad_date"
    aware = found if found.tzinfo else found.replace(tzinfo=LONDON)
    return aware.astimezone(UTC), ""


def _read(text: str) -> datetime | None:
    text = re.sub(r"\s*(UTC|GMT)$", "Z", text)
    if text[:4].isdigit() and "-" in text:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    for form in UK_FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - UK clock time, made aware by the caller
        except ValueError:
            continue
    return None


CLOCK = re.compile(r"^(\d{1,2})(?:[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?)?\s*([ap]\.?m\.?)?\s*(?:Z|[+-]00:?00)?$", re.I)
BARE = re.compile(r"^([01]\d|2[0-3])([0-5]\d)$")
WORDS = {"noon": time(12), "midday": time(12), "12 noon": time(12), "midnight": time(0)}


def wall(value: Any) -> time | None:
    """A time on the clock; a Z behind a bare time is ignored, as in UK feeds it never means UTC."""
    text = str(value or "").strip().casefold()
    text = text.split("t")[-1] if re.match(r"\d{4}-\d\d-\d\dt", text) else text
    if text in WORDS:
        return WORDS[text]
    found = BARE.match(text) or CLOCK.match(text)
    if not found or (text.isdigit() and len(text) < 4):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "")[:1] if found.re is CLOCK else ""
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def written(moment: datetime) -> str:
    """UTC with a Z; thousandths only where there are some."""
    detail = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=detail).replace("+00:00", "Z")
