"""Do two households on the list look like one? Few false alarms: a name alone never says so.

People write a name in many ways, and a family may have been written down at the door before it joins. What counts is
weighed; a leader reads the reasons and decides. A child that lives in both homes is no reason (M10).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from families.rules.names import alike, fold, spellings

WEIGHTS = {
    "asked": 100,
    "email": 60,
    "phone": 50,
    "child": 40,
    "name": 30,
    "children": 20,
    "name_alike": 20,
    "called": 10,
}
SAYS: dict[str, str | Promise] = {
    "asked": _("One invited the other, and they ask to be joined"),
    "email": _("The same e-mail address"),
    "phone": _("The same phone number"),
    "child": _("A child of the same name and birthday"),
    "children": _("Several children of the same names and birthdays"),
    "name": _("An adult of the same name"),
    "name_alike": _("Adults whose names could be one"),
    "called": _("Adults called the same"),
}
UNDO_FOR = timedelta(days=90)
SUGGEST = 60
"""From here on a leader is shown the pair."""
ASK = 30
"""From here on a leader who writes a family down is asked: is it one of these?"""


@dataclass(frozen=True)
class Adult:
    """What is compared of an adult."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Small:
    """What is compared of a child. `number` when it is a row: the same row in both homes is no reason."""

    first_name: str
    day: date | None
    number: int | None = None


@dataclass(frozen=True)
class House:
    """What is compared of a household."""

    adults: tuple[Adult, ...] = ()
    children: tuple[Small, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """How much alike, and why."""

    score: int
    reasons: tuple[str, ...]


def compare(one: House, other: House) -> Likeness:
    """Weigh two households."""
    reasons = tuple(_reasons(one, other))
    return Likeness(sum(WEIGHTS[reason] for reason in reasons), reasons)


def _reasons(one: House, other: House) -> Iterator[str]:
    for reason, known, theirs in (
        ("email", _said(adult.email for adult in one.adults), _said(adult.email for adult in other.adults)),
        ("phone", _said(adult.phone for adult in one.adults), _said(adult.phone for adult in other.adults)),
    ):
        if known & theirs:
            yield reason
    names = {name_reason(a.name, b.name) for a, b in product(one.adults, other.adults)}
    if names - {""}:
        yield max(names - {""}, key=lambda reason: WEIGHTS[reason])
    shared = {child.number for child in one.children} & {child.number for child in other.children} - {None}
    pairs = _same_children(_without(one, shared), _without(other, shared))
    if pairs:
        yield "child"
    if pairs > 1:
        yield "children"


def _said(texts: Iterable[str]) -> set[str]:
    return {text.casefold() for text in texts if text}


def _without(house: House, shared: set[int | None]) -> list[Small]:
    return [child for child in house.children if child.number is None or child.number not in shared]


def _same_children(ours: list[Small], theirs: list[Small]) -> int:
    found = 0
    for child in ours:
        match = next((other for other in theirs if same_child(child, other)), None)
        if match is not None:
            theirs = [other for other in theirs if other is not match]
            found += 1
    return found


def same_child(one: Small, other: Small) -> bool:
    """The same birthday or due date, and first names that could be one child's."""
    return one.day is not None and one.day == other.day and alike(one.first_name, other.first_name)


def name_reason(one: str, other: str) -> str:
    """What two names have in common: `name` in any order and spelling, `name_alike` with nicknames, or `called`."""
    ours, theirs = fold(one).split(), fold(other).split()
    if not ours or not theirs:
        return ""
    if sorted(ours) == sorted(theirs):
        return "name" if len(ours) > 1 else "called"
    if len(ours) == 1 or len(theirs) == 1:
        return "called" if ours[0] == theirs[0] else ""
    return "name_alike" if _could_be_one(set(ours), set(theirs)) else ""


def _could_be_one(ours: set[str], theirs: set[str]) -> bool:
    """A word is the same, and of the rest some could be forms of one name."""
    rest, other = ours - theirs, theirs - ours
    if not ours & theirs:
        return False
    if not rest or not other:
        return True  # one name is the other with a part more
    return any(not spellings(word).isdisjoint(other) for word in rest)
