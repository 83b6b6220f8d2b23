"""Who goes where. As with shifts, people are locked first, then the outing: no clash of the two rotas slips by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_many, take_back_all
from sessions.rules.dates import bank_holidays
from volunteers.models import Going, Outing, OutreachPlace
from volunteers.queries.gaps import coordinators
from volunteers.queries.knowing import knows
from volunteers.rules.outings import AskToGo, why_not
from volunteers.services.promises import SHORT_NOTICE, lock_people


@dataclass(frozen=True)
class Turn:
    """What is planned: a day, from when until when, how many go."""

    day: date
    starts: time
    ends: time
    how_many: int = 2
    alone_ok: bool = False


@transaction.atomic
def plan(place: OutreachPlace, turn: Turn, codes: Sequence[UUID], *, by: User) -> int:
    """Once, or week by week: one outing for each code. The same codes again make none; how many are new."""
    place = OutreachPlace.objects.select_for_update().get(pk=place.pk)
    if place.closed_at:
        raise Refused(_("We do not go there any more. Choose another place."), code="closed", field="place")
    ours = Outing.objects.filter(code__in=codes)
    before = ours.count()
    facts = {"place": place, "how_many": turn.how_many, "alone_ok": turn.alone_ok}
    Outing.objects.bulk_create(
        (
            Outing(
                code=code,
                starts_at=clock.at(day, turn.starts),
                ends_at=clock.at(day, turn.ends),
                **facts,
            )
            for day, code in _days(turn.day, codes)
        ),
        ignore_conflicts=True,
    )
    record("outings.planned", place, by=by)
    return ours.count() - before


def _days(first: date, codes: Sequence[UUID]) -> list[tuple[date, UUID]]:
    """One day for each code, a week apart. A row leaves bank holidays out; a single day is meant as it is said."""
    days = [(first + timedelta(weeks=week), code) for week, code in enumerate(codes)]
    off = {holiday.first for holiday in bank_holidays()} if len(days) > 1 else set()
    return [(day, code) for day, code in days if day not in off]


@transaction.atomic
def go(outing: Outing, *, by: User) -> Going:
    """They will be there, or are told kindly why not."""
    by = lock_people([by.pk])[by.pk]
    outing = locked(outing)
    now = clock.now()
    if refusal := why_not(AskToGo(by, outing, who_goes(outing), knows(by, now), now)):
        raise refusal
    during = DateTimeTZRange(outing.starts_at, outing.ends_at)
    going = Going.objects.create(outing=outing, volunteer=by, during=during, made_at=now)
    record("outing.promised", going, by=by)
    evening = clock.evening_before(outing.starts_at)
    if evening > now:
        post("outing_reminder", to=by, about=going, due=evening)
    return going


def locked(outing: Outing) -> Outing:
    """The outing as it is, held until the end."""
    return Outing.objects.select_for_update(of=("self",)).select_related("place").get(pk=outing.pk)


def who_goes(outing: Outing) -> list[int]:
    """Counted by a statement of its own, under the lock."""
    return list(outing.goings.standing().values_list("volunteer", flat=True))


@transaction.atomic
def stay_at_home(going: Going, *, by: User) -> None:
    """They cannot go after all. No reason is asked; when it is soon, whoever coordinates is told."""
    if _ended(going):
        record("outing.withdrawn", going, by=by)
        if going.outing.starts_at - clock.now() < SHORT_NOTICE:
            _tell_coordinators(going)


@transaction.atomic
def keep_at_home(going: Going) -> None:
    """What it takes to go has lapsed. They are told, and whoever coordinates."""
    if _ended(going):
        record("outing.not_cleared", going, by=None)
        post("outing_not_cleared", to=going.volunteer, about=going)
        _tell_coordinators(going)


def _ended(going: Going) -> bool:
    """Did it stand until now?"""
    take_back_all("outing_reminder", about=[going])
    return Going.objects.standing().filter(pk=going.pk).update(ended_at=clock.now()) == 1


def _tell_coordinators(going: Going) -> None:
    post_many("outing_gap", ((coordinator, going) for coordinator in coordinators()))


@transaction.atomic
def call_off(outing: Outing, *, by: User) -> None:
    """Nobody goes this time; whoever would have gone is told."""
    outing = locked(outing)
    if outing.cancelled_at:
        return
    goings = list(outing.goings.standing().select_related("volunteer"))
    take_back_all("outing_reminder", about=goings)
    Outing.objects.filter(pk=outing.pk).update(cancelled_at=clock.now())
    Going.objects.filter(pk__in=[going.pk for going in goings]).update(ended_at=clock.now())
    post_many("outing_off", ((going.volunteer, going) for going in goings))
    record("outing.called_off", outing, by=by)
