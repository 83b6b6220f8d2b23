"""What is different from when a leader opened the register: in words, and without anything of anybody's health."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Child
from sessions.models import LIVE, Booking, BookingState, Occurrence, PartyMember


def changed_since(occurrence: Occurrence, at: datetime) -> list[str]:
    """New bookings, places given up, and children of whom something new was told."""
    rows = Booking.objects.filter(Q(made_at__gt=at) | Q(ended_at__gt=at), occurrence=occurrence).order_by("pk")
    names = dict(_adults(rows))
    new = [names.get(row.pk, "") for row in rows if row.state in LIVE and row.made_at > at]
    gone = [names.get(row.pk, "") for row in rows if row.state == BookingState.GIVEN_UP]
    return [
        *(_("New: %(name)s") % {"name": name} for name in new),
        *(_("Given up: %(name)s") % {"name": name} for name in gone),
        *(_("Allergies or health of %(name)s have changed") % {"name": name} for name in _told_anew(occurrence, at)),
    ]


def _adults(rows: Iterable[Booking]) -> Iterable[tuple[int, str]]:
    heads = PartyMember.objects.filter(booking__in=[row.pk for row in rows]).exclude(carer=None)
    return heads.order_by("-pk").values_list("booking_id", "carer__name")


def _told_anew(occurrence: Occurrence, at: datetime) -> list[str]:
    theirs = Child.objects.filter(outings__occurrence=occurrence, outings__live=True, health_changed_at__gt=at)
    return list(theirs.order_by("first_name", "pk").values_list("first_name", flat=True))
