"""How fast each kind of fact goes off, what hurries it, and how an entry steps down: shown, warned, hidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from groupsite.kit import clock
from signposting.familyhub.normalise import FIELDS
from signposting.models.directory import Flag, Step

KEY_FIELDS = ("status", "phones", "schedules", "locations", "costs")
"""A family is sent to a locked door by one of these. An entry counts as checked when all of them are."""


@dataclass(frozen=True)
class Pace:
    """So long after a check a fact is due for the next, tired, and too old to be shown to everybody."""

    due: timedelta
    stale: timedelta
    very_stale: timedelta


OFTEN = Pace(timedelta(days=90), timedelta(days=180), timedelta(days=365))
SOMETIMES = Pace(timedelta(days=180), timedelta(days=365), timedelta(days=730))
RARELY = Pace(timedelta(days=730), timedelta(days=1095), timedelta(days=1825))
PACES = dict.fromkeys(FIELDS, SOMETIMES) | {
    **dict.fromkeys(("status", "alert", "schedules", "costs", "free"), OFTEN),
    **dict.fromkeys(("name", "organisation", "description", "categories", "service_areas"), RARELY),
}
"""Times and prices move every term, a telephone now and then, the name of a charity hardly ever."""
HURRY = Pace(timedelta(0), timedelta(days=14), timedelta(days=60))
"""What somebody has reason to doubt is due today, whatever its kind, and goes off within weeks."""

HUB_OLD = timedelta(days=365)
"""A hub's own check that is older than this, and than ours, is worth a word to the hub."""

BEFORE_THE_END = HURRY.stale
"""So long before its times run out an entry is asked about: by the day they have, parents read a warning."""

NOTICE = timedelta(days=14)
"""So long a person has known that an entry is about to be hidden, at the least."""

ORDER = (Flag.NONE, Flag.DUE, Flag.STALE, Flag.VERY_STALE)


@dataclass(frozen=True)
class Age:
    """What is known of one field: when somebody last made sure, since when it has been listed, and doubted."""

    field: str
    checked: datetime | None
    listed: datetime | None
    doubted: datetime | None = None
    lone: bool = False
    """Nothing more speaks against it than one person's word, or that nobody told us how it goes on."""

    def due(self) -> datetime | None:
        """When the next check should have been; never checked is due from the first day, doubted from that moment."""
        if self.doubted:
            return self.doubted
        return self.checked + PACES[self.field].due if self.checked else self.listed

    def flag(self, at: datetime) -> Flag:
        """How far gone it is. What was never checked ages from the day it was listed."""
        known = self.checked or self.listed
        if known is None:
            return Flag.NONE
        flags = [_past(PACES[self.field], at - known), Flag.NONE if self.checked else Flag.DUE]
        if self.doubted:
            flags += [Flag.DUE, self._hurried(at - self.doubted)]
        return max(flags, key=ORDER.index)

    def _hurried(self, since: timedelta) -> Flag:
        """One voice, or none, warns parents and hides nothing."""
        flag = _past(HURRY, since)
        return Flag.STALE if self.lone and flag == Flag.VERY_STALE else flag


def doubted_since(ends: date, checked: datetime | None, at: datetime) -> datetime | None:
    """From when times that run out on a day are doubted. A check before that day says nothing of the days after."""
    over = clock.at(ends + timedelta(days=1), time.min)
    since = over - BEFORE_THE_END
    is_checked = checked is not None and checked >= (over if at >= over else since)
    return None if at < since or is_checked else since


def _past(pace: Pace, old: timedelta) -> Flag:
    limits = ((Flag.VERY_STALE, pace.very_stale), (Flag.STALE, pace.stale), (Flag.DUE, pace.due))
    return next((flag for flag, limit in limits if old > limit), Flag.NONE)


def worst(ages: Iterable[Age], at: datetime) -> Flag:
    """An entry is as far gone as the worst of its key fields. A doubt about another field makes it due, no more."""
    flags = [Flag.NONE]
    for age in ages:
        flag = age.flag(at)
        if age.field in KEY_FIELDS:
            flags.append(flag)
        elif age.doubted:
            flags.append(Flag.DUE)
    return max(flags, key=ORDER.index)


def hub_is_behind(assured: date | None, checked: datetime | None, today: date) -> bool:
    """The hub last looked more than a year ago, and one of us has since."""
    if assured is None or checked is None or assured >= today - HUB_OLD:
        return False
    return clock.local(checked).date() > assured


def next_due(ages: Iterable[Age]) -> date | None:
    """The day on which the first of the key fields, or of the doubted ones, is to be checked."""
    moments = [age.due() for age in ages if age.field in KEY_FIELDS or age.doubted]
    known = [moment for moment in moments if moment]
    return clock.local(min(known)).date() if known else None


def doubtful(ages: Iterable[Age], at: datetime) -> list[str]:
    """The fields worth asking about now."""
    return [age.field for age in ages if _is_doubtful(age, at)]


def _is_doubtful(age: Age, at: datetime) -> bool:
    return bool(age.doubted) or (age.field in KEY_FIELDS and age.flag(at) != Flag.NONE)


def step(now: Step, flag: Flag, noticed: datetime | None, at: datetime) -> Step:
    """One step at a time: nothing is hidden that was not warned of first, and of which nobody has been told."""
    if flag in (Flag.NONE, Flag.DUE):
        return Step.SHOWN
    if flag == Flag.STALE or now == Step.SHOWN:
        return Step.WARNED
    told = noticed is not None and at - noticed >= NOTICE
    return Step.HIDDEN if now == Step.HIDDEN or told else Step.WARNED
