"""Which free early education a child in England may have, and from which term (S5-07).

The facts stand in `families/data/early_education.json`, each with its source and the day it was checked; the words and
the arithmetic stand here. Free hours start with the term after the child reaches the age; terms start on 1 January,
1 April and 1 September. A birth month is enough, since every term starts on the first of a month.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from families.rules.ages import turns

DATA = Path(__file__).resolve().parents[1] / "data" / "early_education.json"
STALE_AFTER_MONTHS = 12
"""Offers change with each September: a table older than that may be wrong."""
SEPTEMBER = 9


class Words:
    """How an offer is said: its name, and for whom it is."""

    def __init__(self, name: str | Promise, who: str | Promise, ask: str | Promise) -> None:
        self.name, self.who, self.ask = name, who, ask


WORDS = {
    "working": Words(
        _("30 hours a week for working parents"),
        _("For parents who work, on their own or both of them. There is a lowest and a highest pay."),
        _("Apply on GOV.UK. You get a code for the nursery or childminder. Do it the term before."),
    ),
    "support": Words(
        _("15 hours a week for some 2-year-olds"),
        _("For families on a low income with Universal Credit, and for children with extra needs or who were in care."),
        _("Ask your council. Its family information service says yes or no."),
    ),
    "everybody": Words(
        _("15 hours a week for every 3 and 4-year-old"),
        _("For everybody, whether you work or not."),
        _("Ask the nursery or childminder you like. They do the paperwork."),
    ),
}


@dataclass(frozen=True)
class Offer:
    """One row of the table."""

    key: str
    from_months: int
    hours: int
    apply_before: bool
    checked: date
    source: str
    in_force: date | None = None
    until_months: int | None = None

    @property
    def words(self) -> Words:
        """How it is said."""
        return WORDS[self.key]


@dataclass(frozen=True)
class Table:
    """What is in force, since when, and when somebody last looked."""

    terms: tuple[tuple[int, int], ...]
    offers: tuple[Offer, ...]
    reception_after_months: int
    required_after_months: int
    checked: date
    school_source: str

    def is_stale(self, today: date) -> bool:
        """Has nobody looked for a year?"""
        return today > turns(self.checked, STALE_AFTER_MONTHS)


@dataclass(frozen=True)
class Chance:
    """An offer for one child: from which day, until before which, and the last day to apply."""

    offer: Offer
    starts: date
    ends: date
    today: date

    @property
    def is_now(self) -> bool:
        """Can the child have it today?"""
        return self.starts <= self.today

    @property
    def apply_by(self) -> date | None:
        """The day before the term, where one has to apply in time and the day is still to come."""
        last = self.starts - timedelta(days=1)
        return last if self.offer.apply_before and last >= self.today else None


@dataclass(frozen=True)
class Outlook:
    """What lies ahead of one child."""

    chances: tuple[Chance, ...]
    reception: date
    required: date
    school_source: str
    at_school: bool


@lru_cache
def table() -> Table:
    """The facts as they stand; checked is the oldest of the days on which a row was."""
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    rows = [*raw["offers"], raw["terms"], raw["school"]]
    return Table(
        terms=tuple((month, day) for month, day in raw["terms"]["starts"]),
        offers=tuple(_offer(row) for row in raw["offers"]),
        reception_after_months=raw["school"]["reception_after_months"],
        required_after_months=raw["school"]["required_after_months"],
        checked=min(date.fromisoformat(row["checked"]) for row in rows),
        school_source=raw["school"]["source"],
    )


def _offer(row: dict[str, Any]) -> Offer:
    days = {name: date.fromisoformat(row[name]) for name in ("in_force", "checked") if name in row}
    return Offer(**(row | days))


def term_after(day: date, terms: Iterable[tuple[int, int]]) -> date:
    """The first day of the next term: a birthday on a term's first day waits for the one after."""
    starts = (date(year, month, first) for year in (day.year, day.year + 1) for month, first in terms)
    return min(start for start in starts if start > day)


def outlook(born: date, today: date, facts: Table | None = None) -> Outlook:
    """Every offer the child can have, now or later, and when school begins."""
    facts = facts or table()
    reception = term_after(turns(born, facts.reception_after_months), [(SEPTEMBER, 1)])
    chances = (_chance(offer, born, reception, today, facts) for offer in facts.offers)
    return Outlook(
        chances=tuple(one for one in chances if one.starts < one.ends and one.ends > today),
        reception=reception,
        required=term_after(turns(born, facts.required_after_months), facts.terms),
        school_source=facts.school_source,
        at_school=reception <= today,
    )


def _chance(offer: Offer, born: date, reception: date, today: date, facts: Table) -> Chance:
    starts = max(term_after(turns(born, offer.from_months), facts.terms), offer.in_force or date.min)
    ends = reception
    if offer.until_months is not None:
        ends = min(reception, term_after(turns(born, offer.until_months), facts.terms))
    return Chance(offer, starts, ends, today)
