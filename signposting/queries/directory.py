"""Finding a service: words in names first, then categories and places, then descriptions; typing mistakes forgiven."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import BooleanField, Case, Count, F, Q, Value, When, Window
from django.db.models.functions import Left

from groupsite.kit import clock
from signposting.familyhub import schedules
from signposting.familyhub.text import bare
from signposting.models import Service
from signposting.models.directory import ServiceQuerySet

PAGE = 12
MOST = 300
"""Timetables are weighed one by one when a day is asked for; more than this many nobody reads."""
FEW = 3
ALIKE = 0.4
MOST_WORDS = 6
WEIGHTS = [0.1, 0.1, 0.4, 1.0]
SHOWN = 280
HALF = Value(0.5)
"""What families said counts between half and one and a half; where nobody has said anything, one."""
CARD = (
    "code", "name", "organisation", "schedules", "closures", "locations", "minimum_age", "maximum_age", "free", "costs",
    "status", "alert", "verified_at", "listed_at", "step", "said_closed_at", "hub_assured_date", "keywords",
    "bare_name", "categories", "letters",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What a parent is looking for."""

    words: str = ""
    age: int | None = None
    free: bool = False
    day: str = ""
    page: int = 1


@dataclass
class Found:
    """One page of answers, and how they were found."""

    services: list[Service] = field(default_factory=list)
    total: int = 0
    instead: str = ""
    """The words we looked for instead, when the ones typed found next to nothing."""
    day: date | None = None

    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def search(wish: Wish, *, at: datetime | None = None) -> Found:
    """One page of what fits; a second look that forgives typing mistakes when the first finds fewer than three."""
    moment = at or clock.now()
    found = _page(_by_words(_fitting(wish), wish.words), wish, moment)
    if wish.words and found.total < FEW:
        near = _page(_by_letters(_fitting(wish), wish.words), wish, moment)
        if near.total > found.total:
            near.instead = _meant(wish.words, near.services)
            found = near
    for service in found.services:
        service.reasons = reasons(service, wish, found)  # type: ignore[attr-defined]
    return found


def _fitting(wish: Wish) -> ServiceQuerySet:
    """Age, price and day narrow; what is not known of age stays in, what is not known of price is not free."""
    services = Service.objects.listed()
    usual = Service.objects.in_default_search().values("pk")
    exact = Q(bare_name=bare(wish.words)) if wish.words else Q(pk=None)
    services = services.filter(Q(pk__in=usual) | exact)
    if wish.age is not None:
        young, old = Q(minimum_age=None) | Q(minimum_age__lt=wish.age + 1), Q(maximum_age=None)
        services = services.filter(young, old | Q(maximum_age__gte=wish.age))
    if wish.free:
        services = services.filter(free=True)
    if wish.day:
        services = services.filter(days__overlap=[wish.day, "*"])
    return services


def _by_words(services: ServiceQuerySet, words: str) -> ServiceQuerySet:
    if not words:
        return services.order_by("bare_name", "pk")
    query = SearchQuery(words, config="directory", search_type="websearch")
    services = services.filter(search=query).annotate(
        rank=SearchRank(F("search"), query, weights=WEIGHTS, normalization=Value(1)) * (F("rating") + HALF),
        exact=Case(When(bare_name=bare(words), then=True), default=False, output_field=BooleanField()),
    )
    return services.order_by("-exact", "-rank", "bare_name", "pk")


def _by_letters(services: ServiceQuerySet, words: str) -> ServiceQuerySet:
    """Names and categories that share most threes of letters with what was typed, word by word."""
    typed = bare(words).split()[:MOST_WORDS]
    if not typed:
        return services.none()
    shared = reduce(add, (TrigramWordSimilarity(word, "letters") for word in typed))
    alike = services.annotate(likeness=shared / Value(float(len(typed)))).filter(likeness__gte=ALIKE)
    return alike.order_by("-likeness", "bare_name", "pk")


def _page(services: ServiceQuerySet, wish: Wish, at: datetime) -> Found:
    services = services.annotate(total=Window(Count("*")), opening=Left("description", SHOWN)).only(*CARD)
    start = (wish.page - 1) * PAGE
    if not wish.day:
        rows = list(services[start : start + PAGE])
        return Found(rows, rows[0].total if rows else 0)  # type: ignore[attr-defined]
    day = next_day(wish.day, clock.local(at).date())
    rows = [service for service in services[:MOST] if is_there(service, day)]
    return Found(rows[start : start + PAGE], len(rows), day=day)


def listed_for_cards(services: ServiceQuerySet, wish: Wish) -> Found:
    """One page of services that were chosen otherwise, as cards."""
    return _page(services, wish, clock.now())


def next_day(code: str, today: date) -> date:
    """The next such day of the week, today included."""
    return today + timedelta(days=(schedules.DAYS.index(code) - today.weekday()) % 7)


def is_there(service: Service, day: date) -> bool:
    """Its timetable says so, and no holiday says otherwise."""
    return not schedules.shut(service.closures, day) and any(schedules.runs_on(row, day) for row in service.schedules)


def _meant(words: str, services: list[Service]) -> str:
    """What was typed, with each word that nobody uses replaced by the nearest one that somebody does."""
    typed = bare(words).split()
    used = {word for service in services for word in service.letters.split()}
    others = sorted(used - set(typed))
    return " ".join(word if word in used else _nearest(word, others) for word in typed)


def _nearest(word: str, others: list[str]) -> str:
    """The most alike; people mostly get the first letter right."""

    def alike(other: str) -> float:
        return SequenceMatcher(None, word, other).ratio() + 0.1 * (word[0] == other[0])

    best = max(others, key=alike, default=word)
    return best if alike(best) >= 0.6 else word


def reasons(service: Service, wish: Wish, found: Found) -> list[str]:
    """Which of the parent's wishes this service meets, as short names that the page puts into words."""
    given: list[str] = []
    stems = [word[: max(3, len(word) - 2)] for word in bare(found.instead or wish.words).split()]
    if stems:
        place = "name" if any(stem in service.bare_name for stem in stems) else "description"
        about = bare(" ".join(service.categories))
        given.append("category" if place != "name" and any(stem in about for stem in stems) else place)
    if wish.age is not None:
        given.append("age" if service.minimum_age is not None or service.maximum_age is not None else "age_unknown")
    return given + ["free"] * wish.free + ["day"] * bool(wish.day)


def latest_checks(service: Service) -> dict[str, Any]:
    """The last check of each field."""
    checks = service.checks.select_related("by").order_by("field", "-at").distinct("field")
    return {check.field: check for check in checks}


def listed_services() -> ServiceQuerySet:
    """What parents may open."""
    return Service.objects.listed().select_related("origin")


def published() -> ServiceQuerySet:
    """What our own feed gives away, in an order that paging can rely on."""
    return Service.objects.listed().order_by("code")
