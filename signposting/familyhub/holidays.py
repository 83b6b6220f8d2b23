"""When a service is closed for a while: what hubs say, and what one of us writes down beside it."""

import re
from collections.abc import Iterable
from datetime import date

from . import dates

Gap = dict[str, str]
MOST = 20
SPAN = re.compile(r"\s+(?:to|until|till)\s+|\s*[–—]\s*|\s+-\s+")
OURS = "by"
"""Who wrote it down: a gap with this is ours, and no hub takes it away."""


def ours(gaps: Iterable[Gap]) -> list[Gap]:
    """Those that one of us has written down."""
    return [gap for gap in gaps if OURS in gap]


def theirs(gaps: Iterable[Gap]) -> list[Gap]:
    """Those of the hub."""
    return [gap for gap in gaps if OURS not in gap]


def together(kept: Iterable[Gap], gone: Iterable[Gap]) -> list[Gap]:
    """Those of the entry that is kept, and ours of its double, each once. What a hub says is of one half alone."""
    known = list(kept)
    both = [*ours(known), *(gap for gap in ours(gone) if gap not in known)]
    return [*theirs(known), *sorted(both, key=lambda gap: gap["start"])]


def read(text: str) -> list[Gap]:
    """22 December 2026 to 4 January 2027, one on each line; refuses what is no day, or ends before it begins."""
    gaps = [_read(line) for line in text.splitlines() if line.strip()]
    if len(gaps) > MOST:
        raise ValueError("too many")
    return sorted(gaps, key=lambda gap: gap["start"])


def _read(line: str) -> Gap:
    days = [dates.any_day(said.strip()) for said in SPAN.split(line.strip())]
    first, last = days[0], days[-1]
    if len(days) > 2 or first is None or last is None or last < first:
        raise ValueError(line)
    return {"start": first.isoformat(), "end": last.isoformat(), OURS: "us"}


def spoken(gap: Gap) -> str:
    """As it is typed."""
    first, last = (date.fromisoformat(gap[name]) for name in ("start", "end"))
    return f"{_day(first)} to {_day(last)}" if first < last else _day(first)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
