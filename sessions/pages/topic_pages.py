"""Pages of topics: weeks with their gaps for leaders, ideas with their votes for families."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Occurrence, Topic, TopicVote
from sessions.queries.access import sessions_led_by

AHEAD = timedelta(weeks=13)
"""A term."""
MOST_DAYS, MOST_TOPICS, LATELY = 120, 60, timedelta(days=120)


@dataclass(frozen=True)
class Week:
    """The days of one week, each with its topic or a gap."""

    monday: date
    days: Sequence[Any]

    @property
    def planned(self) -> int:
        """How many of them have a topic."""
        return sum(hasattr(day, "topic") for day in self.days)


def calendar(user: User) -> list[Week]:
    """Every week of a term that this person leads something in."""
    rows = _days(user).in_order().select_related("programme__venue", "venue", "topic")[:MOST_DAYS]
    by_week = groupby(rows, key=lambda row: row.day - timedelta(days=row.day.weekday()))
    return [Week(monday, list(days)) for monday, days in by_week]


def _days(user: User) -> Any:
    return sessions_led_by(user).upcoming().filter(day__lte=clock.today() + AHEAD)


def days_without(user: User) -> QuerySet[Occurrence]:
    """Days that have no topic yet, as the boxes of a form name them."""
    return _days(user).filter(topic=None).select_related("programme").order_by("starts_at", "pk")


def _counted() -> QuerySet[Topic]:
    rows = Topic.objects.annotate(wanted=Count("votes")).select_related("occurrence__programme")
    return rows.order_by("-wanted", "-made_at", "pk")


def for_leaders() -> QuerySet[Topic]:
    """What waits for a leader or a day, the most wanted first; what was put off comes last."""
    return _counted().filter(occurrence=None).order_by("not_now", "-wanted", "-made_at", "pk")


def waiting() -> QuerySet[Topic]:
    """Topics that could be planned, the newest first."""
    return Topic.objects.filter(occurrence=None).order_by("-made_at", "pk")


def to_vote_for() -> QuerySet[Topic]:
    """Shown to families, and not planned or put off."""
    return Topic.objects.filter(occurrence=None, not_now="").exclude(shown_at=None)


def for_family(family: Family | None) -> dict[str, Any]:
    """Every topic a family may see: to vote for, its own that nobody has read yet, and what became of the others."""
    mine = TopicVote.objects.filter(topic=OuterRef("pk"), family=family)
    seen = Q(shown_at__isnull=False) | Q(family=family) if family else Q(shown_at__isnull=False)
    rows = list(_counted().filter(seen, made_at__gte=clock.now() - LATELY).annotate(voted=Exists(mine))[:MOST_TOPICS])
    said: dict[str, list[Any]] = {"open": [], "unread": [], "planned": [], "past": [], "not_now": []}
    for row in rows:
        said[status_of(row)].append(row)
    return {"topics": said}


def status_of(topic: Topic) -> str:
    """Where a topic stands: unread, open, planned, past or not_now."""
    if topic.not_now:
        return "not_now"
    if topic.occurrence and not topic.occurrence.cancelled_at:
        return "past" if topic.occurrence.ends_at < clock.now() else "planned"
    return "open" if topic.shown_at else "unread"
