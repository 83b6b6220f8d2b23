"""A person's list, a list that was passed on, and what was looked for in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from groupsite.accounts.models import User
from groupsite.kit import clock
from signposting.models import Gap, Service, SharedEntry, SharedList
from signposting.rules.freshness import OFTEN

GAPS_OVER = timedelta(days=90)


def kept_by(user: User) -> list[Service]:
    """The public ones of what somebody keeps, in the order they were kept."""
    return list(Service.objects.listed().filter(kept__user=user).order_by("kept__at", "kept__pk"))


def kept_codes(user: User) -> set[UUID]:
    """Their codes alone: as many as the list shows."""
    return set(Service.objects.listed().filter(kept__user=user).values_list("code", flat=True))


def listed_among(codes: Sequence[UUID]) -> set[UUID]:
    """Those of these that families may still see."""
    return set(Service.objects.listed().filter(code__in=codes).values_list("code", flat=True)) if codes else set()


def by_codes(codes: Sequence[UUID]) -> list[Service]:
    """The public ones of these, in this order."""
    found = {service.code: service for service in Service.objects.listed().filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def shared_lists() -> QuerySet[SharedList]:
    """Every list that was passed on, with what may still be seen of it."""
    entries = SharedEntry.objects.filter(service__in=Service.objects.listed()).select_related("service")
    return SharedList.objects.prefetch_related(Prefetch("entries", entries, to_attr="seen"))


def good_until(services: Sequence[Service], today: date) -> date | None:
    """The day on which the first of these facts is due to be looked at again: from then on a paper may be wrong."""
    days = [service.due_on or today + OFTEN.due for service in services]
    ends = [service.times_end for service in services if service.times_end]
    ahead = [day for day in (*days, *ends) if day > today]
    return min(ahead, default=today + timedelta(days=30)) if services else None


@dataclass(frozen=True)
class InVain:
    """What searches that found nothing were narrowed by, and how often."""

    facet: str
    count: int


def gaps(today: date | None = None) -> list[InVain]:
    """The last 90 days, the most first."""
    since = (today or clock.today()) - GAPS_OVER
    rows = Gap.objects.filter(day__gt=since).values("facet").annotate(times=Sum("count")).order_by("-times", "facet")
    return [InVain(row["facet"], row["times"]) for row in rows]
