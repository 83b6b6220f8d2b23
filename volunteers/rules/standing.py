"""What it takes to help, and to go on helping: induction done, agreements fresh, checks clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupsite.accounts.roles import Role
from volunteers.models import Check, Clearance

A_YEAR = timedelta(days=365)
WARNED_BEFORE = (60, 30, 7)
SOON = timedelta(days=60)
NEEDED: dict[str, tuple[Check, ...]] = {
    Role.VOLUNTEER: (Check.DBS,),
    Role.CHAMPION: (Check.DBS,),
    Role.LEADER: (Check.DBS, Check.SAFEGUARDING),
}
"""Which checks each role takes, besides the induction and the yearly agreements."""
STEPS: dict[str, Any] = {
    "met": gettext_lazy("Met a leader for a cup of tea"),
    "shown_round": gettext_lazy("Shown round: doors, toilets, first aid box"),
    "fire": gettext_lazy("Knows what to do in a fire"),
    "children": gettext_lazy("Knows that nobody is ever alone with a child"),
    "worried": gettext_lazy("Knows whom to tell when worried about a child"),
    "first_shift": gettext_lazy("Did a first shift beside somebody"),
}
FIRST_SHIFT = "first_shift"
BEFORE_HELPING = tuple(step for step in STEPS if step != FIRST_SHIFT)
"""What the role waits for. A first shift cannot be among it: without the role nobody is on the rota."""


@dataclass(frozen=True)
class Policy:
    """Something every helper reads and agrees to, once a year. A new version is agreed to anew."""

    key: str
    version: int
    title: Any
    words: Any


POLICIES = (
    Policy(
        "confidentiality",
        1,
        gettext_lazy("What I hear stays here"),
        gettext_lazy(
            "I tell nobody what I see or hear about a family. If I am worried about a child, I tell the lead."
        ),
    ),
    Policy(
        "safeguarding",
        1,
        gettext_lazy("Children are safe with us"),
        gettext_lazy("I am never alone with a child who is not mine. I do not change nappies or take photos."),
    ),
    Policy(
        "behaviour",
        1,
        gettext_lazy("Everybody is welcome"),
        gettext_lazy("I treat every family with respect. I do not smoke, drink or take calls while I help."),
    ),
)


@dataclass(frozen=True)
class Known:
    """What we know of one person's way in."""

    steps: frozenset[str]
    agreed: Mapping[tuple[str, int], date]
    clearances: Mapping[str, Clearance]


def missing_steps(known: Known) -> list[str]:
    """Steps of the induction that are still to do before somebody helps."""
    return [step for step in BEFORE_HELPING if step not in known.steps]


def agreed_until(known: Known) -> date | None:
    """The last day on which all agreements hold; none when one is missing."""
    days = [known.agreed.get((policy.key, policy.version)) for policy in POLICIES]
    return min(day + A_YEAR for day in days if day) if all(days) else None


def why_not_yet(known: Known, today: date, roles: Iterable[str] = (Role.VOLUNTEER,)) -> list[str]:
    """Everything that stands between this person and these roles, as sentences; nothing when they may help."""
    return [*_steps_to_do(known), *_agreements_due(known, today), *_checks_missing(known, today, roles)]


def needed_for(roles: Iterable[str]) -> list[Check]:
    """The checks that these roles take, each once."""
    return list(dict.fromkeys(kind for role in roles for kind in NEEDED.get(role, ())))


def ends_on(known: Known, roles: Iterable[str]) -> date | None:
    """The day on which the first of what these roles take ends; none while nothing of it does."""
    held = [known.clearances.get(kind) for kind in needed_for(roles)]
    days = [agreed_until(known), *(each.until for each in held if each)]
    return min((day for day in days if day), default=None)


def _steps_to_do(known: Known) -> Iterable[str]:
    if missing_steps(known):
        yield _("The induction is not finished.")


def _agreements_due(known: Known, today: date) -> Iterable[str]:
    until = agreed_until(known)
    if until is None or until < today:
        yield _("The yearly agreements are due.")


def _checks_missing(known: Known, today: date, roles: Iterable[str]) -> Iterable[str]:
    for kind in needed_for(roles):
        held = known.clearances.get(kind)
        if held is None or not held.holds_on(today):
            yield _("We need %(check)s that is clear and still counts.") % {"check": Check(kind).label}
