"""What groups ask for, and the shifts that each of their dates gets."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from sessions.models import Occurrence, Programme
from volunteers.models import Need, Shift, Signup
from volunteers.services import changing


@transaction.atomic
def ask_for(
    programme: Programme,
    role: str,
    *,
    by: User,
    how_many: int = 1,
    note: str = "",
    minutes_before: int = 0,
    minutes_after: int = 0,
    practises: Iterable[str] = (),
    asks_for: Iterable[str] = (),
) -> Need:
    """Ask for a job to be done each time a programme runs; shifts for the dates we know of come with it."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    need = Need(
        programme=programme,
        role=role,
        how_many=how_many,
        note=note,
        minutes_before=minutes_before,
        minutes_after=minutes_after,
        practises=list(practises),
        asks_for=list(asks_for),
    )
    changing.check_asked_once(need)
    need.save()
    record("need.asked", need, by=by, how_many=how_many)
    changing.adopt(need, by=by)
    make_shifts(programme.occurrences.upcoming())
    return need


@transaction.atomic
def stop_asking(need: Need, *, by: User) -> None:
    """The job is not needed any more: coming shifts that nobody has promised go, promised ones stay."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.ended_at is not None:
        return
    need.ended_at = clock.now()
    need.save(update_fields=["ended_at"])
    coming = Shift.objects.select_for_update().filter(need=need, cancelled_at=None, starts_at__gt=need.ended_at)
    locked = list(coming.values_list("pk", flat=True))  # promises are read after the lock, so that none is overlooked
    promised = Signup.objects.promised().filter(shift__in=locked).values("shift")
    Shift.objects.filter(pk__in=locked).exclude(pk__in=promised).update(cancelled_at=need.ended_at)
    record("need.ended", need, by=by)


def make_shifts(occurrences: Iterable[Occurrence]) -> int:
    """Make the shifts that these dates need and do not have yet; how many were made. Safe to do again."""
    now = clock.now()
    dates = [date for date in occurrences if date.cancelled_at is None and date.starts_at > now]
    needs: dict[int, list[Need]] = {}
    for need in Need.objects.filter(programme__in={date.programme_id for date in dates}, ended_at=None):
        needs.setdefault(need.programme_id, []).append(need)
    there = set(Shift.objects.filter(occurrence__in=dates).values_list("occurrence_id", "need_id"))
    wanted = [(date, need) for date in dates for need in needs.get(date.programme_id, [])]
    missing = [shift_of(date, need) for date, need in wanted if (date.pk, need.pk) not in there]
    Shift.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def shift_of(occurrence: Occurrence, need: Need) -> Shift:
    """This job on this date, not written down yet. A need that is not kept itself is a job of this date only."""
    return Shift(
        occurrence=occurrence,
        need=need if need.pk else None,
        role=need.role,
        starts_at=occurrence.starts_at - timedelta(minutes=need.minutes_before),
        ends_at=occurrence.ends_at + timedelta(minutes=need.minutes_after),
        how_many=need.how_many,
        note=need.note,
        practises=need.practises,
        asks_for=need.asks_for,
    )
