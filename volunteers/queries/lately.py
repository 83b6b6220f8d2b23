"""Shifts that somebody has just done, while they still know how it went."""

from datetime import timedelta

from groupsite.accounts.models import User
from groupsite.kit import clock
from volunteers.models import Signup, SignupQuerySet

STILL_KNOWN_FOR = timedelta(days=7)


def shifts_of(user: User) -> SignupQuerySet:
    """Promised, begun and not long ago; the latest first."""
    now = clock.now()
    kept = Signup.objects.for_user(user).promised().filter(shift__starts_at__lte=now)
    fresh = kept.filter(shift__ends_at__gte=now - STILL_KNOWN_FOR, shift__occurrence__cancelled_at=None)
    return fresh.select_related("shift__occurrence__programme").order_by("-shift__starts_at", "pk")
