"""Who may open which register, and look up which households (TRUST §3)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from families.models import Family, FamilyQuerySet
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import (
    Booking,
    Occurrence,
    OccurrenceQuerySet,
)

OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=2), timedelta(hours=24)
LOOKED_AFTER = timedelta(days=365)
"""So long after their last booking a family is still somebody a leader misses, and says goodbye to."""


def sessions_led_by(user: User) -> OccurrenceQuerySet:
    """Sessions this person sees numbers of: a coordinator all, a leader those of the groups they lead."""
    if user.has_role(Role.COORDINATOR):
        return Occurrence.objects.all()
    return Occurrence.objects.filter(programme__leaders=user)


def registers_open_to(user: User, at: datetime | None = None) -> QuerySet[Occurrence]:
    """Sessions this person sees names of: a leader's own from two hours before to a day after; a coordinator's all."""
    at = at or clock.now()
    mine = sessions_led_by(user).select_related("programme__venue", "venue")
    if user.has_role(Role.COORDINATOR):
        return mine
    return mine.filter(starts_at__lte=at + OPENS_BEFORE, ends_at__gte=at - CLOSES_AFTER)


def families_open_to(user: User, at: datetime | None = None) -> FamilyQuerySet:
    """Households this person may look up: a coordinator all; a leader those on a register open to them now."""
    if user.has_role(Role.COORDINATOR):
        return Family.objects.filter(merged_into=None)
    if not user.has_role(Role.LEADER):
        return Family.objects.none()
    theirs = Booking.objects.live().filter(occurrence__in=registers_open_to(user, at))
    return Family.objects.filter(merged_into=None, pk__in=theirs.values("family"))


def families_led_by(user: User, at: datetime | None = None) -> QuerySet[Any]:
    """Households this person looks after over the weeks: a coordinator all; a leader who comes to their groups.

    That is whoever has a booking there ahead or in the past year. `is_open` says whether this person may look the
    household up now: outside that window a leader has the name, and no telephone.
    """
    at = at or clock.now()
    households = Family.objects.filter(merged_into=None)
    if user.has_role(Role.COORDINATOR):
        return households.annotate(is_open=Value(value=True))
    if not user.has_role(Role.LEADER):
        return households.none()
    theirs = Booking.objects.live().filter(
        occurrence__in=sessions_led_by(user), occurrence__starts_at__gte=at - LOOKED_AFTER
    )
    is_open = Exists(families_open_to(user, at).filter(pk=OuterRef("pk")))
    return households.filter(pk__in=theirs.values("family")).annotate(is_open=is_open)


def register_is_open(user: User, occurrence: Occurrence, at: datetime) -> bool:
    """The same of one session that this person leads."""
    by_the_clock = occurrence.starts_at <= at + OPENS_BEFORE and occurrence.ends_at >= at - CLOSES_AFTER
    return by_the_clock or user.has_role(Role.COORDINATOR)


def tablet_may_stand(occurrence: Occurrence, at: datetime) -> bool:
    """May a tablet be at the door of this session: from two hours before until it is over, unless it is off."""
    return occurrence.cancelled_at is None and occurrence.starts_at - OPENS_BEFORE <= at < occurrence.ends_at
