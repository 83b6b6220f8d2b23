"""Finding a household by what a leader hears at the door: any name in any order and spelling, a number, an address."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Lookup, Q, QuerySet, TextField, Value, When

from families.models import Family
from families.rules.names import Asked, asked, slips_of

SHORTEST = 2
LONG_ENOUGH = 6


@TextField.register_lookup
class Like(Lookup):
    """A pattern of ours, `_` and `%` and all; Django's own lookups would escape them."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Postgres reads the trigram index for it."""
        column, first = self.process_lhs(compiler, connection)
        pattern, second = self.process_rhs(compiler, connection)
        return f"{column} LIKE {pattern}", [*first, *second]


def find(words: str, among: QuerySet[Family] | None = None) -> QuerySet[Family, Any]:
    """Households of whom each word says a name, the start of one or another form of it; the nearest first.

    Only when nobody answers to that are small slips forgiven, first in the words that nobody has. Fewer than two
    letters find nobody.
    """
    among = Family.objects.all() if among is None else among
    said = asked(words)
    if sum(len(one.word) for one in said) < SHORTEST:
        return among.none()
    found = among.filter(_all(said))
    if found.exists():
        return found.annotate(distance=_sum(map(_distance, said))).order_by("distance", "-joined_at", "-pk")
    unknown = [one for one in said if not among.filter(_says(one)).exists()]
    loosely = among.filter(_all(said, loose=unknown))
    if len(unknown) < len(said) and not loosely.exists():
        loosely = among.filter(_all(said, loose=said))
    return loosely.annotate(likeness=_sum(map(_likeness, said))).order_by("-likeness", "-joined_at", "-pk")


def _all(said: Sequence[Asked], *, loose: Sequence[Asked] = ()) -> Q:
    return reduce(and_, (_nearly(one) if one in loose else _says(one) for one in said))


def _says(one: Asked) -> Q:
    """The word begins one of theirs, or another form of it is one of theirs."""
    forms = (Q(found_by__contains=f" {form} ") for form in sorted(one.forms))
    return reduce(or_, forms, Q(found_by__contains=f"{one.before}{one.word}"))


def _nearly(one: Asked) -> Q:
    """It says it, or one letter is wrong, missing, too many or swapped; of a long word, most of it is right."""
    if not one.is_name:
        return _says(one)
    slips = [Q(found_by__like=f"% {slip} %") for slip in slips_of(one.word)]
    if len(one.word) >= LONG_ENOUGH:  # measuring likeness costs more than comparing, so it comes last
        slips.append(Q(found_by__trigram_word_similar=one.word))
    return reduce(or_, slips, _says(one))


def _distance(one: Asked) -> Case:
    whole = When(found_by__contains=f"{one.before}{one.word} ", then=Value(0))
    start = When(found_by__contains=f"{one.before}{one.word}", then=Value(1))
    return Case(whole, start, default=Value(2), output_field=IntegerField())


def _likeness(one: Asked) -> TrigramWordSimilarity:
    return TrigramWordSimilarity(one.word, "found_by")


def _sum(parts: Iterable[Any]) -> Any:
    return reduce(add, parts)
