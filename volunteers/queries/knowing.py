"""What the checks of the rota need to know of people, for one or for many in the same few queries."""

from collections.abc import Iterable
from datetime import datetime

from groupsite.accounts.models import User
from groupsite.kit import clock
from volunteers.models import Away, Clearance, Signup, SignupQuerySet, Volunteer
from volunteers.rules.rota import Knows


def knows(user: User, at: datetime) -> Knows:
    """What we know of this person."""
    return knows_of([user.pk], at)[user.pk]


def knows_of(users: Iterable[int], at: datetime) -> dict[int, Knows]:
    """The same of many."""
    pks = list(users)
    limits = dict(Volunteer.objects.filter(pk__in=pks).values_list("pk", "monthly_limit"))
    away = Away.objects.filter(volunteer__in=pks, last_day__gte=clock.local(at).date())
    clearances = Clearance.objects.filter(volunteer__in=pks).newest()
    gone, cleared, promised = _by_person(away), _by_person(clearances), _by_person(promises_since_month_began(pks, at))
    return {
        pk: Knows(
            promises=promised.get(pk, []),
            away=gone.get(pk, []),
            limit=limits.get(pk),
            clearances={held.kind: held for held in cleared.get(pk, [])},
        )
        for pk in pks
    }


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
