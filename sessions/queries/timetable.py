"""The timetable: halls that are taken, groups somebody leads, the next date."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from sessions.models import (
    Booking,
    Occurrence,
    Programme,
)


@dataclass(frozen=True)
class Taken:
    """A hall that somebody is in from then to then."""

    hall: int
    day: date
    starts_at: datetime
    ends_at: datetime
    name: str
    programme: int = 0
    planned: date | None = None

    @classmethod
    def of(cls, row: Occurrence) -> "Taken":
        """By a session."""
        group = row.programme
        hall = row.venue_id or group.venue_id
        return cls(hall, row.day, row.starts_at, row.ends_at, group.name, group.pk, row.pattern_day)

    def clashes(self, other: "Taken") -> bool:
        """Two groups in one hall? Ends do not count: one may follow the other."""
        return self.hall == other.hall and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def halls_taken(since: date, until: date) -> list[Taken]:
    """Every hall that a session is in between these days."""
    rows = Occurrence.objects.filter(day__range=(since, until), cancelled_at=None).select_related("programme")
    return [Taken.of(row) for row in rows]


def groups_led_by(user: User) -> QuerySet[Programme]:
    """Groups this person may change: a coordinator all, a leader those they lead."""
    rows = Programme.objects.select_related("venue").order_by("weekday", "starts", "pk")
    return rows if user.has_role(Role.COORDINATOR) else rows.filter(leaders=user)


def next_date(occurrence: Occurrence, family: int | None = None) -> Any:
    """The group's next date after this one, if there is one; with where a household stands there, as `standing`."""
    theirs = Booking.objects.filter(occurrence=OuterRef("pk"), family=family).live()
    later = Occurrence.objects.upcoming().filter(programme=occurrence.programme_id, starts_at__gt=occurrence.starts_at)
    return later.annotate(standing=Subquery(theirs.values("state")[:1])).order_by("starts_at").first()
