"""What's on: four weeks, this week or today, as somebody asked for it. Few questions, whatever the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from groupsite.kit import clock
from sessions.models import Occurrence, Programme
from sessions.pages.listing import Listed, with_standing
from sessions.queries.courses import with_beginning

WEEKS_SHOWN = 4
WEEKS_OPEN = 2
MOST_ROWS = 100
LOW_COST = 200
"""What we call low cost, in pence a family; what is free is low cost, too."""
Days = list[tuple[date, list[Listed]]]


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; what is empty is any."""

    since: date
    when: str = ""
    months: tuple[int, int] | None = None
    venue: str = ""
    weekday: int | None = None
    kind: str = ""
    free: bool = False
    low_cost: bool = False

    @property
    def until(self) -> date:
        """The last day that is shown: today, Sunday, or four weeks on."""
        if self.when == "today":
            return self.since
        if self.when == "week":
            return self.since + timedelta(days=6 - self.since.weekday())
        return self.since + timedelta(weeks=WEEKS_SHOWN, days=-1)

    def fits(self) -> Q:
        """The same of what runs."""
        wanted = Q()
        if self.months:
            wanted &= Q(programme__from_months__lt=self.months[1], programme__to_months__gt=self.months[0])
        if self.venue:
            wanted &= Q(venue__code=self.venue) | Q(venue=None, programme__venue__code=self.venue)
        if self.weekday is not None:
            wanted &= Q(day__iso_week_day=self.weekday + 1)
        if self.kind:
            wanted &= Q(programme__kind=self.kind)
        if self.free or self.low_cost:
            wanted &= Q(programme__price_pence__lte=0 if self.free else LOW_COST)
        return wanted


def whats_on(user: Any, asked: Asked) -> QuerySet[Occurrence]:
    """Sessions that are not over, with where this person's household stands at each."""
    days = Q(day__range=(asked.since, asked.until))
    rows = Occurrence.objects.not_over().filter(days, asked.fits()).exclude(_later_date_of_a_course())
    return with_standing(with_beginning(rows.in_order()), user)[:MOST_ROWS]


def nearest(days: Days, asked: Asked) -> dict[str, Days]:
    """The first two weeks, and what is folded below them: a phone shows what somebody is about to choose from."""
    split = asked.since + timedelta(weeks=WEEKS_OPEN)
    near = [row for row in days if row[0] < split]
    return {"days": near, "folded": days[len(near) :]} if near else {"days": days, "folded": []}


def _later_date_of_a_course() -> Q:
    """A list shows the next date of each course, as all of them are taken in one go."""
    course = Q(programme__kind=Programme.Kind.COURSE)
    sooner = Occurrence.objects.filter(programme=OuterRef("programme"), starts_at__lt=OuterRef("starts_at"))
    return course & Q(Exists(sooner.upcoming()))


def neighbours(asked: Asked, rows: Sequence[Listed]) -> dict[str, date | None]:
    """Where the list goes on, and where it came from."""
    if asked.when:
        return {"earlier": None, "later": None}
    today, step = clock.today(), timedelta(weeks=WEEKS_SHOWN)
    later = rows[-1].occurrence.day if len(rows) == MOST_ROWS else asked.since + step
    return {"earlier": max(today, asked.since - step) if asked.since > today else None, "later": later}


@dataclass(frozen=True)
class InUse:
    """What there is to choose from in what is to come."""

    halls: list[tuple[str, str]]
    kinds: set[str]
    prices: set[int]


OF_DATE = ("venue__code", "venue__name", "programme__venue__code", "programme__venue__name")


def in_use() -> InUse:
    """Halls, kinds and prices of what is to come, by one question."""
    ahead = Occurrence.objects.not_over()
    rows = list(ahead.values_list(*OF_DATE, "programme__kind", "programme__price_pence").order_by().distinct())
    halls = {str(row[0] or row[2]): row[1] or row[3] for row in rows}
    return InUse(sorted(halls.items(), key=lambda it: it[1]), {row[4] for row in rows}, {row[5] for row in rows})
