"""What the checks of the rota need to know of people, for one or for many in the same few queries."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, FilteredRelation, Q

from groupsite.accounts.models import User
from groupsite.kit import clock
from volunteers.models import Away, Clearance, Signup, SignupQuerySet
from volunteers.queries.first_shifts import is_new
from volunteers.rules.rota import Busy, Knows


def knows(user: User, at: datetime) -> Knows:
    """What we know of this person."""
    return knows_of([user.pk], at)[user.pk]


def knows_of(users: Iterable[int], at: datetime) -> dict[int, Knows]:
    """The same of many."""
    pks = list(users)
    limits, outings, new = _limits_outings_and_new(pks, at)
    away = Away.objects.filter(volunteer__in=pks, last_day__gte=clock.local(at).date())
    clearances = Clearance.objects.filter(volunteer__in=pks).newest()
    gone, cleared, promised = _by_person(away), _by_person(clearances), _by_person(promises_since_month_began(pks, at))
    return {
        pk: Knows(
            promises=promised.get(pk, []),
            away=gone.get(pk, []),
            limit=limits.get(pk),
            clearances={held.kind: held for held in cleared.get(pk, [])},
            outings=outings.get(pk, []),
            is_new=pk in new,
        )
        for pk in pks
    }


def _limits_outings_and_new(
    pks: list[int], at: datetime
) -> tuple[dict[int, int | None], dict[int, list[Busy]], set[int]]:
    """All in one statement: the rota's page has no query to spare."""
    standing = Q(goings__ended_at=None, goings__during__endswith__gt=at)
    people = User.objects.filter(pk__in=pks).annotate(
        soon=FilteredRelation("goings", condition=standing), new=ExpressionWrapper(is_new("pk", at), BooleanField())
    )
    outing = [f"soon__outing__{name}" for name in ("pk", "place__name", "starts_at", "ends_at")]
    limits: dict[int, int | None] = {}
    outings: dict[int, list[Busy]] = {}
    new: set[int] = set()
    rows = people.values_list("pk", "volunteer__monthly_limit", "new", *outing)
    for pk, limit, begins, number, name, starts_at, ends_at in rows:
        limits[pk] = limit
        if begins:
            new.add(pk)
        if number:
            outings.setdefault(pk, []).append(Busy(name, starts_at, ends_at, number))
    return limits, outings, new


def promises_since_month_began(users: Iterable[int], at: datetime) -> SignupQuerySet:
    """Promises that stand, from the first of this month on or that are not over yet; the next one first."""
    month = clock.local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = min(month, clock.local(at))
    standing = Signup.objects.promised().filter(volunteer__in=list(users), shift__ends_at__gt=since)
    return standing.select_related("shift__occurrence__programme__venue", "shift__occurrence__venue").order_by(
        "shift__starts_at", "pk"
    )


def _by_person(rows: Iterable[object]) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.volunteer_id, []).append(row)  # type: ignore[attr-defined]  # all of them have one
    return found
