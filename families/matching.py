"""Which households on the list look like one: found by number, address, birthday or name, then weighed.

Only households that share one of these are compared, so that a hundred thousand take seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from django.db.models import Q

from families.models import Carer, Family, Home
from families.rules.names import fold, spellings
from families.rules.sameness import ASK, SUGGEST, Adult, House, Likeness, Small, compare
from families.services.details import ChildDetails

MOST_ASKED = 5
MOST_OF_ONE_KEY = 20
"""More households than this under one number or birthday are no sign of anything: think of a hostel's phone."""


class Match(NamedTuple):
    """A household that may be the one."""

    family: Family
    likeness: Likeness


class PairFound(NamedTuple):
    """Two households, by number, that may be one."""

    first: int
    second: int
    likeness: Likeness


def house_of(*, name: str, phone: str, children: Iterable[ChildDetails], email: str = "") -> House:
    """A household that is about to be written down."""
    small = tuple(Small(child.first_name, child.born_on or child.due_on) for child in children)
    return House((Adult(name, phone, email),), small)


def likely(house: House) -> list[Match]:
    """Households that somebody who is about to be written down may belong to, the most alike first."""
    known = houses(Family.objects.filter(_near(house), merged_into=None).values_list("pk", flat=True)[:200])
    alike = {pk: compare(house, other) for pk, other in known.items()}
    best = sorted((pk for pk in alike if alike[pk].score >= ASK), key=lambda pk: (-alike[pk].score, pk))[:MOST_ASKED]
    rows = Family.objects.prefetch_related("carers", "children").in_bulk(best)
    return [Match(rows[pk], alike[pk]) for pk in best]


def twins_of(family: Family) -> list[PairFound]:
    """Households that look like this one."""
    mine = houses([family.pk]).get(family.pk)
    if mine is None:
        return []
    near = Family.objects.filter(_near(mine), merged_into=None).exclude(pk=family.pk).values_list("pk", flat=True)
    found = ((pk, compare(mine, other)) for pk, other in houses(near[:200]).items())
    return [
        PairFound(min(family.pk, pk), max(family.pk, pk), likeness)
        for pk, likeness in found
        if likeness.score >= SUGGEST
    ]


def all_twins() -> Iterator[PairFound]:
    """Every pair on the list that looks like one household."""
    known = houses(None)
    sharing: dict[object, list[int]] = defaultdict(list)
    for pk, house in known.items():
        for key in _keys(house):
            sharing[key].append(pk)
    near = {pair for group in sharing.values() if 1 < len(group) <= MOST_OF_ONE_KEY for pair in combinations(group, 2)}
    for first, second in sorted(near):
        likeness = compare(known[first], known[second])
        if likeness.score >= SUGGEST:
            yield PairFound(first, second, likeness)


def _keys(house: House) -> set[object]:
    """Two households without one of these in common never score enough."""
    keys: set[object] = set()
    for adult in house.adults:
        keys |= {("phone", adult.phone), ("email", adult.email.casefold())} - {("phone", ""), ("email", "")}
    for child in house.children:
        keys |= {(child.day, word) for word in spellings(child.first_name)}
    return keys


def _near(house: House) -> Q:
    near = Q(pk__in=[])
    for adult in house.adults:
        if adult.phone:
            near |= Q(carers__phone=adult.phone)
        if adult.email:
            near |= Q(carers__email__iexact=adult.email)
        if words := fold(adult.name).split():
            near |= Q(pk__in=Family.objects.filter(*[Q(found_by__contains=f" {word} ") for word in words]))
    days = [child.day for child in house.children if child.day]
    return near | Q(children__born_on__in=days) | Q(children__due_on__in=days)


def houses(numbers: Iterable[int] | None) -> dict[int, House]:
    """What is compared of these households, or of all, by two questions; those that were merged away are not there."""
    adults: dict[int, list[Adult]] = defaultdict(list)
    small: dict[int, list[Small]] = defaultdict(list)
    carers = Carer.objects.filter(family__merged_into=None)
    homes = Home.objects.filter(family__merged_into=None)
    if numbers is not None:
        wanted = set(numbers)
        carers, homes = carers.filter(family__in=wanted), homes.filter(family__in=wanted)
    for pk, name, phone, email in carers.values_list("family_id", "name", "phone", "email").order_by("family_id", "pk"):
        adults[pk].append(Adult(name, phone, email))
    fields = ("family_id", "child__first_name", "child__born_on", "child__due_on", "child_id")
    for pk, name, born, due, child in homes.values_list(*fields).order_by("family_id", "child_id"):
        small[pk].append(Small(name, born or due, child))
    return {pk: House(tuple(adults[pk]), tuple(small[pk])) for pk in sorted({*adults, *small})}
