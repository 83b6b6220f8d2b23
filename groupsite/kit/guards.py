"""Who may open an address: the words the access table is written in (`groupsite/access.py`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol


class HasRoles(Protocol):
    """What the gate needs to know of a person."""

    is_authenticated: bool
    roles: Iterable[str]


@dataclass(frozen=True)
class Access:
    """One line of the table: for everybody, for anyone signed in, or for the holders of some roles."""

    public: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    before_second_factor: bool = False
    when_held: bool = False
    """Also to a browser that is held to one place, and there is nothing else it may open."""

    def lets_in(self, user: HasRoles) -> bool:
        """Is this person, signed in already, one of those meant?"""
        return self.public or not self.roles or not self.roles.isdisjoint(user.roles)


PUBLIC = Access(public=True)
SIGNED_IN = Access()
ENROLLING = Access(before_second_factor=True)


def roles(*names: str) -> Access:
    """Only people who hold at least one of these roles."""
    return Access(roles=frozenset(names))
