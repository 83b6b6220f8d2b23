"""Which adult a child is with (S1-02): by itself where one adult came, and as somebody said where more did."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sessions.models.booking import Presence


class With(StrEnum):
    """How it stands between a child who is here and the adults it came with."""

    SURE = "sure"
    ASK = "ask"
    """More than one could be meant, and nobody has said."""
    LEFT = "left"
    """The adult it was with has gone home without it."""
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Beside:
    """The answer for one child; `adult` is nobody while it is not known."""

    state: With
    adult: int | None = None


def beside(said: int | None, adults: Mapping[int, str]) -> Beside:
    """Whom a child is with, from what was said last and where each adult of its household is.

    What was said of an adult who is not here after all does not count. `static/js/register.js` says the same.
    """
    here = [pk for pk, where in adults.items() if where == Presence.HERE]
    match adults.get(said) if said else None:
        case Presence.HERE:
            return Beside(With.SURE, said)
        case Presence.LEFT:
            return Beside(With.LEFT, said)
    if len(here) == 1:
        return Beside(With.SURE, here[0])
    return Beside(With.ASK if here else With.ALONE)
