"""Groups, halls, terms and breaks as leaders write them down. Every refusal names the box it is about."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Break, Idea, Programme, Term, Venue
from sessions.services import group_news, ideas
from sessions.services.waiting_list import offer_ahead

Values = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """What must hold: the box it is about, whether it does, and the sentence that is said when it does not."""

    field: str
    holds: Callable[[Values], bool]
    says: Callable[[Values], str]


CHECKS = (
    Check("ends", lambda it: it["ends"] > it["starts"], lambda _it: _("The end has to be after the start.")),
    Check(
        "first_day",
        lambda it: it["rhythm"] not in {"once", "fortnightly"} or it["first_day"] is not None,
        lambda _it: _("Say the first day it runs, so that we know which weeks are meant."),
    ),
    Check(
        "nth",
        lambda it: it["rhythm"] != "monthly" or it["nth"] is not None,
        lambda _it: _("Say which one of the month it is: the first, the second and so on."),
    ),
    Check(
        "last_day",
        lambda it: not it["last_day"] or not it["first_day"] or it["last_day"] >= it["first_day"],
        lambda _it: _("The last day is before the first day."),
    ),
    Check(
        "last_day",
        lambda it: it["kind"] != "course" or it["last_day"] is not None,
        lambda _it: _("Say the last day of the course, so that families know how many dates they take."),
    ),
    Check(
        "to_months",
        lambda it: it["to_months"] > it["from_months"],
        lambda _it: _("The oldest age has to be above the youngest."),
    ),
    Check(
        "heads_limit",
        lambda it: it["heads_limit"] <= it["venue"].fire_limit,
        lambda it: (
            _("The fire limit of %(hall)s is %(limit)d people. Enter %(limit)d or fewer.")
            % {"hall": it["venue"], "limit": it["venue"].fire_limit}
        ),
    ),
    Check(
        "helpers",
        lambda it: it["helpers"] + 2 <= it["heads_limit"],
        lambda _it: _("With so many helpers nobody else fits in. Raise the limit, or enter fewer helpers."),
    ),
)


@transaction.atomic
def save_group(
    programme: Programme,
    values: Values,
    *,
    bands: Sequence[Values],
    leaders: Iterable[User],
    by: User,
    idea: Idea | None = None,
    tell: bool = False,
) -> None:
    """A new group, or a changed one. Raises Refused. When more people fit than before, those who wait are offered.

    With somebody's idea, that is answered by it. `tell` writes to the families who have booked what is different.
    """
    is_new = programme.pk is None
    if not is_new:
        _hold(programme)
    news = group_news.changed(programme, values, bands) if tell else []
    _fill(programme, values)
    programme.save()
    _keep_with(programme, leaders, bands)
    record("group.opened" if is_new else "group.changed", programme, by=by)
    if idea is not None:
        ideas.open_as(programme, idea, by=by)
    if news:
        group_news.tell(programme, news, by=by)
    if not is_new:
        offer_ahead(programme)


def check_group(programme: Programme, values: Values) -> None:
    """Would `save_group` take it? Raises Refused by the box, and changes nothing."""
    _fill(copy(programme), values)


def _hold(programme: Programme) -> None:
    """As it is now, till this is kept: a last day or a new rhythm of this moment stays, no news is told twice."""
    programme.refresh_from_db(from_queryset=Programme.objects.select_for_update(no_key=True, of=("self",)))


def _fill(programme: Programme, values: Values) -> None:
    for name, value in values.items():
        setattr(programme, name, value)
    _days_from_the_first(programme)
    _check({field: getattr(programme, field) for field in ALL} | {"venue": programme.venue})


def _keep_with(programme: Programme, leaders: Iterable[User], bands: Sequence[Values]) -> None:
    programme.leaders.set(leaders)
    programme.bands.all().delete()
    for band in bands:
        programme.bands.create(**band)


def _days_from_the_first(programme: Programme) -> None:
    """What runs once has one day; a course meets on the weekday that it begins on."""
    if not programme.first_day:
        return
    if programme.rhythm == Programme.Rhythm.ONCE:
        programme.last_day = programme.first_day
    if programme.rhythm == Programme.Rhythm.ONCE or programme.kind == Programme.Kind.COURSE:
        programme.weekday = programme.first_day.weekday()


ALL = (
    *("kind", "starts", "ends", "rhythm", "nth", "first_day", "last_day"),
    *("from_months", "to_months", "heads_limit", "helpers"),
)


def _check(values: Values) -> None:
    for check in CHECKS:
        if not check.holds(values):
            raise Refused(check.says(values), code=check.field, field=check.field)


@transaction.atomic
def save_venue(venue: Venue, values: Values, *, by: User) -> None:
    """A hall. Its fire limit may not fall below what a group there has as its own limit."""
    for name, value in values.items():
        setattr(venue, name, value)
    over = venue.programmes.filter(heads_limit__gt=venue.fire_limit).order_by("pk").first() if venue.pk else None
    if over:
        says = _("%(group)s takes %(limit)d people here. Lower its limit first, or enter at least %(limit)d.")
        raise Refused(says % {"group": over, "limit": over.heads_limit}, code="fire_limit", field="fire_limit")
    venue.save()
    record("venue.saved", venue, by=by)


@transaction.atomic
def add_term(values: Values, *, by: User) -> Term:
    """A term. Two never share a day: each date belongs to one."""
    _check_days(values)
    other = Term.objects.filter(first_day__lte=values["last_day"], last_day__gte=values["first_day"]).first()
    if other:
        says = _("%(term)s has some of these days already. Choose days that no other term has.")
        raise Refused(says % {"term": other}, code="overlap", field="first_day")
    term = Term.objects.create(**values)
    record("term.added", term, by=by)
    return term


@transaction.atomic
def add_break(values: Values, *, by: User) -> Break:
    """Days on which no group runs. Dates that are there already stay; the leader calls them off."""
    _check_days(values)
    pause = Break.objects.create(**values)
    record("break.added", pause, by=by)
    return pause


def _check_days(values: Values) -> None:
    if values["last_day"] < values["first_day"]:
        raise Refused(_("The last day is before the first day."), code="last_day", field="last_day")
    if values["last_day"] < clock.today():
        raise Refused(_("These days are over. Enter days that are still to come."), code="past", field="last_day")


@transaction.atomic
def remove_break(pause: Break, *, by: User) -> None:
    """The groups run on those days after all; the night makes the dates of running groups that lie ahead."""
    record("break.removed", pause, by=by, name=pause.name)
    pause.delete()
