"""Who could walk in with a newcomer: the few rules that shut somebody out, the weighing, what relaxing a rule gives."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from families.models import BuddyPair, Child, Family, Home
from families.rules.buddies import Factor, Side, weigh

TOP = 3
LOOKED_AT = 200
"""Families looked at when a rule is relaxed: nobody reads further, and a large hall has thousands."""

Families = Collection[int] | QuerySet[Any]


@dataclass(frozen=True)
class Known:
    """What whoever knows about sessions tells of visits and bookings."""

    settled: Families
    """Families who have come often enough to know the place."""
    been: Families = ()
    """Families who have come at all."""
    together: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Sessions ahead that (newcomer, other family) are both booked for."""
    groups: Mapping[int, frozenset[UUID]] = field(default_factory=dict)
    """Groups a newcomer is booked for."""


@dataclass(frozen=True)
class Suggestion:
    """A family who could walk in with a newcomer, with the weighing laid open."""

    family: Family
    factors: tuple[Factor, ...]

    @property
    def score(self) -> int:
        """Out of 100."""
        return sum(factor.points for factor in self.factors)


@dataclass(frozen=True)
class Relaxed:
    """What it would give to ask families whom one rule leaves out."""

    rule: str
    count: int
    best: Suggestion


def suggest(newcomer: Family, known: Known) -> list[Suggestion]:
    """The three best for one newcomer."""
    return suggest_for([newcomer], known)[newcomer.pk]


def suggest_for(newcomers: Iterable[Family], known: Known) -> dict[int, list[Suggestion]]:
    """The three best for each of several newcomers, by the same few queries as for one."""
    candidates = list(_candidates(Q(*_rules(known).values())))
    return {one.pk: _ranked(one, candidates, known)[:TOP] for one in _looking(newcomers)}


def relax(newcomer: Family, known: Known) -> list[Relaxed]:
    """For each rule that could be asked away: how many families it leaves out, and the best of them."""
    mine = _looking([newcomer])[0]
    rules = _rules(known)
    found = []
    for name, rule in rules.items():
        others = Q(*(other for key, other in rules.items() if key != name))
        left_out = _candidates(others & ~rule & Q(pk__in=known.been)).order_by("-pk")[:LOOKED_AT]
        if ranked := _ranked(mine, left_out, known):
            found.append(Relaxed(name, len(ranked), ranked[0]))
    return found


def _rules(known: Known) -> dict[str, Q]:
    """The hard rules that a word with a family could change. Two more never bend: a shared child, a past as a pair."""
    return {
        "room": Q(walking_with__lt=F("buddies_at_once")),
        "offers": Q(offers_friendly_face=True),
        "settled": Q(pk__in=known.settled),
    }


def _candidates(rule: Q) -> QuerySet[Family]:
    walking = Count("as_buddy", filter=Q(as_buddy__state__in=BuddyPair.LIVE))
    here = Family.objects.filter(left_at=None, merged_into=None)
    return _with_birthdays(here.annotate(walking_with=walking).filter(rule)).prefetch_related("carers")


def _looking(newcomers: Iterable[Family]) -> list[Any]:
    """Newcomers with what is weighed, and the families they can never be paired with."""
    past = BuddyPair.objects.filter(newcomer=OuterRef("pk")).values_list("buddy")
    homes = Home.objects.filter(child__homes__family=OuterRef("pk")).values_list("family")
    rows = Family.objects.filter(pk__in=[one.pk for one in newcomers])
    return list(_with_birthdays(rows).annotate(past=ArraySubquery(past), homes_of_theirs=ArraySubquery(homes)))


def _with_birthdays(families: QuerySet[Family]) -> QuerySet[Family]:
    days = Child.objects.filter(homes__family=OuterRef("pk")).values_list(Coalesce("born_on", "due_on"))
    return families.annotate(birthdays=ArraySubquery(days))


def _ranked(newcomer: Any, candidates: Iterable[Any], known: Known) -> list[Suggestion]:
    never = {newcomer.pk, *newcomer.past, *newcomer.homes_of_theirs}
    mine = _side(newcomer, groups=known.groups.get(newcomer.pk, frozenset()))
    ranked = [
        Suggestion(family, weigh(mine, _side(family, together=known.together.get((newcomer.pk, family.pk), 0))))
        for family in candidates
        if family.pk not in never
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.family.pk))


def _side(family: Any, *, together: int = 0, groups: frozenset[UUID] | None = None) -> Side:
    birthdays: list[date] = family.birthdays
    return Side(
        languages=frozenset(family.languages),
        birthdays=tuple(birthdays),
        outcode=family.outcode,
        walking_with=getattr(family, "walking_with", 0),
        at_once=family.buddies_at_once,
        together=together,
        wishes=frozenset(family.buddy_wishes),
        groups=frozenset(family.buddy_programmes) if groups is None else groups,
    )
