"""Words as Postgres looks for them: each thing asked for, where it was found, and how it might be spelt."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import add, and_, or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import BooleanField, Case, F, FloatField, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Ceil

from signposting.familyhub.text import bare
from signposting.models import Service
from signposting.models.directory import ServiceQuerySet
from signposting.rules.typed_words import Meant, Unit, words_of

FIELDS = {"A": "name", "B": "kind", "C": "place", "D": "description"}
HITS = tuple((letter, like) for letter in FIELDS for like in (False, True))
"""Where a word may be, from best to least: as it was typed, or by another word for the same."""
BEST = len(HITS)
SURE = 0.6
WEIGHTS = [0.1, 0.2, 0.4, 1.0]
HALF = Value(0.5)
"""What families said counts between half and one and a half; where nobody has said anything, one."""


def any_of(unit: Unit) -> SearchQuery:
    """This thing, by any of its words, in any one field: “play” here and “centre” there is no play centre."""
    typed = [_typed(unit, letter) for letter in FIELDS] if " " in unit.typed else [_typed(unit)]
    return _query(*typed, *(_phrase(other) for other in unit.others))


def all_of(tokens: Iterable[str], weights: str = "") -> SearchQuery:
    """Every one of these words."""
    return _query(_all(list(tokens), weights))


def hit(number: int) -> str:
    """The name under which a row says how well it met the thing with this number: 0, or 1 to `BEST`."""
    return f"hit_{number}"


def where(level: int) -> tuple[str, bool]:
    """What a hit means: the field, and whether another word for the same was found."""
    letter, like = HITS[BEST - level]
    return FIELDS[letter], like


def by_rank(services: ServiceQuerySet, meant: Meant) -> ServiceQuerySet:
    """Rows that have any of the things, each with its rank by Postgres: for a list so long that weighing where each
    thing stands in each row would take longer than all the rest."""
    query = reduce(or_, (any_of(unit) for unit in meant.units))
    rank = SearchRank(F("search"), query, weights=WEIGHTS, normalization=Value(1))
    return services.filter(search=query).annotate(rank=rank)


def by_words(services: ServiceQuerySet, meant: Meant, *, at_least: int) -> ServiceQuerySet:
    """Rows that have at least so many of the things asked for, each with its hits and their mean."""
    every = at_least == len(meant.units)
    query = reduce(and_ if every else or_, (any_of(unit) for unit in meant.units))
    services = _with_hits(services.filter(search=query), meant.units)
    if at_least > 1 and not every:
        services = services.filter(Q(met__gte=at_least))
    rank = SearchRank(F("search"), query, weights=WEIGHTS, normalization=Value(1))
    same_name = When(bare_name=" ".join(meant.tokens), then=True)
    return services.annotate(
        helped=rank * (F("rating") + HALF), exact=Case(same_name, default=False, output_field=BooleanField())
    )


def _with_hits(services: ServiceQuerySet, units: Sequence[Unit]) -> ServiceQuerySet:
    hits = {hit(number): _hit(unit) for number, unit in enumerate(units)}
    met = [Case(When(**{name: 0}, then=0), default=1, output_field=IntegerField()) for name in hits]
    total = reduce(add, (F(name) for name in hits))
    mean = Cast(total, FloatField()) / Value(float(len(units)))
    return services.annotate(**hits).annotate(score=mean, met=reduce(add, met), tier=Ceil(mean / Value(2.0)))


def _hit(unit: Unit) -> Case:
    """The best field that has the thing in it."""
    whens = []
    for number, (letter, like) in enumerate(HITS):
        words = [_phrase(other, letter) for other in unit.others] if like else [_typed(unit, letter)]
        if words:
            whens.append(When(Q(search=_query(*words)), then=Value(BEST - number)))
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _query(*alternatives: str) -> SearchQuery:
    return SearchQuery(" | ".join(f"({words})" for words in alternatives), config="directory", search_type="raw")


def _typed(unit: Unit, weight: str = "") -> str:
    return _all(unit.typed.split(), weight)


def _all(tokens: list[str], weight: str = "") -> str:
    return " & ".join(f"{token}:{weight}" if weight else token for token in tokens)


def _phrase(term: str, weight: str = "") -> str:
    return " <-> ".join(f"{token}:{weight}" if weight else token for token in term.split())


def respelt(meant: Meant) -> str:
    """What was typed, each word that nobody uses replaced by the nearest that somebody does; nothing when none is."""
    asked = {word for unit in meant.units for word in unit.typed.split() if not word.isdigit()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, other, is_known FROM directory_spellings(%s)", [sorted(asked)])
        rows = cursor.fetchall()
    unknown = asked - {word for word, _other, is_known in rows if is_known}
    near = {word: sorted({other for typed, other, _ in rows if typed == word} - asked) for word in unknown}
    new = [_nearest(word, near[word]) if word in unknown else word for word in meant.tokens]
    return " ".join(new) if tuple(new) != meant.tokens else ""


def _nearest(word: str, others: list[str]) -> str:
    """The most alike; people mostly get the first letter right."""

    def alike(other: str) -> float:
        return SequenceMatcher(None, word, other).ratio() + 0.1 * (word[0] == other[0])

    best = max(others, key=alike, default=word)
    return best if alike(best) >= SURE else word


def found_by(unit: Unit, service: Service, field: str) -> str:
    """Which of the other words it was."""
    columns = {"name": "name", "kind": "kinds", "place": "keywords", "description": "description"}
    text = f" {' '.join(words_of(getattr(service, columns[field])))}"
    return next((other for other in unit.others if all(f" {_stem(word)}" in text for word in other.split())), "")


def _stem(word: str) -> str:
    return bare(word)[: max(3, len(word) - 2)]
