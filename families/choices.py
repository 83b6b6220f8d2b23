"""What families have agreed to, as it stands now. Asked anew each time, so that a no holds from its own second on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from families.models import Carer, Child, Consent, Family
from families.rules.consents import PHOTOS, PURPOSES, Purpose, State, state_of

ANSWER = ("family", "purpose", "given", "version")


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


def photo_answers(child: str) -> ArraySubquery:
    """The newest answers about photos of each child of a query, one for each use and home; `child` names its column."""
    said = Consent.objects.filter(child=OuterRef(child), purpose__in=PHOTOS)
    newest = said.order_by("family", "purpose", "-pk").distinct("family", "purpose")
    return ArraySubquery(newest.values(answer=JSONObject(**{name: F(name) for name in ANSWER})))


def photos_allowed(answers: Iterable[dict[str, Any]], family: int) -> frozenset[str]:
    """The uses a child's picture may have: this home said yes, and no other home of the child said no."""
    by_use: dict[str, dict[int, State]] = {}
    for answer in answers:
        state = state_of(answer["purpose"], (answer["given"], answer["version"]))
        by_use.setdefault(answer["purpose"], {})[answer["family"]] = state
    return frozenset(
        use for use, homes in by_use.items() if homes.get(family) == "yes" and set(homes.values()) == {"yes"}
    )


def said_yes(purpose: str, carer: str) -> Exists:
    """Has an adult of a query said yes, to the words as they are now? `carer` names its column."""
    said = Consent.objects.filter(carer=OuterRef(OuterRef(carer)), purpose=purpose, child=None).order_by("-pk")
    newest = Consent.objects.filter(pk=Subquery(said.values("pk")[:1]))
    return Exists(newest.filter(given=True, version=PURPOSES[purpose].version))


def history(family: Family) -> list[Consent]:
    """Every yes and no of a household, the newest first."""
    return list(Consent.objects.filter(family=family).select_related("child", "carer").order_by("-pk")[:200])
