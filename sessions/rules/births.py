"""Registering a birth in England and Wales: by when, who comes, what to bring (M25).

The facts stand in `sessions/data/registering_births.json`, each with its source and the day it was checked; the words
stand here. Who comes depends on the parents. We tell every family all of it and ask nobody: a time needs no answer.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupsite.kit.templatetags.kit import day as day_in_words

DATA = Path(__file__).resolve().parent.parent / "data" / "registering_births.json"
STALE_AFTER = timedelta(days=365)

WHO: dict[str, tuple[str | Promise, str | Promise]] = {
    "married": (
        gettext_lazy("You are married or civil partners"),
        gettext_lazy("One of you is enough. Bring the papers of both of you."),
    ),
    "not_married": (
        gettext_lazy("You are not married, and both want to be on the certificate"),
        gettext_lazy("Come together. If one of you cannot, ask the register office for a declaration form before."),
    ),
    "alone": (
        gettext_lazy("You are a mother on your own"),
        gettext_lazy("You can come alone. Another parent can be added later."),
    ),
    "two_mothers": (
        gettext_lazy("You are two mothers"),
        gettext_lazy(
            "If you were married or civil partners at the time of a fertility treatment, one of you is enough. "
            "If not, come together, with your papers from the clinic."
        ),
    ),
    "two_fathers": (
        gettext_lazy("You are two fathers"),
        gettext_lazy("The person who gave birth registers. You need a parental order from the court first. Ring us."),
    ),
    "nobody": (
        gettext_lazy("No parent can come"),
        gettext_lazy("Somebody who was at the birth, or who looks after the baby, may be able to. Ring before."),
    ),
}
"""Whatever shape a family has: for whom it is, and who comes."""

BRING: dict[str, str | Promise] = {
    "identity": gettext_lazy("A passport, a driving licence or a birth certificate of each parent"),
    "address": gettext_lazy("Something with your address, such as a bill"),
    "red_book": gettext_lazy("Your baby’s red book"),
    "certificate": gettext_lazy("Your marriage or civil partnership certificate, if you have one"),
}


@dataclass(frozen=True)
class Case:
    """A shape a family may have."""

    title: str | Promise
    says: str | Promise


@dataclass(frozen=True)
class Source:
    """A page on which a fact was read."""

    url: str

    @property
    def site(self) -> str:
        """What people call it."""
        return (urlsplit(self.url).hostname or self.url).removeprefix("www.")


@dataclass(frozen=True)
class Facts:
    """What is in force, and when somebody last looked."""

    days: int
    late_months: int
    who: tuple[Case, ...]
    bring: tuple[str | Promise, ...]
    checked: date
    sources: tuple[Source, ...]

    def is_stale(self, today: date) -> bool:
        """Has nobody looked for a year?"""
        return today > self.checked + STALE_AFTER

    def last_day(self, born: date) -> date:
        """The last day on which this birth is registered in time."""
        return born + timedelta(days=self.days)


@lru_cache
def facts() -> Facts:
    """The facts as they stand; checked is the oldest of the days on which a row was."""
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = [raw["limit"], raw["late"], *raw["who"], *raw["bring"]]
    return Facts(
        days=raw["limit"]["days"],
        late_months=raw["late"]["months"],
        who=tuple(Case(*WHO[row["key"]]) for row in raw["who"]),
        bring=tuple(BRING[row["key"]] for row in raw["bring"]),
        checked=min(date.fromisoformat(row["checked"]) for row in rows),
        sources=tuple(Source(url) for url in dict.fromkeys(row["source"] for row in rows)),
    )


@dataclass(frozen=True)
class Due:
    """By when one baby's birth has to be registered, seen from a day on which it could be."""

    name: str
    last_day: date
    on: date
    today: date

    @property
    def is_late(self) -> bool:
        """Would that day be too late?"""
        return self.on > self.last_day

    @property
    def says(self) -> str:
        """By when, and what to do if that day is past it. It keeps nobody from booking."""
        said = {"name": self.name, "day": day_in_words(self.last_day)}
        if self.last_day < self.today:
            return _("Is %(name)s not registered yet? The six weeks ended on %(day)s. Please still come, soon.") % said
        if self.is_late:
            return (
                _(
                    "The birth of %(name)s has to be registered by %(day)s, which is before this date: the law gives "
                    "you 42 days. Choose an earlier day, or ring the register office. You can still book here."
                )
                % said
            )
        return _("The birth of %(name)s has to be registered by %(day)s. This date is in time.") % said


def due(babies: Iterable[tuple[str, date | None]], *, on: date, today: date) -> list[Due]:
    """The same for each of these babies, (name, born on); one that is on its way has no such day yet."""
    return [Due(name, facts().last_day(born), on, today) for name, born in babies if born and born <= on]
