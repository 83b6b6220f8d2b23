"""What a leader should know of those who come, to plan the day: tips, allergies, food, festivals, what helps.

With names for whoever may read the register now; before that in numbers, and words without names (TRUST §3).
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from families.models import AboutMe, Carer, Child, Family
from families.rules.needs import needs_in_words
from groupsite.accounts.models import User
from groupsite.audit.services import note_reading
from groupsite.kit import clock
from sessions.models import Occurrence
from sessions.queries.access import register_is_open
from sessions.queries.room import holding
from sessions.rules.anonymous import without_names
from sessions.rules.festivals import Kept, kept_near
from sessions.rules.food import Clash, clashes


@dataclass(frozen=True)
class Line:
    """One thing told, with whose it is where that may be seen."""

    words: str
    who: str = ""


@dataclass(frozen=True)
class Expected:
    """Those who come, as far as the plan needs to know."""

    families: int
    children: int
    names: bool
    loves: list[Line]
    calms: list[Line]
    helps: list[Line]
    allergies: list[tuple[str, int]]
    food: list[tuple[str, int]]
    festivals: list[Kept]
    clashes: list[Clash]

    @property
    def tells(self) -> bool:
        """Is there anything that a family told us?"""
        told = (self.loves, self.calms, self.helps, self.allergies, self.food, self.festivals)
        return any(told)


def expected_at(occurrence: Occurrence, user: User, *, snack: str = "") -> Expected:
    """By one question, whoever and however many come. What is opened is noted, so that families can see it."""
    there = _there(occurrence)
    names = register_is_open(user, occurrence, clock.now())
    say = _Saying(names, frozenset(word for family in there.families for word in family.found_by.split()))
    found = _gathered(occurrence, there, say, snack=snack)
    if found.tells:
        note_reading("plan", occurrence, by=user)
    return found


@dataclass(frozen=True)
class _Saying:
    """How something told is said: with the name, or without any."""

    names: bool
    known: Collection[str]

    def line(self, words: str, who: str) -> Line:
        return Line(words, who) if self.names else Line(without_names(words, self.known))

    def counted(self, told: Iterable[str]) -> list[tuple[str, int]]:
        """Numbers need no names, whoever asks."""
        return Counter(without_names(words, self.known) for words in told if words).most_common()


@dataclass(frozen=True)
class _There:
    families: list[Family]
    children: list[Child]
    adults: list[Carer]


def _there(occurrence: Occurrence) -> _There:
    heads = list(holding([occurrence]).select_related("booking__family", "child__about_me", "carer"))
    families = {head.booking.family.pk: head.booking.family for head in heads if head.booking.family}
    children = {head.child.pk: head.child for head in heads if head.child}
    adults = {head.carer.pk: head.carer for head in heads if head.carer}
    return _There(
        list(families.values()),
        sorted(children.values(), key=lambda child: (child.first_name, child.pk)),
        sorted(adults.values(), key=lambda adult: (adult.name, adult.pk)),
    )


def _gathered(occurrence: Occurrence, there: _There, say: _Saying, *, snack: str) -> Expected:
    told = [(child, child.about_me) for child in there.children if _told(child)]
    allergies = say.counted(child.allergies for child in there.children)
    eaten = say.counted(family.food for family in there.families)
    return Expected(
        families=len(there.families),
        children=len(there.children),
        names=say.names,
        loves=[say.line(about.loves, child.first_name) for child, about in told if about.loves],
        calms=[say.line(about.calms, child.first_name) for child, about in told if about.calms],
        helps=_helps(there, say),
        allergies=allergies,
        food=eaten,
        festivals=kept_near(occurrence.day, (family.festivals for family in there.families)),
        clashes=clashes(snack, [words for words, _count in (*allergies, *eaten)]),
    )


def _told(child: Child) -> bool:
    about: AboutMe | None = getattr(child, "about_me", None)
    return about is not None


def _helps(there: _There, say: _Saying) -> list[Line]:
    """Adjustments: what helps a child, what an adult needs to take part (S2-26)."""
    small = [say.line(child.helps, child.first_name) for child in there.children if child.helps]
    needs = [
        (needs_in_words(reads_in="", formats=row.formats, interpreter=row.interpreter, access=row.access), row.name)
        for row in there.adults
    ]
    return small + [say.line(words, name) for words, name in needs if words]
