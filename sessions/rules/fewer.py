"""Which smaller party of a household would fit now (M3). Plain values in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sessions import rules

MOST_PEOPLE, MOST_SHOWN = 10, 3


@dataclass(frozen=True)
class Person:
    """Somebody of a party: a child has an age in months, an adult none. One who `stays` cannot be left at home."""

    name: str
    code: str
    age: int | None = None
    stays: bool = False


@dataclass(frozen=True)
class Fewer:
    """A party that would fit."""

    people: tuple[Person, ...]

    @property
    def children(self) -> list[Person]:
        """Those with an age."""
        return [person for person in self.people if person.age is not None]

    @property
    def adults(self) -> list[Person]:
        """The others."""
        return [person for person in self.people if person.age is None]

    @property
    def party(self) -> rules.Party:
        """As the rules see it."""
        ages = tuple(person.age for person in self.people if person.age is not None)
        return rules.Party(ages, len(self.people) - len(ages))


def smaller(limits: rules.Limits, room: rules.Room, people: Sequence[Person]) -> list[Fewer]:
    """The biggest smaller parties that fit, those with the most children; none when nothing would.

    An adult stays with the children, and a household that has children brings one.
    """
    if len(people) > MOST_PEOPLE:
        return []
    for size in range(len(people) - 1, 0, -1):
        if found := list(_fitting(limits, room, people, size)):
            most = max(len(each.children) for each in found)
            return [each for each in found if len(each.children) == most][:MOST_SHOWN]
    return []


def _fitting(limits: rules.Limits, room: rules.Room, people: Sequence[Person], size: int) -> Iterable[Fewer]:
    stay = {person for person in people if person.stays}
    with_children = any(person.age is not None for person in people)
    for chosen in combinations(people, size):
        each = Fewer(chosen)
        whole = each.adults and (each.children or not with_children) and stay.issubset(chosen)
        if whole and not rules.space_bounds(limits, room, each.party):
            yield each
