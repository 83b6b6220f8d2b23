"""A plan as an open file that any group may read: what is done, for how long, what it takes. Nothing about anybody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from families.rules.words import tidy
from groupsite.kit.errors import Refused

FORMAT, VERSION = "session-plan", 1
MOST_ACTIVITIES, MOST_MINUTES, MOST_BYTES = 30, 600, 100_000
LONGEST = {"what": 120, "needs": 200, "snack": 200, "title": 120}


@dataclass(frozen=True)
class Step:
    """One thing of a plan."""

    what: str
    minutes: int | None = None
    needs: str = ""


@dataclass(frozen=True)
class PlanFile:
    """What a file says."""

    title: str
    steps: tuple[Step, ...]
    snack: str = ""


def written(title: str, steps: Iterable[Step], snack: str) -> bytes:
    """The file."""
    activities = [{"what": step.what, "minutes": step.minutes, "needs": step.needs} for step in steps]
    told = {"format": FORMAT, "version": VERSION, "title": title, "activities": activities, "snack": snack}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def read(content: bytes) -> PlanFile:
    """What is in it; Refused says what is wrong and where."""
    told = _opened(content)
    rows = told.get("activities")
    if not isinstance(rows, list) or not rows:
        raise Refused(_("There is nothing to do in this plan. Choose another file."), code="empty")
    if len(rows) > MOST_ACTIVITIES:
        says = _("This plan has %(count)d things. We can take up to %(most)d.")
        raise Refused(says % {"count": len(rows), "most": MOST_ACTIVITIES}, code="too_many")
    steps = tuple(_step(row, number) for number, row in enumerate(rows, start=1))
    return PlanFile(_text(told, "title", ""), steps, _text(told, "snack", ""))


def _opened(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Refused(_("This file is too large to be a plan. A plan is under 100 kB."), code="too_large")
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(_("We can’t read this file. Choose one that was saved as a plan."), code="unreadable") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Refused(_("This file is not a session plan. Choose one that was saved as a plan."), code="format")
    if told.get("version") != VERSION:
        says = _("This plan was saved by a newer portal, in a form we do not know. Ask for it on paper.")
        raise Refused(says, code="version")
    return told


def _step(row: Any, number: int) -> Step:
    where = _("Number %(number)d in the plan: ") % {"number": number}
    if not isinstance(row, dict):
        raise Refused(where + _("it is not written as a plan is."), code="row")
    what = _text(row, "what", where)
    if not what:
        raise Refused(where + _("it does not say what to do."), code="what")
    return Step(what, _minutes(row.get("minutes"), where), _text(row, "needs", where))


def _text(row: dict[str, Any], name: str, where: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise Refused(where + _("“%(name)s” has to be words.") % {"name": name}, code=name)
    try:
        return tidy(value, longest=LONGEST[name])
    except Refused as no:
        raise Refused(f"{where}“{name}”: {no.message}", code=name) from None


def _minutes(value: Any, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_MINUTES:
        says = _("“minutes” has to be a whole number from 1 to %(most)d.") % {"most": MOST_MINUTES}
        raise Refused(where + says, code="minutes")
    return value
