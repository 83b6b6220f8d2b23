"""What to look at first: how likely a fact is wrong, times how badly that misleads, times how many read it.

A model that can be read aloud. Facts of one kind go wrong at one pace: after `LASTS` days half of them have. How we
know a fact says how sure we were on the first day. Each piece of evidence against it leaves only a part of that trust.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as factory_of

LASTS = {
    "schedules": 540, "costs": 540, "alert": 120, "status": 900, "phones": 1100, "free": 1100, "locations": 1500,
    "email": 900, "url": 900, "minimum_age": 1500, "maximum_age": 1500,
}  # fmt: skip
"""Days until half of them have changed; anything else lasts ten years."""
LASTS_LONG = 3650

TRUST = {"provider": 0.98, "visit": 0.98, "phone": 0.97, "email": 0.95, "hub": 0.9, "hub_said": 0.9, "": 0.8}
"""How sure we were when we checked; never checked is the hub's word alone."""

AGAINST = {
    "provider": 0.95, "closed_twice": 0.9, "ended": 0.7, "bounce": 0.6, "vanished": 0.6, "hub": 0.5, "report": 0.5,
    "family": 0.5, "dead_link": 0.4, "moved_link": 0.3,
}  # fmt: skip
"""How much each piece of evidence takes from the trust in a fact."""

WEIGHT = {
    "status": 1.0, "schedules": 1.0, "locations": 1.0, "alert": 0.8, "phones": 0.7, "costs": 0.5, "free": 0.5,
    "minimum_age": 0.5, "maximum_age": 0.5, "eligibility": 0.4, "email": 0.4, "url": 0.4,
}  # fmt: skip
"""A family before a locked door is one; anything not named here is a nuisance."""
NUISANCE = 0.1

SLIP, SAVED, VISIT = 5, 3, 1
"""A slip is a family sent there by us; somebody who keeps an entry means to go; a look is a look."""


@dataclass(frozen=True)
class Fact:
    """What is known of one fact of one entry."""

    field: str
    days: float
    """Since somebody of ours made sure; if nobody ever did, since it was listed."""
    how: str = ""
    against: frozenset[str] = factory_of(default_factory=frozenset)


@dataclass(frozen=True)
class Judged:
    """A fact with its two figures."""

    fact: Fact
    chance: float
    harm: float


def chance(fact: Fact) -> float:
    """How likely it is wrong by now: 0 to 1."""
    right: float = TRUST[fact.how] * 0.5 ** (max(0.0, fact.days) / LASTS.get(fact.field, LASTS_LONG))
    for reason in fact.against:
        right *= 1 - AGAINST[reason]
    return 1 - right


def readers(*, visits: int, slips: int, saved: int) -> int:
    """How many would be misled in eight weeks; one at the least, so that what nobody reads is not forgotten."""
    return 1 + VISIT * visits + SLIP * slips + SAVED * saved


def harm(fact: Fact, read_by: int) -> float:
    """How many people it misleads, in locked doors."""
    return chance(fact) * WEIGHT.get(fact.field, NUISANCE) * read_by


def judged(facts: Iterable[Fact], read_by: int) -> list[Judged]:
    """The facts of one entry, the most harmful first."""
    found = [Judged(fact, chance(fact), harm(fact, read_by)) for fact in facts]
    return sorted(found, key=lambda one: (-one.harm, one.fact.field))
