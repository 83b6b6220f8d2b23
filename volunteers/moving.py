"""Shifts go where their sessions go, and promises with them; whoever is elsewhere then is told and stood down."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post_many, take_back_all
from sessions.models import Occurrence
from volunteers.models import Going, Shift, Signup, SignupState
from volunteers.services.promises import end, one_a_volunteer

SHORTEST = timedelta(minutes=15)
Times = dict[int, tuple[datetime, datetime]]


@transaction.atomic
def follow(occurrences: Sequence[Occurrence], *, by: User | None) -> int:
    """Each shift keeps its distance from the session's start and end. How many people are stood down."""
    shifts = Shift.objects.filter(occurrence__in=occurrences, cancelled_at=None, ends_at__gt=clock.now())
    people = Signup.objects.promised().filter(shift__in=shifts).values("volunteer")
    # First the people, then the shifts, in the order in which `sign_up` takes them: neither waits for the other's.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    locked = list(shifts.select_for_update().order_by("pk"))
    times = new_times(locked, occurrences)
    for shift in locked:
        shift.starts_at, shift.ends_at = times[shift.pk]
    Shift.objects.bulk_update(locked, ["starts_at", "ends_at"])
    promises = list(Signup.objects.promised().filter(shift__in=locked).select_related("volunteer", "shift__occurrence"))
    away = move(promises, later=_goes_later(occurrences))
    _tell([promise for promise in promises if promise not in away], away)
    for occurrence in occurrences:
        record("rota.moved", occurrence, by=by, stood_down=sum(a.shift.occurrence_id == occurrence.pk for a in away))
    return len(away)


def new_times(shifts: Iterable[Shift], occurrences: Sequence[Occurrence]) -> Times:
    """When each shift is now that its session has moved; never shorter than a quarter of an hour."""
    shifted = {row.pk: row.shifted for row in occurrences}  # type: ignore[attr-defined]  # the sessions room says it
    found = {}
    for shift in shifts:
        start, end = shifted[shift.occurrence_id]
        starts_at = shift.starts_at + start
        found[shift.pk] = (starts_at, max(shift.ends_at + end, starts_at + SHORTEST))
    return found


def _goes_later(occurrences: Sequence[Occurrence]) -> bool:
    return any(row.shifted[0] > timedelta(0) for row in occurrences)  # type: ignore[attr-defined]


def move(promises: Sequence[Signup], *, later: bool) -> list[Signup]:
    """Each promise goes where its shift is now; those who would be in two places then, at a shift or an outing, do not.

    The database says so of shifts. Moving later begins with the last: nobody collides with themselves.
    """
    away = _at_outings(promises)
    for promise in sorted(promises, key=lambda it: it.shift.starts_at, reverse=later):
        if promise in away:
            continue
        promise.during = DateTimeTZRange(promise.shift.starts_at, promise.shift.ends_at)
        try:
            with transaction.atomic():
                promise.save(update_fields=["during"])
        except IntegrityError:
            away.append(promise)
    return away


def _at_outings(promises: Sequence[Signup]) -> list[Signup]:
    """Whoever stands at a library then; the database keeps shifts and outings apart and cannot say it."""
    goings = (
        Going.objects.standing().filter(volunteer__in={it.volunteer_id for it in promises}).select_related("outing")
    )
    busy = [(going.volunteer_id, going.outing.starts_at, going.outing.ends_at) for going in goings]
    return [it for it in promises if _is_elsewhere(it, {it.shift_id: (it.shift.starts_at, it.shift.ends_at)}, busy)]


def tell_moved(stay: Sequence[Signup], away: Sequence[Signup]) -> None:
    """One letter each for all dates of a group: when they are now, or that they are free of them."""
    end(list(away), SignupState.STOOD_DOWN, clock.now())
    take_back_all("shift_moved", about=[*stay, *away])
    of_a_group: dict[int, list[Signup]] = {}
    for it in stay:
        of_a_group.setdefault(it.shift.occurrence.programme_id, []).append(it)
    for group in of_a_group.values():
        dates = Counter(it.volunteer_id for it in group)
        post_many("shift_moved", ((it.volunteer, it) for it in group if dates[it.volunteer_id] == 1))
        of_several = list(one_a_volunteer(it for it in group if dates[it.volunteer_id] > 1))
        take_back_all("shifts_moved", about=[first for _who, first in of_several])
        post_many("shifts_moved", of_several)
    post_many("shift_clashes", one_a_volunteer(away))


def _tell(stay: Sequence[Signup], away: Sequence[Signup]) -> None:
    now = clock.now()
    tell_moved(stay, away)
    take_back_all("shift_reminder", about=stay)
    for it in stay:
        # Some millionths of a second make it another letter than one that was due the same evening and dropped.
        due = clock.evening_before(it.shift.starts_at) + timedelta(microseconds=it.shift.occurrence.sequence)
        if due > now:
            post_many("shift_reminder", [(it.volunteer, it)], due=due)


def helpers_of(occurrences: Sequence[Occurrence]) -> dict[str, int]:
    """Before a change: how many people have promised, and how many promises they cannot keep at the new time."""
    promises = list(Signup.objects.promised().filter(shift__occurrence__in=occurrences).select_related("shift"))
    times = new_times([it.shift for it in promises], occurrences)
    people = {it.volunteer_id for it in promises}
    others = Signup.objects.promised().filter(volunteer__in=people).exclude(pk__in=[it.pk for it in promises])
    goings = Going.objects.standing().filter(volunteer__in=people)
    busy = [
        *others.values_list("volunteer_id", "shift__starts_at", "shift__ends_at"),
        *goings.values_list("volunteer_id", "outing__starts_at", "outing__ends_at"),
    ]
    cannot = [it for it in promises if _is_elsewhere(it, times, busy)]
    return {"helpers": len(people), "elsewhere": len(cannot)}


def _is_elsewhere(promise: Signup, times: Times, busy: Sequence[tuple[int, datetime, datetime]]) -> bool:
    starts, ends = times[promise.shift_id]
    return any(who == promise.volunteer_id and starts < until and since < ends for who, since, until in busy)
