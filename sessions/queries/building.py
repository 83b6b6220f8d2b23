"""Who is in the building now, by what was said at the door. A fire asks neither who had booked nor for what."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from groupsite.kit import clock
from sessions import rules
from sessions.models import Attendance, BookingState, DoorNote, Occurrence, PartyMember, Presence
from sessions.signals import who_helps

IS_IN = Q(booking__attendance=Attendance.CAME, presence__in=["", Presence.HERE])
ABOUT = timedelta(minutes=30)
"""So long before a session its helpers set it up, and so long after it families linger."""
DAY = timedelta(days=1)


def counted(occurrence: Occurrence) -> dict[str, int]:
    """Households of this session in the building, and all heads there, whichever session they came for."""
    heads = _booked().filter(occurrence=occurrence)
    found = heads.aggregate(heads=Count("pk", filter=IS_IN), families=Count("booking", filter=IS_IN, distinct=True))
    others = besides(occurrence)
    ours = found["heads"] + noted(occurrence) + others.team
    return {"heads_in": ours + others.next_door, "families_in": found["families"]}


def _booked() -> QuerySet[PartyMember]:
    return PartyMember.objects.filter(live=True, booking__state=BookingState.BOOKED)


def noted(*occurrences: Occurrence) -> int:
    """People nobody has on a list, noted at the door of these sessions and not yet written down."""
    return DoorNote.objects.filter(occurrence__in=occurrences).open().aggregate(heads=Sum("heads"))["heads"] or 0


def with_noted(room: rules.Room, occurrence: Occurrence) -> rules.Room:
    """The room as the door sees it: whoever was noted holds no place, and counts for the fire limit of the hall."""
    return replace(room, elsewhere=room.elsewhere + noted(occurrence, *occurrence.beside))


# -- Whom its register does not tick -----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Besides:
    """Heads in the building besides a session's families and those noted at its door."""

    team: int
    """Its helpers and its visitors."""
    next_door: int
    """Everybody at the other sessions that share its hall now."""


@dataclass(frozen=True, slots=True)
class NextDoor:
    """Another session in the hall now: the helpers it counts with, and everybody else there."""

    pk: int
    helpers: int
    people: int


def besides(occurrence: Occurrence) -> Besides:
    """The same, whoever promised to help beyond those a group counts with included."""
    others = next_door(occurrence)
    helpers = _helpers({occurrence.pk: occurrence.programme.helpers} | {other.pk: other.helpers for other in others})
    elsewhere = sum(other.people + helpers[other.pk] for other in others)
    return Besides(occurrence.guests + helpers[occurrence.pk], elsewhere)


def _helpers(usual: Mapping[int, int]) -> dict[int, int]:
    promised: Counter[int] = Counter()
    answers: list[Any] = who_helps.send(sender=Occurrence, sessions=list(usual))
    for _receiver, answer in answers:
        promised.update(answer)
    return {pk: max(promised[pk], helpers) for pk, helpers in usual.items()}


def next_door(occurrence: Occurrence) -> list[NextDoor]:
    """Sessions that share its hall and its hours and are on about now; asked where `with_next_door` was not."""
    if not hasattr(occurrence, "next_door_found"):
        occurrence = with_next_door(Occurrence.objects.filter(pk=occurrence.pk)).get()
    return [NextDoor(**other) for other in getattr(occurrence, "next_door_found", [])]


def with_next_door(rows: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    """Each with who else is in its hall now, by the statement that reads it anyway."""
    here = _booked().filter(IS_IN, occurrence=OuterRef("pk")).order_by().values("occurrence")
    waiting = DoorNote.objects.filter(occurrence=OuterRef("pk"), settled_at=None).order_by().values("occurrence")
    people = (
        Coalesce(Subquery(here.annotate(n=Count("pk")).values("n")), 0)
        + Coalesce(Subquery(waiting.annotate(n=Sum("heads")).values("n")), 0)
        + F("guests")
    )
    shape = JSONObject(pk="pk", helpers="programme__helpers", people=people)
    return rows.annotate(
        next_door_found=ArraySubquery(_sharing_a_hall().order_by("starts_at", "pk").values(shape=shape))
    )


def _sharing_a_hall() -> QuerySet[Occurrence]:
    now, begins, ends = clock.now(), OuterRef("starts_at"), OuterRef("ends_at")
    about_now = Occurrence.objects.filter(cancelled_at=None, starts_at__lte=now + ABOUT, ends_at__gte=now - ABOUT)
    # the second line is for the index by time
    meeting = about_now.filter(starts_at__lt=ends, ends_at__gt=begins, starts_at__gt=now - DAY).exclude(
        pk=OuterRef("pk")
    )
    hall = Coalesce(OuterRef("venue"), OuterRef("programme__venue"))
    return meeting.annotate(hall=Coalesce("venue", "programme__venue")).filter(hall=hall)
