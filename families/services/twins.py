"""Two households that look like one: noted once, decided by a leader, never joined by themselves."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from families.matching import PairFound, all_twins, twins_of
from families.models import Family, Home, Twins
from groupsite.accounts.models import User
from groupsite.audit.services import record
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


def look_for(family: Family) -> int:
    """After somebody joins; how many pairs are new. The family itself is told nothing of any other."""
    return _note(twins_of(family))


def sweep() -> int:
    """Every night: pairs nobody has noted yet; how many."""
    return _note(all_twins())


def _note(found: Iterable[PairFound]) -> int:
    pairs = [
        Twins(
            first_id=pair.first,
            second_id=pair.second,
            reasons=list(pair.likeness.reasons),
            score=pair.likeness.score,
            found_at=clock.now(),
        )
        for pair in found
    ]
    before = Twins.objects.count()
    Twins.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=1000)
    return Twins.objects.count() - before


def share_a_child(one: Family, other: Family) -> bool:
    """Are these two homes of one child?"""
    return Home.objects.filter(family=one, child__in=Home.objects.filter(family=other).values("child")).exists()


@transaction.atomic
def call_different(one: Family, other: Family, *, by: User) -> Twins:
    """A leader says these are two households. They are not suggested again."""
    pair = suggest(one, other, [], score=0)
    pair.verdict, pair.decided_at, pair.decided_by = Verdict.DIFFERENT, clock.now(), by
    pair.save(update_fields=["verdict", "decided_at", "decided_by"])
    record("twins.different", pair, by=by)
    return pair
