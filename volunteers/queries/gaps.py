"""What a leader asks of the rota: who comes, who is missing, which jobs the groups ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Programme
from volunteers.models import Need, Shift, ShiftQuerySet, Signup

WEEKS_TO_PLAN = 6


@dataclass(frozen=True)
class Cover:
    """One shift as its leader sees it: who comes, and how many are missing."""

    shift: Shift
    names: list[str]
    missing: int


def cover(user: User, weeks: int) -> list[Cover]:
    """Every shift of the coming weeks in the groups this person may see, with who has promised."""
    until = clock.now() + timedelta(weeks=weeks)
    shifts = Shift.objects.for_leader(user, every=coordinates(user)).upcoming().filter(starts_at__lt=until).in_order()
    names: dict[int, list[str]] = {}
    for shift_id, name, email in _who_comes(shifts):
        names.setdefault(shift_id, []).append(name or email)
    return [_cover(shift, names.get(shift.pk, [])) for shift in shifts]


def _who_comes(shifts: ShiftQuerySet) -> Iterable[tuple[int, str, str]]:
    promised = Signup.objects.promised().filter(shift__in=shifts.order_by().values("pk"))
    return promised.order_by("made_at", "pk").values_list("shift_id", "volunteer__name", "volunteer__email")


def _cover(shift: Shift, names: list[str]) -> Cover:
    return Cover(shift, names, max(shift.how_many - len(names), 0))


def needs_of(user: User) -> QuerySet[Need]:
    """The jobs that the groups of this person ask for now."""
    needs = Need.objects.filter(ended_at=None, programme__in=programmes_of(user))
    return needs.select_related("programme").order_by("programme__weekday", "programme__starts", "programme_id", "role")


def coordinates(user: User) -> bool:
    """Does this person see every group's rota, and not only those they lead?"""
    return user.has_role(Role.COORDINATOR)


def programmes_of(user: User) -> QuerySet[Programme]:
    """The groups whose rota this person may plan."""
    programmes = Programme.objects.order_by("weekday", "starts", "pk")
    return programmes if coordinates(user) else programmes.filter(leaders=user)


def gaps(until: datetime) -> ShiftQuerySet:
    """Shifts that begin before `until` and still need somebody, the nearest first; `taken` says how many there are."""
    return Shift.objects.upcoming().filter(starts_at__lt=until).short().in_order()
