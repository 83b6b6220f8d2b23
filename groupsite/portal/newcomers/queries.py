"""Families by the visit they are at, in a fixed number of queries however many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from families.models import Contact, Family, FirstVisit, Home
from families.rules.ages import turns
from families.services.welcoming import IN_PEACE_FOR
from groupsite.kit import clock
from sessions.models import LIVE, Attendance, Booking, BookingState

MILESTONES = (1, 3, 6)
"""The first visit; the third, when a place becomes a habit or does not; the sixth, when somebody may help others."""
LOOK_BACK = timedelta(weeks=8)
LOOK_AHEAD = timedelta(weeks=2)
"""Further ahead nobody prepares a welcome, and the list would not fit on a phone."""
FEW_VISITS = 9
MOST = 100
AT_ONCE, NEAREST = 400, 1600
FORGOTTEN_AFTER = timedelta(days=365)
"""Whoever has been away for a year has moved on; a hello after that is out of the blue."""
FIVE_YEARS = 60
Families = QuerySet[Any] | None
"""Of whom a page speaks: those its reader looks after. The clock speaks of everybody."""
HARD = [FirstVisit.Answer.MIXED, FirstVisit.Answer.NOT_FOR_US]


@dataclass
class Board:
    """Newcomers by what is next: a family may stand in two lists."""

    speak: list[Any] = field(default_factory=list)
    due: list[Any] = field(default_factory=list)
    missed: list[Any] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)
    cut: bool = False
    """There were more than a page can show."""


def board(at: datetime | None = None, *, among: Families = None, of_all: bool = False) -> Board:
    """Who is to be spoken to, expected, missed, done; at visits 1, 3 and 6.

    With `of_all` these are all there are, as a coordinator sees them: then nobody is told apart by whose they are
    before their visits are counted.
    """
    at = at or clock.now()
    found = Board()
    here_lately = at - timedelta(weeks=settings.LAPSED_WEEKS)
    rows = _first(MOST, at, among=among, of_all=of_all or among is None)
    found.cut = len(rows) == MOST
    for family in rows:
        family.reached = reached(family.visits)
        spoken = family.reached in family.spoken
        if family.reached and family.last_at >= here_lately:
            (found.done if spoken else found.speak).append(family)
        if family.visits + 1 in MILESTONES:
            family.would_be = family.visits + 1
            if family.next_at and family.next_at <= at + LOOK_AHEAD:
                found.due.append(family)
            elif not family.next_at and family.missed_at and family.missed_at > (family.last_at or family.joined_at):
                found.missed.append(family)
    found.speak.sort(key=lambda family: family.last_at, reverse=True)
    return found


def reached(visits: int) -> int:
    """The last milestone a family has passed; 0 before its first visit."""
    return max((one for one in MILESTONES if one <= visits), default=0)


def _first(most: int, at: datetime, *, among: Families, of_all: bool) -> list[Any]:
    """So many of the newcomers; visits are counted of so many families at a time, not of everybody who ever came."""
    lately = Booking.objects.filter(
        state=BookingState.BOOKED, occurrence__starts_at__gte=at - LOOK_BACK, occurrence__cancelled_at=None
    )
    theirs = lately if of_all else lately.filter(family__in=_here(among).values("pk"))
    coming = Q(attendance=Attendance.UNKNOWN, occurrence__ends_at__gte=at)
    soonest = Min("occurrence__starts_at", filter=coming)
    last = Max("occurrence__starts_at", filter=Q(attendance=Attendance.CAME))
    nearest = (
        theirs.order_by()
        .values("family")
        .annotate(soonest=soonest, last=last)
        .order_by(F("soonest").asc(nulls_last=True), F("last").desc(nulls_last=True), "family")
    )
    rows: list[Any] = []
    for few in _in_batches(nearest.values_list("family", flat=True)):
        rows += newcomers(at, among=among).filter(pk__in=few)[: most - len(rows)]
        if len(rows) == most:
            break
    return rows


def _in_batches(families: QuerySet[Any, int]) -> Iterator[list[int]]:
    """So many at a time; the nearest most often fill the page, and then the others are never fetched."""
    for part in (families[:NEAREST], families[NEAREST:]):
        found = list(part)
        yield from (found[first : first + AT_ONCE] for first in range(0, len(found), AT_ONCE))
        if len(found) < NEAREST:
            break


def newcomers(at: datetime | None = None, *, among: Families = None) -> QuerySet[Any]:
    """Families of few visits, booked lately or ahead: the soonest first, then those seen last."""
    at = at or clock.now()
    lately = Booking.objects.filter(state=BookingState.BOOKED, occurrence__starts_at__gte=at - LOOK_BACK)
    return (
        with_visits(_here(among).filter(pk__in=lately.values("family")), at)
        .filter(visits__lt=FEW_VISITS)
        .order_by(F("next_at").asc(nulls_last=True), F("last_at").desc(nulls_last=True), "pk")
    )


def with_visits(families: QuerySet[Family], at: datetime | None = None) -> QuerySet[Any]:
    """How often each has come and when last, what it has ahead, what it missed, at which visits it was spoken to."""
    mine = _bookings()
    ahead = mine.filter(
        state=BookingState.BOOKED, attendance=Attendance.UNKNOWN, occurrence__ends_at__gte=at or clock.now()
    ).order_by("occurrence__starts_at")
    words = Contact.objects.filter(family=OuterRef("pk"), kind=Contact.Kind.VISIT).values_list("visit")
    return so_far(families).annotate(
        next_at=Subquery(ahead.values("occurrence__starts_at")[:1]),
        next_what=Subquery(ahead.values("occurrence__programme__name")[:1]),
        missed_at=Subquery(_latest(mine.filter(attendance=Attendance.MISSED))),
        spoken=ArraySubquery(words),
    )


def so_far(families: QuerySet[Family]) -> QuerySet[Any]:
    """How often each has come, and when last; with the adults."""
    came = _bookings().filter(attendance=Attendance.CAME)
    counted = came.order_by().values("family").annotate(visits=Count("pk")).values("visits")
    annotated = families.annotate(visits=Coalesce(Subquery(counted), 0), last_at=Subquery(_latest(came)))
    return annotated.prefetch_related("carers")


def _bookings() -> QuerySet[Booking]:
    """A family's own, of what was not called off."""
    return Booking.objects.filter(family=OuterRef("pk"), occurrence__cancelled_at=None)


