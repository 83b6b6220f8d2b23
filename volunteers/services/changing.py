"""A job changes: its coming dates change with it, and whoever has promised is told or, without the check, set free."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import day
from groupsite.outbox.services import post_many, take_back_all
from sessions.models import Programme
from volunteers.models import Need, Shift, ShiftQuerySet, Signup
from volunteers.moving import SHORTEST, move, tell_moved
from volunteers.queries.knowing import knows_of
from volunteers.rules.rota import Ask, not_cleared
from volunteers.services import standing
from volunteers.services.promises import lock_people, one_a_volunteer

OF_A_DATE = ("role", "how_many", "note", "practises", "asks_for")

IN_CALENDARS = ("role", "note", "starts_at", "ends_at")


@dataclass(frozen=True)
class Concerns:
    """What a change would mean for people who have promised."""

    moved: int
    renamed: int
    uncleared: int
    crowded: int

    def __bool__(self) -> bool:
        return bool(self.moved or self.renamed or self.uncleared or self.crowded)


def concerns(need: Need, facts: Mapping[str, Any]) -> Concerns:
    """Before anything is changed: whose time changes, who lacks the check, on how many dates too many come."""
    after = _with(need, facts)
    shifts = {shift.pk: shift for shift in _coming(Shift.objects.filter(need=need)).with_taken()}
    crowded = sum(shift.taken > after.how_many for shift in shifts.values())  # type: ignore[attr-defined]
    was = {pk: copy(shift) for pk, shift in shifts.items()}
    for shift in shifts.values():
        _change(shift, need, after)
    promises = _promises(shifts)
    moved, renamed = len(_moved(promises, was)), len(_renamed(promises, was))
    more = set(after.asks_for) - set(need.asks_for)
    fewer = after.how_many < need.how_many
    return Concerns(moved, renamed, len(_uncleared(promises)) if more else 0, crowded if fewer else 0)


@transaction.atomic
def change(need: Need, facts: Mapping[str, Any], *, by: User) -> None:
    """From now on the job is so, on each date to come; what a date has of its own stays."""
    Programme.objects.select_for_update(no_key=True).get(pk=need.programme_id)
    was = Need.objects.select_for_update().get(pk=need.pk)
    need = _with(was, facts)
    check_asked_once(need)
    if need.role.casefold() != was.role.casefold():
        _check_not_on_the_rota(need)
    need.save()
    record("need.changed", need, by=by)
    _bring_in_line(Shift.objects.filter(need=need), was, need, by=by)


def check_asked_once(need: Need) -> None:
    """No group asks for one job twice. Only while the programme is held."""
    same = Need.objects.filter(programme=need.programme_id, role__iexact=need.role, ended_at=None)
    if same.exclude(pk=need.pk).exists():
        said = {"group": need.programme, "role": need.role}
        raise Refused(_("%(group)s asks for “%(role)s” already.") % said, code="asked_already", field="role")


def _check_not_on_the_rota(need: Need) -> None:
    """An ended job of this name may still stand on dates to come, which would have it twice."""
    ended = Shift.objects.filter(need__programme=need.programme_id, need__ended_at__isnull=False)
    still = _coming(ended.filter(role__iexact=need.role)).order_by("starts_at").first()
    if still:
        says = _("“%(role)s” was asked for before and is still on the rota for %(day)s. Choose another name.")
        raise Refused(says % {"role": still.role, "day": day(still.starts_at)}, code="asked_already", field="role")


def adopt(need: Need, *, by: User) -> None:
    """A job that is asked for again takes over the dates on which somebody promised it before, so none has it twice."""
    before = Need.objects.filter(programme=need.programme_id, role__iexact=need.role).exclude(pk=need.pk)
    for was in before.order_by("-pk"):
        taken = Shift.objects.filter(need=need).values("occurrence")
        old = _coming(Shift.objects.filter(need=was).exclude(occurrence__in=taken))
        numbers = list(old.values_list("pk", flat=True))
        Shift.objects.filter(pk__in=numbers).update(need=need)
        _bring_in_line(Shift.objects.filter(pk__in=numbers), was, need, by=by)


def _with(need: Need, facts: Mapping[str, Any]) -> Need:
    changed = copy(need)
    for name, value in facts.items():
        setattr(changed, name, value)
    return changed


def _coming(shifts: ShiftQuerySet) -> ShiftQuerySet:
    return shifts.filter(cancelled_at=None, starts_at__gt=clock.now())


def _bring_in_line(shifts: ShiftQuerySet, was: Need, need: Need, *, by: User) -> None:
    """People first, then the shifts, in the order of all that makes or ends promises."""
    coming = _coming(shifts)
    lock_people(Signup.objects.promised().filter(shift__in=coming).values_list("volunteer", flat=True))
    held = coming.select_related("occurrence").select_for_update(of=("self",)).order_by("pk")
    locked = {shift.pk: shift for shift in held}
    before = {pk: copy(shift) for pk, shift in locked.items()}
    for shift in locked.values():
        _change(shift, was, need)
    Shift.objects.bulk_update(locked.values(), [*OF_A_DATE, "starts_at", "ends_at", "changes"])
    promises = _promises(locked)
    moved = _moved(promises, before)
    away = move(moved, later=need.minutes_before < was.minutes_before)
    tell_moved([it for it in moved if it not in away], away)
    _tell_renamed([it for it in _renamed(promises, before) if it not in away])
    if set(need.asks_for) - set(was.asks_for):
        uncleared = _uncleared([it for it in promises if it not in away])
        standing.stand_down(uncleared, letter="shift_asks_more", by=by)


def _change(shift: Shift, was: Need, need: Need) -> None:
    before = copy(shift)
    for name in OF_A_DATE:
        if getattr(shift, name) == getattr(was, name):
            setattr(shift, name, getattr(need, name))
    starts_at = shift.starts_at - timedelta(minutes=need.minutes_before - was.minutes_before)
    ends_at = shift.ends_at + timedelta(minutes=need.minutes_after - was.minutes_after)
    if starts_at > clock.now():
        shift.starts_at, shift.ends_at = starts_at, max(ends_at, starts_at + SHORTEST)
    shift.changes += any(getattr(shift, name) != getattr(before, name) for name in IN_CALENDARS)


def _promises(shifts: Mapping[int, Shift]) -> list[Signup]:
    """Who has promised these, each with the shift as it is in our hands."""
    promises = list(Signup.objects.promised().filter(shift__in=list(shifts)).select_related("volunteer").order_by("pk"))
    for promise in promises:
        promise.shift = shifts[promise.shift_id]
    return promises


def _moved(promises: Iterable[Signup], before: Mapping[int, Shift]) -> list[Signup]:
    times = {pk: (shift.starts_at, shift.ends_at) for pk, shift in before.items()}
    return [it for it in promises if (it.shift.starts_at, it.shift.ends_at) != times[it.shift_id]]


def _renamed(promises: Iterable[Signup], before: Mapping[int, Shift]) -> list[Signup]:
    return [it for it in promises if it.shift.role != before[it.shift_id].role]


def _tell_renamed(promises: Sequence[Signup]) -> None:
    """One letter each for all dates; one of an earlier name that has not gone yet need not go."""
    take_back_all("job_renamed", about=promises)
    post_many("job_renamed", one_a_volunteer(promises), due=clock.now())


def _uncleared(promises: Sequence[Signup]) -> list[Signup]:
    now = clock.now()
    known = knows_of({it.volunteer_id for it in promises}, now)
    return [it for it in promises if not_cleared(Ask(it.volunteer, it.shift, 0, known[it.volunteer_id], now))]
