"""Who goes where. As with shifts, people are locked first, then the outing: no clash of the two rotas slips by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_many, take_back_all
from sessions.rules.dates import bank_holidays
from volunteers.models import Going, Outing, OutreachPlace
from volunteers.queries.gaps import coordinators
from volunteers.queries.knowing import knows
from volunteers.rules.outings import AskToGo, why_not
from volunteers.services import stand_ins
from volunteers.services.promises import SHORT_NOTICE, lock_people

NEAR = timedelta(days=3)


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
    now, going = clock.now(), who_goes(outing)
    looking = outing.goings.standing().looking() if len(going) >= outing.how_many else outing.goings.none()
    if refusal := why_not(AskToGo(by, outing, going, knows(by, now), now, looking=looking.count())):
        raise refusal
    if first := looking.first():
        _hand_on(first, to=by)
    return _promise(outing, by, now)


def _hand_on(going: Going, *, to: User) -> None:
    """Somebody steps in; whoever looked for them may stay at home and is told."""
    if _end([going]):
        record("outing.handed_on", going, by=to)
        post("outing_handed_on", to=going.volunteer, about=going)


def _promise(outing: Outing, by: User, now: datetime) -> Going:
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
def look_for_stand_in(going: Going, *, by: User, looking: bool) -> None:
    """Others see that somebody could step in. They go unless somebody does."""
    locked(going.outing)
    coming = {"outing__starts_at__gt": clock.now(), "outing__cancelled_at": None}
    standing = Going.objects.standing().filter(pk=going.pk, **coming).first()
    if standing is None:
        raise Refused(_("This one is not yours to hand on any more."), code="over")
    stand_ins.look(standing, what="outing", looking=looking, by=by)


@transaction.atomic
def stay_at_home(going: Going, *, by: User) -> None:
    """They cannot go after all. No reason is asked; when it is soon, whoever coordinates is told."""
    if _end([going]):
        record("outing.withdrawn", going, by=by)
        if going.outing.starts_at - clock.now() < SHORT_NOTICE:
            _tell_coordinators([going])


@transaction.atomic
def keep_at_home(goings: Sequence[Going]) -> None:
    """What it takes to go has lapsed for somebody: told once of all their dates. Whoever coordinates hears of those
    that are near; those further off stand among what is to be mended."""
    if ended := _end(goings):
        record_all("outing.not_cleared", ended, by=None)
        post("outing_not_cleared", to=ended[0].volunteer, about=ended[0])
        _tell_coordinators([it for it in ended if it.outing.starts_at - clock.now() < NEAR])


def _end(goings: Sequence[Going]) -> list[Going]:
    """They stand no longer, from one moment on; those that stood until now, the next one first."""
    take_back_all("outing_reminder", about=goings)
    held = Going.objects.standing().select_for_update(of=("self",)).filter(pk__in=[it.pk for it in goings])
    ended = list(held.select_related("volunteer", "outing").order_by("pk"))
    Going.objects.filter(pk__in=[it.pk for it in ended]).update(ended_at=clock.now())
    return sorted(ended, key=lambda it: it.outing.starts_at)


def _tell_coordinators(goings: Sequence[Going]) -> None:
    post_many("outing_gap", ((coordinator, going) for coordinator in coordinators() for going in goings))


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
