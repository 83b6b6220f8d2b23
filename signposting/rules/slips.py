"""When a family is asked how it went, and what the answers say of a service."""

from datetime import datetime, timedelta

MOST = 5
ASK_AFTER = {2: timedelta(weeks=2), 8: timedelta(weeks=8)}
TELL_FOR = timedelta(days=183)
"""So long after a slip a family is told that something on it has closed."""
WORTH = {"yes": 1.0, "some": 0.5, "no": 0.0}
UNKNOWN = 0.5


def round_at(made: datetime, at: datetime) -> int:
    """Which question an answer belongs to: the first until the eighth week has come."""
    return 8 if at - made >= ASK_AFTER[8] else 2


def rating(helped: dict[str, int]) -> float:
    """Between 0 and 1: how often it helped, leaning to the middle while few have said."""
    said = sum(helped.values())
    return (sum(WORTH[word] * count for word, count in helped.items()) + 2 * UNKNOWN) / (said + 2)
