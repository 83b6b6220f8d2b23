"""What families have agreed to, as it stands now. Asked anew each time, so that a no holds from its own second on."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from families.models import Carer, Child, Consent, Family
from families.rules.consents import PURPOSES, Purpose, State, state_of


class Choice(NamedTuple):
    """One thing to agree to, for one child or for oneself."""

    key: str
    purpose: Purpose
    child: Child | None
    state: State
    at: datetime | None


class Card(NamedTuple):
    """One purpose with its choices."""

    key: str
    purpose: Purpose
    choices: list[Choice]


def newest_answer(purpose: str, carer: Carer, child: Child | None) -> tuple[bool, int] | None:
    """The newest yes or no, and to which version of the words; none before anybody said anything."""
    whose = Q(child=child) if child else Q(carer=carer)
    rows = Consent.objects.filter(whose, family=carer.family_id, purpose=purpose).order_by("-pk")
    return rows.values_list("given", "version").first()


def cards(carer: Carer, children: Iterable[Child]) -> list[Card]:
    """Everything a carer may choose, with where it stands, by one question."""
    of_child, of_carer = Q(child__isnull=False), Q(carer=carer, child=None)
    rows = Consent.objects.filter(of_child | of_carer, family=carer.family_id).order_by("pk")
    said = {(row.purpose, row.child_id): row for row in rows}  # the newest is read last
    people: dict[bool, list[Child | None]] = {True: list(children), False: [None]}
    return [
        Card(key, purpose, [_choice(key, child, said) for child in people[purpose.of_child]])
        for key, purpose in PURPOSES.items()
    ]


def _choice(key: str, child: Child | None, said: dict[tuple[str, int | None], Consent]) -> Choice:
    row = said.get((key, child.pk if child else None))
    state = state_of(key, (row.given, row.version) if row else None)
    return Choice(key, PURPOSES[key], child, state, row.at if row else None)


def history(family: Family) -> list[Consent]:
    """Every yes and no of a household, the newest first."""
    return list(Consent.objects.filter(family=family).select_related("child", "carer").order_by("-pk")[:200])
