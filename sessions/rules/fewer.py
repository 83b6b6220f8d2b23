"""Which smaller party of a household would fit now (M3). Plain values in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sessions import rules

MOST_PEOPLE, MOST_SHOWN = 10, 3


@dataclass(frozen=True)
class Person:
    """Somebody of a party: a child has an age in months on each date, an adult none.

    One who `stays` cannot be left at home.
    """

    name: str
    code: str
    ages: tuple[int, ...] = ()
    stays: bool = False


@dataclass(frozen=True)
class Fewer:
    """A party that would fit."""

    people: tuple[Person, ...]

    @property
    def children(self) -> list[Person]:
        """Those with an age."""
        return [person for person in self.people if person.ages]

    @property
    def adults(self) -> list[Person]:
        """The others."""
        return [person for person in self.people if not person.ages]

    def on(self, number: int) -> rules.Party:
        """As the rules see it, on one of the dates."""
        return rules.Party(tuple(child.ages[number] for child in self.children), len(self.adults))


def smaller(dates: Sequence[rules.Space], people: Sequence[Person]) -> list[Fewer]:
    """The biggest smaller parties that fit on all of these dates, those with the most children; none if nothing would.

    An adult stays with the children, and a household that has children brings one.
    """
    if len(people) > MOST_PEOPLE:
        return []
    for size in range(len(people) - 1, 0, -1):
        if found := list(_fitting(dates, people, size)):
            most = max(len(each.children) for each in found)
            return [each for each in found if len(each.children) == most][:MOST_SHOWN]
    return []


def bound(dates: Sequence[rules.Space], people: Sequence[Person]) -> rules.Bound | None:
    """The limit that keeps all of them out of the first date that has no room."""
    everybody = Fewer(tuple(people))
    return rules.first_bound(dates, [everybody.on(number) for number in range(len(dates))])


def _fitting(dates: Sequence[rules.Space], people: Sequence[Person], size: int) -> Iterable[Fewer]:
    stay = {person for person in people if person.stays}
    with_children = any(person.ages for person in people)
    for chosen in combinations(people, size):
        each = Fewer(chosen)
        whole = each.adults and (each.children or not with_children) and stay.issubset(chosen)
        if whole and bound(dates, chosen) is None:
            yield each
