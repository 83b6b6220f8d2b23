"""Who would walk in well with whom, and why: a score out of 100 that says its reasons (M8).

Rules that shut anybody out are few (`families.services.buddies`); everything here only weighs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from families.rules.languages import ENGLISH, language_names

ENOUGH_TOGETHER = 3


@dataclass(frozen=True)
class Side:
    """What the weighing looks at in one family."""

    languages: frozenset[str] = frozenset()
    birthdays: tuple[date, ...] = ()
    outcode: str = ""
    walking_with: int = 0
    at_once: int = 1
    together: int = 0
    """Sessions both families are booked for; counted by whoever knows about sessions."""
    wishes: frozenset[str] = frozenset()
    """What matters most to a newcomer: keys of WISHES."""
    groups: frozenset[UUID] = frozenset()
    """Of a newcomer, the groups they are booked for; of a buddy, those they walk into. None named is all of them."""


class Share(NamedTuple):
    """How much of a factor's weight a pair gets, from 0 to 1, and why."""

    part: float
    reason: str = ""


class Factor(NamedTuple):
    """One thing that was weighed: its name, its points out of its weight, and the reason in words."""

    name: str
    points: int
    weight: int
    reason: str


def language(newcomer: Side, buddy: Side) -> Share:
    """A mother tongue in common is worth most; English alone is half, when the newcomer has more than English."""
    common = newcomer.languages & buddy.languages
    if not common:
        return Share(0)
    reason = _("Both speak %(languages)s") % {"languages": language_names(sorted(common))}
    only_second = common == {ENGLISH} and newcomer.languages != {ENGLISH}
    return Share(0.5 if only_second else 1, reason)


def ages(newcomer: Side, buddy: Side) -> Share:
    """The two children nearest in age: full for three months apart, nothing from two years on."""
    gaps = [abs((one - other).days) for one in newcomer.birthdays for other in buddy.birthdays]
    months = round(min(gaps) / 30.44) if gaps else 24
    part = next((part for limit, part in ((3, 1), (6, 0.8), (12, 0.5), (23, 0.2)) if months <= limit), 0)
    return Share(part, _age_reason(months)) if part else Share(0)


def _age_reason(months: int) -> str:
    if months == 0:
        return _("Children of the same age")
    return ngettext("Children %(count)d month apart", "Children %(count)d months apart", months) % {"count": months}


def sessions(newcomer: Side, buddy: Side) -> Share:
    """Who is booked for the same days will really meet."""
    if not buddy.together:
        return Share(0)
    reason = ngettext(
        "Booked for %(count)d of the same sessions", "Booked for %(count)d of the same sessions", buddy.together
    ) % {"count": buddy.together}
    return Share(min(buddy.together, ENOUGH_TOGETHER) / ENOUGH_TOGETHER, reason)


def area(newcomer: Side, buddy: Side) -> Share:
    """Neighbours can walk over together."""
    if not newcomer.outcode or newcomer.outcode != buddy.outcode:
        return Share(0)
    return Share(1, _("Both live in %(area)s") % {"area": newcomer.outcode})


def load(newcomer: Side, buddy: Side) -> Share:
    """A family who walks with nobody yet has more to give."""
    if not buddy.walking_with:
        return Share(1, _("Walks in with nobody else at the moment"))
    reason = ngettext(
        "Walks in with %(count)d other family", "Walks in with %(count)d other families", buddy.walking_with
    ) % {"count": buddy.walking_with}
    return Share(max(0, buddy.at_once - buddy.walking_with) / buddy.at_once, reason)


class Wish(NamedTuple):
    """Something a newcomer may hope for: how the form says it, how a reason does, when a buddy meets it."""

    label: str | Promise
    reason: str | Promise
    met: Callable[[Side, Side], bool]


WISHES: dict[str, Wish] = {
    "language": Wish(
        gettext_lazy("They speak my language"),
        gettext_lazy("the same language"),
        lambda newcomer, buddy: language(newcomer, buddy).part == 1,
    ),
    "age": Wish(
        gettext_lazy("Their child is about as old as mine"),
        gettext_lazy("children of about the same age"),
        lambda newcomer, buddy: ages(newcomer, buddy).part >= 0.8,
    ),
    "area": Wish(
        gettext_lazy("They live near me"),
        gettext_lazy("the same part of town"),
        lambda newcomer, buddy: area(newcomer, buddy).part == 1,
    ),
    "quiet": Wish(
        gettext_lazy("A quiet start: only the two of us"),
        gettext_lazy("a quiet start, only the two families"),
        lambda newcomer, buddy: load(newcomer, buddy).part == 1,
    ),
}
OWN_GROUP = Wish("", gettext_lazy("they walk into that group"), lambda new, old: bool(new.groups & old.groups))


def wishes(newcomer: Side, buddy: Side) -> Share:
    """What the newcomer said matters most, and the groups the buddy walks into. Whoever asks for nothing has it all."""
    asked = [WISHES[key] for key in WISHES if key in newcomer.wishes]
    if newcomer.groups and buddy.groups:
        asked.append(OWN_GROUP)
    if not asked:
        return Share(1, _("No special wishes"))
    met = [str(wish.reason) for wish in asked if wish.met(newcomer, buddy)]
    reason = _("As they wished: %(wishes)s") % {"wishes": "; ".join(met)} if met else ""
    return Share(len(met) / len(asked), reason)


class Weighed(NamedTuple):
    """A factor of the score: what it is called, what it weighs, how it is measured."""

    name: str | Promise
    weight: int
    share: Callable[[Side, Side], Share]


FACTORS: dict[str, Weighed] = {
    "language": Weighed(gettext_lazy("Language"), 25, language),
    "ages": Weighed(gettext_lazy("Children’s ages"), 20, ages),
    "sessions": Weighed(gettext_lazy("Same sessions"), 20, sessions),
    "wishes": Weighed(gettext_lazy("Wishes"), 15, wishes),
    "area": Weighed(gettext_lazy("Area"), 10, area),
    "load": Weighed(gettext_lazy("Free to help"), 10, load),
}
"""The weights add up to 100. Change one here and the leader's page shows it."""


def weigh(newcomer: Side, buddy: Side) -> tuple[Factor, ...]:
    """Every factor with its points, in the order of their weights."""
    return tuple(_factor(weighed, weighed.share(newcomer, buddy)) for weighed in FACTORS.values())


def _factor(weighed: Weighed, share: Share) -> Factor:
    return Factor(str(weighed.name), round(weighed.weight * share.part), weighed.weight, share.reason)
