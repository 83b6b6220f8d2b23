"""Finding a service: names first, then kinds, then the rest; typing mistakes forgiven; each answer says why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from math import cos, radians
from operator import and_
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    Subquery,
    Value,
    When,
    Window,
)  # fmt: skip

from groupsite.kit import clock
from signposting.facets import ANY_DAY, FREE, LANGUAGE, part_of
from signposting.familyhub import schedules
from signposting.familyhub.positions import Area, area_of, areas, kilometres
from signposting.familyhub.text import bare
from signposting.models import Service
from signposting.models.directory import USUAL, ServiceQuerySet
from signposting.queries import matching
from signposting.queries.vocabulary import vocabulary
from signposting.rules.nearness import Away, away
from signposting.rules.typed_words import TODAY, TOMORROW, Meant, Thesaurus, meant_by

PAGE = 12
MOST = 300
"""Timetables are weighed one by one when a day is asked for; more than this many nobody reads."""
FEW = 3
REACH_KM = 16.1
"""Ten miles: further than that is not near."""
A_MONTH = 1 / 12
CARD = (
    "code", "name", "organisation", "description", "schedules", "closures", "locations", "minimum_age", "maximum_age",
    "free", "costs", "status", "alert", "verified_at", "listed_at", "step", "said_closed_at", "times_end",
    "hub_assured_date", "keywords", "kinds", "bare_name", "categories", "facets", "latitude", "longitude",
)  # fmt: skip
TIMES = ("pk", "schedules", "closures", "bare_name")
"""All that a day is weighed by: three hundred whole cards took as long as showing twelve."""


@dataclass(frozen=True)
class Wish:
    """What a parent is looking for: words, and boxes they ticked. What is empty is any."""

    words: str = ""
    age: float | None = None
    free: bool = False
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    area: str = ""
    needs: tuple[str, ...] = ()
    """All of these: SEND, step-free, parking and the like."""
    open_to: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    page: int = 1

    def and_meant(self, meant: Meant) -> "Wish":
        """With what the words say of age, day and place; boxes go first, a place typed before one kept."""
        return replace(
            self, age=meant.age if self.age is None else self.age, free=self.free or meant.free,
            days=self.days or meant.days, parts=self.parts or meant.parts, area=meant.area or self.area,
        )  # fmt: skip

    @property
    def ages(self) -> tuple[float, float]:
        """From and up to: whole years are a year long."""
        age = self.age or 0
        return age, age + (1 if age == int(age) else A_MONTH)


class Reason(NamedTuple):
    """Why an answer is here: what kind of reason, which of the words typed, and the other word that was found."""

    kind: str
    word: str = ""
    like: str = ""


@dataclass
class Found:
    """One page of answers, and how they were found."""

    services: list[Service] = field(default_factory=list)
    total: int = 0
    instead: str = ""
    """The words we looked for instead, when the ones typed found next to nothing."""
    partly: bool = False
    """Nothing has all the words; these have some."""
    day: date | None = None
    meant: Meant = field(default_factory=Meant)
    wish: Wish = field(default_factory=Wish)

    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def search(wish: Wish, *, same: Thesaurus | None = None, at: datetime | None = None) -> Found:
    """One page of what fits; a second look that forgives typing mistakes when the first finds fewer than three."""
    moment = at or clock.now()
    if not wish.words.strip():
        return with_reasons(_look(wish, Meant(), moment), moment)
    same = same or vocabulary().thesaurus
    found = _look(wish, meant_by(wish.words, same), moment)
    if found.total < FEW and found.meant.units:
        found = _again(wish, found, same, moment)
    return with_reasons(found, moment)


def _again(wish: Wish, found: Found, same: Thesaurus, at: datetime) -> Found:
    """Spelt as others spell it; or, where all words are known and nothing has all of them, any of them."""
    instead = matching.respelt(found.meant)
    if not instead and (found.total or len(found.meant.units) < 2):
        return found
    near = _look(wish, meant_by(instead or wish.words, same), at, some=True)
    near.instead, near.partly = instead, not instead
    return near if near.total > found.total else found


def _look(wish: Wish, meant: Meant, at: datetime, *, some: bool = False) -> Found:
    wish = wish.and_meant(meant)
    services = _fitting(wish, meant, at)
    if meant.units:
        units = len(meant.units)
        services = matching.by_words(services, meant, at_least=(units + 1) // 2 if some else units)
    services = _in_order(services, wish, meant)
    found = _page(services, wish, at)
    found.meant, found.wish = meant, wish
    return found


def _fitting(wish: Wish, meant: Meant, at: datetime) -> ServiceQuerySet:
    """Listed, open and not stepped back, and within what was asked for; an exact name is found in any case."""
    usual = reduce(and_, narrowings(wish, at).values(), USUAL)
    exact = Q(bare_name=bare(wish.words))
    if meant.tokens and len(meant.tokens) > len(meant.units):
        exact |= USUAL & Q(search=matching.all_of(meant.tokens, "A"))
    return Service.objects.listed().filter(usual | exact if wish.words else usual)


def narrowings(wish: Wish, at: datetime) -> dict[str, Q]:
    """One condition for each thing asked for: all of them hold, and inside one any of its answers does."""
    asked = {
        "age": Q() if wish.age is None else _overlaps(*wish.ages),
        "free": Q(facets__contains=[FREE]) if wish.free else Q(),
        "day": _some(times_asked(wish, at)),
        "area": _within(area_of(wish.area)) if wish.area else Q(),
        "open_to": _some(wish.open_to),
        "languages": _some([LANGUAGE + name for name in wish.languages]),
        **{need: Q(facets__contains=[need]) for need in wish.needs},
    }
    return {name: condition for name, condition in asked.items() if condition}


def _some(facets: Sequence[str]) -> Q:
    return Q(facets__overlap=list(facets)) if facets else Q()


def _overlaps(low: float, high: float) -> Q:
    """What is not known of age stays in."""
    return (Q(minimum_age=None) | Q(minimum_age__lt=high)) & (Q(maximum_age=None) | Q(maximum_age__gte=low))


def times_asked(wish: Wish, at: datetime) -> list[str]:
    """Facets of any of the days and parts of a day."""
    days = [schedules.DAYS[day.weekday()] for day in dates_asked(wish, at)]
    if not days:
        return list(wish.parts)
    return [*(f"{day}-{part}" for day in days for part in wish.parts), ANY_DAY] if wish.parts else [*days, ANY_DAY]


def dates_asked(wish: Wish, at: datetime) -> list[date]:
    """Today, tomorrow, or the next such day of the week."""
    today = clock.local(at).date()
    ahead = {TODAY: today, TOMORROW: today + timedelta(days=1)}
    return sorted({ahead.get(code) or next_day(code, today) for code in wish.days})


def _within(area: Area | None) -> Q:
    """In reach, or nobody knows where it is."""
    if area is None:
        return Q()
    north, east = REACH_KM / 111.2, REACH_KM / (111.2 * cos(radians(area.latitude)))
    box = Q(
        latitude__range=(area.latitude - north, area.latitude + north),
        longitude__range=(area.longitude - east, area.longitude + east),
    )
    return box | Q(latitude=None)


def _in_order(services: ServiceQuerySet, wish: Wish, meant: Meant) -> ServiceQuerySet:
    """Near somewhere, what has no place comes last, and the nearest first of those found in the same way."""
    area, words = area_of(wish.area), bool(meant.units)
    if not area:
        return services.order_by(*(["-exact", "-score", "-helped"] if words else []), "bare_name", "pk")
    services = services.annotate(
        nowhere=Case(When(latitude=None, then=True), default=False, output_field=BooleanField()),
        apart=_apart(area),
    )
    order = ["-exact", "nowhere", "-tier", "apart", "-score", "-helped"] if words else ["nowhere", "apart"]
    return services.order_by(*order, "bare_name", "pk")


def _apart(area: Area) -> Expression:
    """Good enough to sort by, over ten miles."""
    north = F("latitude") - Value(area.latitude)
    east = (F("longitude") - Value(area.longitude)) * Value(cos(radians(area.latitude)))
    squared: Expression = north * north + east * east
    return Case(When(latitude=None, then=Value(0.0)), default=squared, output_field=FloatField())


def _page(services: ServiceQuerySet, wish: Wish, at: datetime) -> Found:
    start = (wish.page - 1) * PAGE
    days = dates_asked(wish, at)
    if not days:
        rows = list(services.annotate(total=_total(services, wish)).only(*CARD)[start : start + PAGE])
        return Found(rows, rows[0].total if rows else 0)  # type: ignore[attr-defined]
    there = [row.pk for row in services.values_list(*TIMES, named=True)[:MOST] if _fits_a_day(row, days, wish)]
    shown = there[start : start + PAGE]
    by_pk = {row.pk: row for row in services.filter(pk__in=shown).only(*CARD)} if shown else {}
    return Found([by_pk[pk] for pk in shown], len(there), day=days[0] if len(days) == 1 else None)


def _total(services: ServiceQuerySet, wish: Wish) -> Window | Subquery:
    """How many there are in all, told with each row. Words find few rows, which are weighed only once in a window. What
    has no words to weigh is counted by itself: a window would carry every card of the town along, at four times the
    cost."""
    if wish.words.strip():
        return Window(Count("*"))
    return Subquery(services.order_by().values(total=Func(Value(1), function="COUNT")), output_field=IntegerField())


def _fits_a_day(row: Any, days: Sequence[date], wish: Wish) -> bool:
    return any(is_there(row, day, wish.parts) for day in days) or _is_named(row, wish)


def _is_named(service: Any, wish: Wish) -> bool:
    """Found by its whole name, in which a day may be no day."""
    return bool(wish.words) and set(bare(wish.words).split()) <= set(service.bare_name.split())


def listed_for_cards(services: ServiceQuerySet, wish: Wish) -> Found:
    """One page of services that were chosen otherwise, as cards."""
    return _page(services, wish, clock.now())


def next_day(code: str, today: date) -> date:
    """The next such day of the week, today included."""
    return today + timedelta(days=(schedules.DAYS.index(code) - today.weekday()) % 7)


def is_there(service: Any, day: date, parts: Sequence[str] = ()) -> bool:
    """Its timetable says so, at that time of the day, and no holiday says otherwise."""
    rows = [row for row in service.schedules if not parts or part_of(row) in parts]
    return not schedules.shut(service.closures, day) and any(schedules.runs_on(row, day) for row in rows)


def with_reasons(found: Found, at: datetime) -> Found:
    """The page, each answer with why it is there."""
    for service in found.services:
        service.reasons = reasons(service, found, at)  # type: ignore[attr-defined]
    return found


def reasons(service: Service, found: Found, at: datetime) -> list[Reason]:
    """Which of the parent's wishes this service meets, for the page to put into words."""
    wish = found.wish
    given = [_of_word(service, number, unit) for number, unit in enumerate(found.meant.units)]
    if wish.age is not None:
        given.append(_of_age(service, wish))
    given += [Reason("free")] * (wish.free and bool(service.free))
    if days := dates_asked(wish, at):
        given += [Reason("day")] * any(is_there(service, day, wish.parts) for day in days)
    elif set(wish.parts) & set(service.facets):
        given.append(Reason("part"))
    ticked = [*wish.needs, *wish.open_to, *(LANGUAGE + name for name in wish.languages)]
    given += [Reason(name) for name in ticked if name in service.facets]
    return [reason for reason in given if reason]


