"""Hubs beyond their feeds: which are silent, and which families may ring. A directory that stands still looks true."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from signposting.models import Source, SyncRun

LONGEST = timedelta(days=3)
"""A hub may have a bad night, and a worker too; a third one is no accident."""
READ = (SyncRun.Outcome.COMPLETE, SyncRun.Outcome.INCOMPLETE)


def to_ring() -> Any:
    """Hubs that families may ring when our search has nothing for them."""
    return Source.objects.filter(is_on=True).exclude(phone="")


def unread(at: datetime) -> Any:
    """Feeds that are switched on and that no run has read for three days, each with when one last did."""
    runs = SyncRun.objects.filter(source=OuterRef("pk"), outcome__in=READ).order_by("-started_at")
    rows = Source.objects.filter(is_on=True).annotate(read_at=Subquery(runs.values("started_at")[:1]))
    since = Coalesce("read_at", "added_at")
    return rows.alias(since=since).filter(Q(since__lt=at - LONGEST)).order_by("since", "pk")
