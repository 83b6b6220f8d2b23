"""Which adult each child is with, as somebody at the door said it: in any order, any number of times, the same rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record_all
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Booking, Occurrence, Pairing, PartyMember
from sessions.rules import door_words as words
from sessions.services.presses import Answer, locked, why_not


@dataclass(frozen=True, slots=True)
class Paired:
    """One child and one adult of its party, as a phone tells it."""

    key: UUID
    booking: int
    child: int
    adult: int
    at: datetime


@transaction.atomic
def pair(occurrence: Occurrence, said: Sequence[Paired], *, by: User) -> list[Answer]:
    """Take in whom children are with; the last word in time counts, for each child by itself."""
    bookings = locked(occurrence, {it.booking for it in said})
    heads = {head.pk: head for head in PartyMember.objects.filter(booking__in=bookings)}
    wrong = {it.key: no for it in said if (no := _why_not(it, bookings, heads, occurrence))}
    good = [it for it in said if it.key not in wrong]
    new = _keep(good, by=by)
    last = _settle({it.child: heads[it.child] for it in good})
    record_all("visit.paired", [bookings[pk] for pk in sorted(new)], by=by)
    return [wrong.get(it.key) or _answer(it, last.get(it.child), by) for it in said]


@transaction.atomic
def say_beside(booking: Booking, child: int, adult: int, *, by: User) -> None:
    """The same of one child, now, with a signal."""
    (answer,) = pair(booking.occurrence, [Paired(uuid4(), booking.pk, child, adult, clock.now())], by=by)
    if answer.words:
        raise Refused(answer.words, code=answer.state)


def _why_not(
    it: Paired, bookings: dict[int, Booking], heads: dict[int, PartyMember], occurrence: Occurrence
) -> Answer | None:
    child, adult = heads.get(it.child), heads.get(it.adult)
    theirs = child and adult and child.booking_id == adult.booking_id == it.booking
    fits = theirs and child and adult and child.child_id and adult.carer_id
    return why_not(it.key, it.at, bookings.get(it.booking) if fits else None, occurrence)


def _keep(good: Sequence[Paired], *, by: User) -> set[int]:
    """Write down those that are new; whose households they are."""
    known = set(Pairing.objects.filter(key__in=[it.key for it in good]).values_list("key", flat=True))
    new = {it.key: it for it in reversed(good) if it.key not in known}
    Pairing.objects.bulk_create(
        [Pairing(key=it.key, child_id=it.child, adult_id=it.adult, pressed_at=it.at, by=by) for it in new.values()],
        ignore_conflicts=True,
    )
    return {it.booking for it in new.values()}


def _settle(children: dict[int, PartyMember]) -> dict[int, Pairing]:
    """Let each child be where it was last said to be; those last words."""
    told = Pairing.objects.filter(child__in=children).select_related("by", "child__child", "adult__carer")
    of_each = defaultdict(list)
    for row in told.order_by("pressed_at", "key"):
        of_each[row.child_id].append(row)
    last = {pk: rows[-1] for pk, rows in of_each.items()}
    for pk, row in last.items():
        children[pk].beside_id = row.adult_id
    PartyMember.objects.bulk_update(children.values(), ["beside"])
    return last


def _answer(it: Paired, last: Pairing | None, by: User) -> Answer:
    if last and last.adult_id != it.adult and last.by_id != by.pk:
        return Answer(it.key, "later", words.paired_later(last))
    return Answer(it.key, "kept")
