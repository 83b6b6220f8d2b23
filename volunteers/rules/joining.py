"""Who may be welcomed: somebody for whom two people speak, or with a reason that is written down."""

from collections.abc import Iterable

from volunteers.models import Reference

ENOUGH = 2


def is_spoken_for(references: Iterable[Reference]) -> bool:
    """Do two people say yes, gladly, and nobody says anything else?"""
    said = [reference.trusts for reference in references if reference.trusts]
    return len(said) >= ENOUGH and set(said) == {Reference.Trust.YES}
