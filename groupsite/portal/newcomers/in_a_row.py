"""Families who missed three in a row, to be asked kindly whether all is well (M7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from families.models import Contact
from groupsite.kit import clock
from groupsite.portal.newcomers.queries import Families
from sessions.models import Attendance, Booking

IN_A_ROW = 3
LATELY = timedelta(weeks=8)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def missed_in_a_row(at: datetime | None = None, *, among: Families) -> QuerySet[Any]:
    """Who missed three or more since they last came, one of them lately, and of whom nobody has asked since.

    Once asked, a fourth in the row asks nobody again; the next time they come the count begins anew.
    """
    at = at or clock.now()
    mine = Booking.objects.filter(family=OuterRef("pk"), occurrence__cancelled_at=None)
    came = mine.filter(attendance=Attendance.CAME).order_by("-occurrence__starts_at")
    missed = mine.filter(attendance=Attendance.MISSED, occurrence__starts_at__gt=OuterRef("came_at"))
    row = missed.order_by().values("family")
    asked = Contact.objects.filter(family=OuterRef("pk"), kind=Contact.Kind.MISSED, at__gt=OuterRef("missed_since"))
    lately = Booking.objects.filter(attendance=Attendance.MISSED, occurrence__starts_at__gte=at - LATELY)
    assert among is not None
    # Few missed so many ever: an index alone leaves the others out, and only of these few is it looked when.
    ever = Booking.objects.filter(family=OuterRef("pk"), attendance=Attendance.MISSED)[IN_A_ROW - 1 :]
    families = among.filter(Exists(ever), left_at=None, pk__in=lately.values("family")).annotate(
        came_at=Coalesce(Subquery(came.values("occurrence__starts_at")[:1]), Value(LONG_AGO))
    )
    counted = families.annotate(
        times_missed=Subquery(row.annotate(n=Count("pk")).values("n")),
        missed_since=Subquery(row.annotate(first=Min("occurrence__starts_at")).values("first")),
    )
    found = counted.filter(~Exists(asked), times_missed__gte=IN_A_ROW)
    return found.prefetch_related("carers").order_by("missed_since", "pk")
