"""Whom to ask for a shift: who fits best, and of those the one who was asked longest ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take the shift, and what speaks for them."""

    pk: int
    name: str
    done_this_job: int = 0
    knows_this_group: int = 0
    waits: bool = False
    asked_at: datetime | None = None

    @property
    def fit(self) -> int:
        """Waiting for it is best, then having done the job, then knowing the group. Having done it often is no merit:
        it would always be the same few."""
        return 4 * self.waits + 2 * bool(self.done_this_job) + bool(self.knows_this_group)


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The best fit first; among equals whoever was asked longest ago, and before them whoever never was."""
    return sorted(candidates, key=lambda it: (-it.fit, it.asked_at or NEVER, it.pk))
