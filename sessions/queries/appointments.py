"""Which times of a clinic are taken, and by whom: what services and pages read of them. Nothing here changes a row."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F
from django.db.models.functions import JSONObject

from groupsite.kit import clock
from sessions import rules
from sessions.models import Appointment, Booking, Clinic, Occurrence, Programme
from sessions.rules import times


def clinic_of(programme: Programme) -> Clinic:
    """How it spends its time; what is usual, until its leader has said."""
    known: Clinic | None = getattr(programme, "clinic", None)
    return known or Clinic(programme=programme)


def pace_of(programme: Programme) -> times.Pace:
    """The same as a plain value."""
    clinic = clinic_of(programme)
    return times.Pace(
        minutes=clinic.minutes,
        interpreter_minutes=clinic.interpreter_minutes,
        desks=clinic.desks,
        breaks=tuple((first, last) for first, last in clinic.breaks),
        from_months=programme.from_months,
        to_months=programme.to_months,
        born_first=clinic.subject == Clinic.Subject.REGISTRAR,
    )


def taken_at(occurrences: Iterable[Occurrence], *, but_for: Booking | None = None) -> dict[int, list[times.Slot]]:
    """The times that somebody holds at each of these dates, booked or offered."""
    rows = Appointment.objects.filter(occurrence__in=occurrences, live=True)
    found: dict[int, list[times.Slot]] = {}
    for row in rows.exclude(booking=but_for) if but_for else rows:
        found.setdefault(row.occurrence_id, []).append(slot_of(row))
    return found


def slot_of(row: Appointment) -> times.Slot:
    """A row as a plain value."""
    return times.Slot(row.desk, times.Span(row.during.lower, row.during.upper))


def free_on(
    occurrence: Occurrence, party: rules.Party, taken: Sequence[times.Slot], *, after: datetime | None = None
) -> list[times.Slot]:
    """The times of a date at which a desk is free for so long as this party needs; the hall is not asked."""
    pace, day = pace_of(occurrence.programme), times.Span(occurrence.starts_at, occurrence.ends_at)
    return times.free(day, pace, pace.length(party), taken, after=after or clock.now())


def begins_after(occurrence: Occurrence, *, at_door: bool) -> datetime:
    """Times that begin later than this may be had: at the door also the one that is on, while half of it is left."""
    return clock.now() - at_door * timedelta(minutes=pace_of(occurrence.programme).minutes) / 2


def length_for(occurrence: Occurrence, party: rules.Party) -> timedelta:
    """How long this party takes there."""
    return pace_of(occurrence.programme).length(party)


# -- Beside a list of sessions, in its one statement -----------------------------------------------
def made(occurrence: Any) -> ArraySubquery:
    """The appointments of a row of sessions, to be annotated."""
    rows = Appointment.objects.filter(occurrence=occurrence, live=True).annotate(heads=Count("booking__party"))
    shape = JSONObject(desk="desk", starts=F("during__startswith"), ends=F("during__endswith"), heads="heads")
    return ArraySubquery(rows.values(shape=shape))


def read(annotated: Sequence[dict[str, Any]]) -> list[tuple[times.Slot, int]]:
    """What `made` found: each time, and how many people come."""
    return [
        (
            times.Slot(
                row["desk"], times.Span(datetime.fromisoformat(row["starts"]), datetime.fromisoformat(row["ends"]))
            ),
            row["heads"],
        )
        for row in annotated
    ]