def _of_word(service: Service, number: int, unit: Any) -> Reason | None:
    level = getattr(service, matching.hit(number), 0)
    if not level:
        return None
    kind, is_like = matching.where(level)
    return Reason(kind, unit.typed, matching.found_by(unit, service, kind) if is_like else "")


def _of_age(service: Service, wish: Wish) -> Reason | None:
    low, high = wish.ages
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest is None and oldest is None:
        return Reason("age_unknown")
    fits = (youngest is None or youngest < high) and (oldest is None or oldest >= low)
    return Reason("age") if fits else None


def distance(service: Service, area: str) -> Away | None:
    """How far from the middle of an area, as well as we can tell."""
    here = areas().get(area)
    if here is None or service.latitude is None or service.longitude is None:
        return None
    spot = next(place for place in service.locations if place["latitude"] is not None)
    there = area_of(spot["postcode"]) if spot["by"] == "postcode" else None
    km = kilometres((here.latitude, here.longitude), (service.latitude, service.longitude))
    return away(km, max(here.p95_km, there.p95_km if there else 0), hidden=bool(spot["hidden"]))


def latest_checks(service: Service) -> dict[str, Any]:
    """The last check of each field."""
    checks = service.checks.select_related("by").order_by("field", "-at").distinct("field")
    return {check.field: check for check in checks}


def listed_services() -> ServiceQuerySet:
    """What parents may open."""
    return Service.objects.listed().select_related("origin")