def _here(among: Families) -> QuerySet[Any]:
    """Of these, who has not left."""
    families = Family.objects.all() if among is None else among
    return families.filter(left_at=None, merged_into=None)


def _latest(bookings: QuerySet[Booking]) -> QuerySet[Booking, Any]:
    return bookings.order_by("-occurrence__starts_at").values("occurrence__starts_at")[:1]


def found_it_hard(*, among: Families = None) -> QuerySet[FirstVisit]:
    """Families who said that their first visit was hard, and with whom nobody has had a word since."""
    since = Contact.objects.filter(family=OuterRef("family"), at__gte=OuterRef("answered_at"))
    rows = FirstVisit.objects.filter(~Exists(since), answer__in=HARD, family__in=_here(among).values("pk"))
    return rows.select_related("family").prefetch_related("family__carers").order_by("answered_at", "pk")


def booked_ahead(at: datetime) -> QuerySet[Booking]:
    """Anything a family still has ahead: booked, offered or waiting."""
    return Booking.objects.filter(_is_ahead(at))


def _is_ahead(at: datetime) -> Q:
    return Q(state__in=LIVE, occurrence__ends_at__gte=at, occurrence__cancelled_at=None)


def lapsed(at: datetime | None = None, *, among: Families = None) -> QuerySet[Any]:
    """Families who came, have not for LAPSED_WEEKS, have nothing ahead and no hello lately; the latest first."""
    at = at or clock.now()
    mine, came = Q(family=OuterRef("pk")), Q(attendance=Attendance.CAME)
    visits = Booking.objects.filter(mine, came)
    rows = _here(among).filter(
        Exists(visits.filter(occurrence__starts_at__gte=at - FORGOTTEN_AFTER)),
        ~Exists(visits.filter(occurrence__starts_at__gte=_not_since(at))),
        ~Exists(booked_ahead(at).filter(mine)),
        ~Exists(_greeted(at).filter(mine)),
    )
    return so_far(rows).order_by("-last_at", "pk")


def lapsed_latest(most: int, at: datetime | None = None, *, among: Families = None) -> list[Any]:
    """So many of them, found by going back visit by visit: among 100,000 families it looks at few."""
    at = at or clock.now()
    mine, came = Q(family=OuterRef("family")), Q(attendance=Attendance.CAME)
    later = came & Q(occurrence__starts_at__gt=OuterRef("occurrence__starts_at"))
    last = Booking.objects.filter(
        ~Exists(Booking.objects.filter(mine, later | _is_ahead(at))),
        ~Exists(_greeted(at).filter(mine)),
        came,
        occurrence__starts_at__range=(at - FORGOTTEN_AFTER, _not_since(at)),
        family__in=_here(among).values("pk"),
    )
    latest = last.order_by("-occurrence__starts_at", "family").values_list("family", flat=True)[:most]
    return list(so_far(_here(among).filter(pk__in=list(latest))).order_by("-last_at", "pk"))


def _not_since(at: datetime) -> datetime:
    return at - timedelta(weeks=settings.LAPSED_WEEKS)


def _greeted(at: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(kind=Contact.Kind.GENTLE, at__gt=at - IN_PEACE_FOR)


def grown(today: date | None = None, *, among: Families = None) -> list[Any]:
    """Families whose youngest has turned five since they joined, with no baby on the way; the oldest birthday first."""
    today = today or clock.today()
    latest = turns(today, -FIVE_YEARS) + timedelta(days=3)
    old = _here(among).filter(pk__in=Home.objects.filter(child__born_on__lte=latest).values("family"))
    rows = old.annotate(youngest=Max("children__born_on"), expecting=Count("children__due_on"))
    about_five = rows.filter(expecting=0, youngest__lte=latest)
    found: list[Any] = []
    family: Any
    for family in about_five.prefetch_related("carers", "contacts").order_by("youngest", "pk"):
        family.five_on = turns(family.youngest, FIVE_YEARS)
        if clock.local(family.joined_at).date() < family.five_on <= today:
            family.goodbye = next((one for one in family.contacts.all() if one.kind == Contact.Kind.GOODBYE), None)
            found.append(family)
    return found


def first_visits(at: datetime, since: datetime) -> Iterable[Booking]:
    """Sessions that are over, at which a family was for the first time, and of which it has not been asked."""
    came: QuerySet[Any] = Booking.objects.filter(
        attendance=Attendance.CAME, occurrence__ends_at__lte=at, occurrence__ends_at__gte=since
    ).with_newcomers()
    new = came.filter(is_newcomer=True, family__first_visit=None, family__left_at=None)
    return new.select_related("family", "contact", "occurrence").order_by("occurrence__starts_at", "pk")
