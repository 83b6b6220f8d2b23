"""Two households that look like one: noted once, decided by a leader."""

from collections.abc import Sequence

from families.models import Family, Twins
from groupsite.kit import clock

Verdict = Twins.Verdict
ASKED = "asked"


def suggest(one: Family, other: Family, reasons: Sequence[str], *, score: int) -> Twins:
    """Note a pair. One that a leader called different stays so, unless a family asks for it itself."""
    first, second = sorted([one, other], key=lambda family: family.pk)
    pair, made = Twins.objects.get_or_create(
        first=first, second=second, defaults={"reasons": list(reasons), "score": score}
    )
    if not made and ASKED in reasons and pair.verdict != Verdict.OPEN:
        pair.verdict, pair.reasons, pair.score = Verdict.OPEN, list(reasons), score
        pair.found_at, pair.decided_at, pair.decided_by = clock.now(), None, None
        pair.save()
    return pair
