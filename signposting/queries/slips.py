"""Slips as their readers see them, and what they come to."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from groupsite.accounts.models import User
from signposting.models import Service, Slip, SlipAnswer, SlipEntry
from signposting.models.directory import ServiceQuerySet
from signposting.queries.directory import Wish, search
from signposting.rules.slips import MOST, round_at

FOUND, SUGGESTED = 8, 8
UNDER = 5
"""Our children are under five: what begins later is not suggested, and is found by searching."""


def slips() -> QuerySet[Slip]:
    """Every slip, with what a page shows; whoever holds its address may read it."""
    return Slip.objects.with_entries()


def slips_of(user: User) -> QuerySet[Slip]:
    """What this person's household was given."""
    return Slip.objects.for_user(user).with_entries()


def entries() -> QuerySet[SlipEntry]:
    """Every entry of every slip."""
    return SlipEntry.objects.shown().select_related("slip", "service")


def to_give() -> ServiceQuerySet:
    """What may be put on a slip: listed, open, and not stepped back."""
    return Service.objects.listed().in_default_search()


def suggested() -> list[Service]:
    """What helped most, and what is given most: most slips need no search."""
    fitting = to_give().filter(Q(minimum_age=None) | Q(minimum_age__lt=UNDER))
    on_slips = fitting.filter(on_slips__isnull=False).annotate(given=Count("on_slips"))
    given = on_slips.order_by("-rating", "-given", "bare_name", "pk").values("pk")[:SUGGESTED]
    # Most entries are on no slip. Of those an index has the first at hand, and nothing is counted of the others.
    others = (
        fitting.filter(~Exists(SlipEntry.objects.filter(service=OuterRef("pk"))))
        .order_by("-rating", "bare_name", "pk")
        .values("pk")[:SUGGESTED]
    )
    few = Service.objects.filter(pk__in=given.union(others)).annotate(given=Count("on_slips"))
    return list(few.order_by("-rating", "-given", "bare_name", "pk")[:SUGGESTED])


def found(words: str) -> list[Service]:
    """The same search that parents have, closed ones left out."""
    return [service for service in search(Wish(words=words)).services if not service.is_closed][:FOUND]


def picked(codes: list[str]) -> list[Service]:
    """The services of these codes that may be given, in the order they were picked."""
    asked = [code for code in codes[: 2 * MOST] if _is_code(code)]
    rows = {str(row.code): row for row in to_give().filter(code__in=asked)}
    return [rows[code] for code in dict.fromkeys(asked) if code in rows]


def _is_code(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def shown(slip: Slip, at: datetime) -> list[dict[str, Any]]:
    """Each entry with this round's answer, and what to ask next."""
    now = round_at(slip.made_at, at)
    rows = []
    for entry in slip.entries.all():
        answer = next((answer for answer in entry.answers.all() if answer.round == now), None)
        rows.append({"entry": entry, "service": entry.service, "answer": answer, "ask": _next(answer)})
    return rows


def _next(answer: SlipAnswer | None) -> str:
    """One question at a time: how it went, then whether it helped or what was in the way."""
    if answer is None:
        return "how"
    if answer.how in (SlipAnswer.How.WENT, SlipAnswer.How.REGULAR) and not answer.helped:
        return "helped"
    return "barrier" if answer.how == SlipAnswer.How.COULD_NOT and not answer.barrier else ""


def services_on(slips: Iterable[Slip]) -> list[Service]:
    """All that is still shown on these."""
    return [entry.service for slip in slips for entry in slip.entries.all()]


def gone_from(slip: Any) -> int:
    """How many of those that were picked have left the directory since. Expects `picked` on the row."""
    return int(slip.picked - len(slip.entries.all()))


def is_answered(slip: Slip, at: datetime) -> bool:
    """Has the family said something of every entry in this round?"""
    return all(row["answer"] or row["service"].is_closed for row in shown(slip, at))


# -- What they come to -----------------------------------------------------------------------------
def report(since: datetime) -> dict[str, int]:
    """Slips and entries given since, and what families said last of each."""
    rows = _last_answers(since)
    hows, helped = Counter(row.how for row in rows), Counter(row.helped for row in rows)
    return {
        "slips": Slip.objects.filter(made_at__gte=since).count(),
        "entries": SlipEntry.objects.filter(slip__made_at__gte=since).count(),
        "answered": len(rows),
        "used": hows["went"] + hows["regular"],
        "regular": hows["regular"],
        "could_not": hows["could_not"],
        "helped": helped["yes"] + helped["some"],
    }


def _last_answers(since: datetime) -> list[SlipAnswer]:
    """The newest answer to each entry of the slips since."""
    rows = (
        SlipAnswer.objects.filter(entry__slip__made_at__gte=since).order_by("entry_id", "-round").distinct("entry_id")
    )
    return list(rows)


def by_service(since: datetime) -> QuerySet[Service, Any]:
    """What is given most, and how it went."""
    answers = "on_slips__answers"
    lately = Q(on_slips__slip__made_at__gte=since)
    used = lately & Q(**{f"{answers}__how__in": ["went", "regular"]})
    return (
        Service.objects.filter(lately)
        .annotate(
            given=Count("on_slips", filter=lately, distinct=True),
            used=Count("on_slips", filter=used, distinct=True),
            regular=Count("on_slips", filter=lately & Q(**{f"{answers}__how": "regular"}), distinct=True),
            helped=Count("on_slips", filter=lately & Q(**{f"{answers}__helped__in": ["yes", "some"]}), distinct=True),
        )
        .order_by("-given", "bare_name", "pk")
    )


def barriers(since: datetime) -> list[dict[str, Any]]:
    """What kept families away, by service: the places where something should change (S2-18)."""
    rows = SlipAnswer.objects.filter(at__gte=since).exclude(barrier="")
    counted = rows.values("entry__service__name", "entry__service__code", "barrier").annotate(
        count=Count("entry", distinct=True)
    )
    words = dict(SlipAnswer.Barrier.choices)
    return [
        {
            "name": row["entry__service__name"],
            "code": row["entry__service__code"],
            "what": words[row["barrier"]],
            "count": row["count"],
        }
        for row in counted.order_by("-count", "entry__service__name", "barrier")
    ]
