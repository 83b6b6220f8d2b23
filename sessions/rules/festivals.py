"""Which festivals fall near a day, out of those that families keep. Pure; the days stand in `data/festivals.json`."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from families.rules.names import fold

DATA = Path(__file__).resolve().parent.parent / "data" / "festivals.json"
NEAR = timedelta(days=10)


@dataclass(frozen=True)
class Festival:
    """One festival with its days of some years, and the words by which families call it."""

    name: str
    said: tuple[str, ...]
    days: tuple[date, ...]
    by_moon: bool

    def day_near(self, day: date) -> date | None:
        """Its day nearest to this one, when that is near."""
        close = [each for each in self.days if abs(each - day) <= NEAR]
        return min(close, key=lambda each: abs(each - day), default=None)

    def is_meant_by(self, words: str) -> bool:
        """Does a family that writes this keep it?"""
        told = f" {fold(words)} "
        return any(f" {fold(word)} " in told for word in self.said)


@dataclass(frozen=True)
class Kept:
    """A festival near the day, and how many households keep it."""

    name: str
    day: date
    families: int
    by_moon: bool


@lru_cache(maxsize=1)
def table() -> tuple[Festival, ...]:
    """The file."""
    rows = json.loads(DATA.read_text())["festivals"]
    return tuple(
        Festival(
            name=row["name"],
            said=tuple(row["said"]),
            days=tuple(date.fromisoformat(each) for each in row["days"]),
            by_moon=row["kind"] == "moon",
        )
        for row in rows
    )


def known_until() -> date:
    """The last day the file knows of; after it nobody is warned any more."""
    return max(day for festival in table() for day in festival.days)


def kept_near(day: date, told: Iterable[str]) -> list[Kept]:
    """Festivals near a day that these households wrote down, the soonest first. What nobody keeps is not said."""
    words = [text for text in told if re.search(r"\w", text)]
    near = [(festival, on) for festival in table() if (on := festival.day_near(day))]
    counted = [(festival, on, sum(festival.is_meant_by(text) for text in words)) for festival, on in near]
    found = [Kept(festival.name, on, families, festival.by_moon) for festival, on, families in counted if families]
    return sorted(found, key=lambda kept: (kept.day, kept.name))
