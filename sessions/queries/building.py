"""Who is in the building now, by what was said at the door. A fire does not ask who had booked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, Sum

from sessions import rules
from sessions.models import Attendance, BookingState, DoorNote, Occurrence, PartyMember, Presence
from sessions.signals import who_helps


def counted(occurrence: Occurrence) -> dict[str, int]:
    """Households and heads in the building, by one count and one sum."""
    here = Q(booking__attendance=Attendance.CAME, presence__in=["", Presence.HERE])
    heads = PartyMember.objects.filter(occurrence=occurrence, live=True, booking__state=BookingState.BOOKED)
    found = heads.aggregate(heads=Count("pk", filter=here), families=Count("booking", filter=here, distinct=True))
    ours = occurrence.team + more_helpers([occurrence])[occurrence.pk]
    return {"heads_in": found["heads"] + noted(occurrence) + ours, "families_in": found["families"]}


def more_helpers(occurrences: Sequence[Occurrence]) -> Counter[int]:
    """How many promised to help beyond those the group counts with, by session."""
    promised: Counter[int] = Counter()
    answers: list[Any] = who_helps.send(sender=Occurrence, occurrences=occurrences)
    for _receiver, answer in answers:
        promised.update(answer)
    return Counter({each.pk: max(promised[each.pk] - each.programme.helpers, 0) for each in occurrences})


def noted(*occurrences: Occurrence) -> int:
    """People nobody has on a list, noted at the door of these sessions and not yet written down."""
    return DoorNote.objects.filter(occurrence__in=occurrences).open().aggregate(heads=Sum("heads"))["heads"] or 0


def with_noted(room: rules.Room, occurrence: Occurrence) -> rules.Room:
    """The room as the door sees it: whoever was noted holds no place, and counts for the fire limit of the hall."""
    return replace(room, elsewhere=room.elsewhere + noted(occurrence, *occurrence.beside))
