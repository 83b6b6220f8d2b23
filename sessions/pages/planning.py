"""What the pages of the timetable show: groups, one group with its dates, terms, and what opening one would make."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions import words
from sessions.models import LIVE, Break, Draw, Idea, Occurrence, Programme, Term, Venue
from sessions.pages import fairness, outside
from sessions.queries.timetable import groups_led_by
from sessions.rules import dates
from sessions.services import timetable

DATES_SHOWN = 30
DRAWS_SHOWN = 8


def groups_of(user: User) -> QuerySet[Programme]:
    """The groups this person may change, each with its next date as `next_day` and how many are ahead as `ahead`."""
    now = clock.now()
    next_one = Occurrence.objects.filter(programme=OuterRef("pk")).upcoming(now).order_by("starts_at")
    ahead = next_one.order_by().values("programme").annotate(number=Count("pk")).values("number")
    return groups_led_by(user).annotate(
        next_day=Subquery(next_one.values("day")[:1]), ahead=Coalesce(Subquery(ahead), 0)
    )


def groups_page(user: User) -> dict[str, Any]:
    """Those that run, or are to; what is over is apart, the last first."""
    rows = list(groups_of(user))
    over = [each for each in rows if is_over(each)]
    return {
        "groups": [each for each in rows if each not in over],
        "over": sorted(over, key=last_day_of, reverse=True),
        "ideas": ideas_for(user),
    }


def is_over(group: Any) -> bool:
    """Has its last day passed, with no date ahead? Ask for groups of `groups_of`."""
    return not group.ahead and last_day_of(group) < clock.today()


def last_day_of(programme: Programme) -> date:
    """The only day of what runs once; in the far future for what goes on."""
    only = programme.first_day if programme.rhythm == Programme.Rhythm.ONCE else None
    return programme.last_day or only or date.max


def ideas_of(user: User) -> QuerySet[Idea]:
    """This person's own, and what became of them."""
    return Idea.objects.of(user)


def ideas_waiting() -> QuerySet[Idea]:
    """Nobody has answered these yet."""
    return Idea.objects.waiting()


def ideas_for(user: User) -> int:
    """How many ideas for a group wait for an answer; none for those who do not answer them."""
    return Idea.objects.waiting().count() if user.has_role(Role.COORDINATOR) else 0


def dates_of_group(programme: Programme) -> QuerySet[Occurrence]:
    """What is to come, called off or not, with how many households have or want a place as `households`."""
    households = Count("bookings", filter=Q(bookings__state__in=LIVE))
    rows = programme.occurrences.not_over().annotate(households=households)
    return rows.in_order()[:DATES_SHOWN]


def draws_of_group(programme: Programme) -> QuerySet[Draw]:
    """The last draws for its dates."""
    rows = Draw.objects.filter(occurrence__programme=programme).select_related("occurrence")
    return rows.order_by("-drawn_at", "-pk")[:DRAWS_SHOWN]


def group_page(programme: Programme) -> dict[str, Any]:
    """A group as its leader sees it."""
    return {
        "programme": programme,
        "rhythm": words.rhythm(timetable.pattern_of(programme)),
        "ages": words.for_whom(programme),
        "price": words.price(programme.price_pence),
        "bands": programme.bands.all(),
        "frame_code": outside.frame_code(programme) if programme.frames else "",
        "idea": Idea.objects.filter(programme=programme).select_related("by").first(),
        "leaders": programme.leaders.order_by("name", "pk"),
        "places": words.places_of_group(programme),
        "asking": fairness.asking(programme),
        "draws": draws_of_group(programme),
        "dates": dates_of_group(programme),
        "takes_part": programme.kind == Programme.Kind.COURSE or programme.for_parents,
        "terms": terms_ahead() if programme.term_time and programme.rhythm != Programme.Rhythm.ONCE else [],
    }


def venues() -> QuerySet[Venue]:
    """Every hall, with its groups counted as `groups`."""
    return Venue.objects.annotate(groups=Count("programmes")).order_by("name", "pk")


def terms_ahead() -> QuerySet[Term]:
    """Terms that are not over."""
    return Term.objects.filter(last_day__gte=clock.today())


def terms() -> QuerySet[Term]:
    """Every term."""
    return Term.objects.all()


def breaks_ahead() -> QuerySet[Break]:
    """Breaks that are not over."""
    return Break.objects.filter(last_day__gte=clock.today()).select_related("venue")


def holidays_ahead() -> list[dates.Span]:
    """Bank holidays of the coming twelve months."""
    today = clock.today()
    return [day for day in dates.bank_holidays() if today <= day.first and (day.first - today).days <= 366]


@dataclass(frozen=True)
class TermPage:
    """What opening a term makes, group by group."""

    term: Term
    proposals: list[timetable.Proposal]
    may_take_back: bool

    @property
    def count(self) -> int:
        """How many dates there would be more."""
        return sum(len(each.days) for each in self.proposals)


def term_page(term: Term) -> TermPage:
    """A term before it is opened, and after."""
    there = term.occurrences.aggregate(dates=Count("pk", distinct=True), bookings=Count("bookings"))
    proposals = timetable.propose(timetable.termly(), term)
    return TermPage(term, proposals, may_take_back=bool(there["dates"]) and not there["bookings"])
