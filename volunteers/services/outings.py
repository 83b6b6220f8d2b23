"""Who goes where. As with shifts, people are locked first, then the outing: no clash of the two rotas slips by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post, post_many, take_back_all
from volunteers.models import Going, Outing, OutreachPlace
from volunteers.queries.knowing import knows
from volunteers.rules.outings import AskToGo, why_not
from volunteers.services.promises import lock_people


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
    ours = Outing.objects.filter(code__in=codes)
    before = ours.count()
    facts = {"place": place, "how_many": turn.how_many, "alone_ok": turn.alone_ok}
    Outing.objects.bulk_create(
        (
            Outing(
                code=code,
                starts_at=clock.at(turn.day + timedelta(weeks=week), turn.starts),
                ends_at=clock.at(turn.day + timedelta(weeks=week), turn.ends),
                **facts,
            )
            for week, code in enumerate(codes)
        ),
        ignore_conflicts=True,
    )
    record("outings.planned", place, by=by)
    return ours.count() - before


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
def stay_at_home(going: Going, *, by: User | None) -> None:
    """They cannot go after all. No reason is asked."""
    if Going.objects.standing().filter(pk=going.pk).update(ended_at=clock.now()):
        take_back_all("outing_reminder", about=[going])
        record("outing.withdrawn", going, by=by)


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
