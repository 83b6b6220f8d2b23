"""Drawing who gets a place (M4). Plain values in and out: the same seed and the same tickets give the same list.

Each ticket has a number of its own, made of the seed and the ticket alone. So a household that gives up before the
draw, or one that is forgotten afterwards, changes nobody else's order, and anybody can work a number out by hand.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sessions import rules

MOST_MISSED = 3
"""Having missed out more often than that makes the chance no better: nobody else should be shut out by it."""
BITS = 53


@dataclass(frozen=True)
class Ticket:
    """One household that asked."""

    code: str
    parties: tuple[rules.Party, ...]
    """Who comes: one party for each date that is drawn in one go, as children are older on the next."""
    newcomer: bool = False
    missed: int = 0

    @property
    def weight(self) -> int:
        """How many chances they have."""
        return weight(self.newcomer, self.missed)


def weight(newcomer: bool, missed: int) -> int:  # noqa: FBT001  the two things that count
    """One for everybody, one more for newcomers, one more for each time they missed out."""
    return 1 + newcomer + min(missed, MOST_MISSED)


def number(seed: str, code: str) -> float:
    """A number above 0 and up to 1 that belongs to this ticket under this seed."""
    drawn = int.from_bytes(sha256(f"{seed}:{code}".encode()).digest()) >> (256 - BITS)
    return (drawn + 1) / 2**BITS


def comes_to(seed: str, ticket: Ticket) -> float:
    """What a ticket's number comes to with its chances: the smallest is drawn first."""
    return -math.log(number(seed, ticket.code)) / ticket.weight


def in_order(seed: str, tickets: Iterable[Ticket]) -> list[Ticket]:
    """The first drawn first. A ticket of weight two comes before one of weight one in two draws out of three."""
    return sorted(tickets, key=lambda ticket: (comes_to(seed, ticket), ticket.code))


def hand_out(dates: Sequence[rules.Space], asked: Iterable[Sequence[rules.Party]]) -> list[str]:
    """For each in turn: nothing when all of them get in on all dates, else the limit that kept them out.

    The next may still fit.
    """
    kept_from = []
    for parties in asked:
        bound = rules.first_bound(dates, parties)
        if bound is None:
            dates = [each.plus(party) for each, party in zip(dates, parties, strict=True)]
        kept_from.append(bound.code if bound else "")
    return kept_from
