"""Why a household was passed over, on record for those who lead: no skip without a reason (M1)."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from groupsite.audit.services import record_all


def note_passed_over(rows: Iterable[Any]) -> None:
    """By which limit each booking, or place on a course, was passed over."""
    for limit, theirs in groupby(sorted(rows, key=_limit), key=_limit):
        skipped = list(theirs)
        record_all(f"{skipped[0]._meta.model_name}.passed_over", skipped, by=None, limit=limit)


def _limit(row: Any) -> str:
    return str(row.passed_over)
