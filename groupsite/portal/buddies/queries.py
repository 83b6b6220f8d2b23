"""Who waits for a friendly face and since when, who walks with whom, what the sessions say of both."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from families.models import BuddyPair, Family
from families.services.suggesting import Known
from groupsite.kit import clock
from sessions.models import Attendance, Booking, BookingState, Programme


def newcomers(at: datetime | None = None) -> QuerySet[Family, Any]:
    """Families who asked and have nobody yet, with their next session; the soonest first, then the longest wait."""
    ahead = Booking.objects.filter(
        family=OuterRef("pk"),
        state=BookingState.BOOKED,
        occurrence__cancelled_at=None,
        occurrence__ends_at__gte=at or clock.now(),
    ).order_by("occurrence__starts_at")
    return (
        Family.objects.waiting_for_a_friendly_face()
        .annotate(
            asked_at=Coalesce("asked_for_face_at", "joined_at"),
            next_at=Subquery(ahead.values("occurrence__starts_at")[:1]),
            next_what=Subquery(ahead.values("occurrence__programme__name")[:1]),
        )
        .prefetch_related("carers")
        .order_by(F("next_at").asc(nulls_last=True), "asked_at", "pk")
    )


def waiting_too_long(at: datetime | None = None) -> QuerySet[Family, Any]:
    """Those of them who have waited for more than BUDDY_WAIT_DAYS."""
    since = (at or clock.now()) - timedelta(days=settings.BUDDY_WAIT_DAYS)
    waiting = Family.objects.waiting_for_a_friendly_face()
    return waiting.annotate(asked_at=Coalesce("asked_for_face_at", "joined_at")).filter(asked_at__lt=since)


def live_pairs() -> QuerySet[BuddyPair]:
    """Proposed or walking together, the newest last."""
    return BuddyPair.objects.live().with_carers().order_by("proposed_at", "pk")


def known_of(newcomers: Iterable[Family], at: datetime | None = None) -> Known:
    """What the sessions say of these newcomers and of everybody who could walk in with them, in two queries."""
    ahead = Booking.objects.filter(
        state=BookingState.BOOKED, occurrence__starts_at__gte=at or clock.now(), occurrence__cancelled_at=None
    )
    groups: dict[int, set[UUID]] = defaultdict(set)
    mine: dict[int, list[int]] = defaultdict(list)
    booked = ahead.filter(family__in=[one.pk for one in newcomers])
    for family, occurrence, group in booked.values_list("family", "occurrence", "occurrence__programme__code"):
        groups[family].add(group)
        mine[occurrence].append(family)
    together: dict[tuple[int, int], int] = defaultdict(int)
    for other, occurrence in ahead.filter(occurrence__in=list(mine)).values_list("family", "occurrence"):
        for family in mine[occurrence]:
            together[family, other] += 1
    return Known(
        settled=settled(),
        been=_visits().values("family"),
        together=together,
        groups={family: frozenset(codes) for family, codes in groups.items()},
    )


def settled() -> QuerySet[Family, Any]:
    """Families who have come often enough to know where the kettle is: BUDDY_SETTLED_VISITS times.

    Asked family by family, as few offer: counting the visits of all costs a third of a second at a million.
    """
    enough = settings.BUDDY_SETTLED_VISITS
    visits = _visits().filter(family=OuterRef("pk")).order_by().values("pk")[enough - 1 : enough]
    return Family.objects.filter(Exists(visits)).values("pk")


def settled_families() -> QuerySet[Family]:
    """Those of them who offer."""
    return Family.objects.filter(pk__in=settled(), offers_friendly_face=True)


def groups_to_choose() -> list[tuple[UUID, str]]:
    """The groups a family may walk into with somebody."""
    return list(Programme.objects.order_by("name", "pk").values_list("code", "name"))


def _visits() -> QuerySet[Booking]:
    return Booking.objects.filter(attendance=Attendance.CAME)
