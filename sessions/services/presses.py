"""What was pressed at the door, whenever it arrives: in any order and any number of times with the same result.

A press says what somebody saw, so no limit refuses it: who is in the building is in the building, and the list for a
fire has to say so. What does not fit together is told in words (docs/decisions/0008).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from families.services.returning import come_back
from groupsite.accounts.models import User
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Attendance, Booking, BookingState, DoorNote, Occurrence, PartyMember, Presence, Press
from sessions.queries import building
from sessions.queries.access import OPENS_BEFORE
from sessions.rules import door_words as words
from sessions.services import desks, places
from sessions.services.register import check_room

AHEAD = timedelta(minutes=2)
"""So far a phone's clock may be ahead of ours."""
IN = {Presence.HERE, Presence.LEFT}


@dataclass(frozen=True, slots=True)
class Said:
    """One press as a phone tells it."""

    key: UUID
    booking: int
    head: int | None
    says: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """People noted at the door, as a phone tells it."""

    key: UUID
    names: str
    heads: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one press. `booking` is there where a leader has something to do."""

    key: UUID
    state: str
    words: str | Promise = ""
    booking: Booking | None = None

    @property
    def is_kept(self) -> bool:
        """Does the press stand, whatever a leader has to do about it?"""
        return self.state in {"kept", "passed_on"}


@transaction.atomic
def replay(occurrence: Occurrence, said: Sequence[Said], *, by: User) -> list[Answer]:
    """Take in what was pressed; the last press in time counts, for each person by themselves."""
    if occurrence.is_clinic:
        occurrence = places.lock(occurrence)  # before the households: whoever comes after all has their time again
    bookings = locked(occurrence, {press.booking for press in said})
    theirs = set(PartyMember.objects.filter(booking__in=bookings).values_list("booking_id", "pk"))
    wrong = {press.key: no for press in said if (no := _why_not(press, bookings, theirs, occurrence))}
    good = [press for press in said if press.key not in wrong]
    released = {pk for pk, row in bookings.items() if row.released_at or row.attendance == Attendance.MISSED}
    away = {pk for pk, row in bookings.items() if row.attendance != Attendance.CAME}
    new = _keep(good, bookings, by=by)
    settled = _settle([bookings[pk] for pk in {press.booking for press in good}], by=by)
    came = [it.booking for pk, it in settled.items() if pk in away and it.booking.attendance == Attendance.CAME]
    timeless = {booking.pk for booking in came if not _has_time(occurrence, booking)}
    record_all("visit.pressed", [bookings[pk] for pk in sorted(new)], by=by)
    return [wrong.get(press.key) or _answer(press, settled[press.booking], released, timeless, by) for press in said]


@transaction.atomic
def say(booking: Booking, says: str, *, by: User, head: int | None = None) -> Answer:
    """The same of one press, now, with a signal: whoever was not expected any more comes in only if they fit."""
    if says == Presence.HERE and (booking.released_at or booking.attendance == Attendance.MISSED):
        booking.occurrence = places.lock(booking.occurrence)
        check_room(booking.occurrence, booking, override_why=booking.override_why)
        desks.give_back(booking)
    press = Said(uuid4(), booking.pk, head, says, clock.now())
    (answer,) = replay(booking.occurrence, [press], by=by)
    return answer


@transaction.atomic
def note(occurrence: Occurrence, noted: Iterable[Noted], *, by: User) -> list[Answer]:
    """People nobody has on a list are in the building; each note counts once.

    They are there whatever the phone's clock says, so one that is wrong is not believed, and ours stands instead.
    """
    rows = [
        DoorNote(
            key=it.key, occurrence=occurrence, names=it.names, heads=it.heads, pressed_at=_when(it, occurrence), by=by
        )
        for it in noted
    ]
    known = set(DoorNote.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    DoorNote.objects.bulk_create([row for row in rows if row.key not in known], ignore_conflicts=True)
    if any(row.key not in known for row in rows):
        record("door.noted", occurrence, by=by, notes=sum(row.key not in known for row in rows))
    return [Answer(row.key, "noted", words.NOTED) for row in rows]


@transaction.atomic
def note_at_door(occurrence: Occurrence, it: Noted, *, by: User) -> None:
    """The same with a signal: nobody is noted over the fire limit. Under the session's lock."""
    occurrence = places.lock(occurrence)
    limit = occurrence.place.fire_limit
    if building.counted(occurrence)["heads_in"] + it.heads > limit:
        says = _("The fire limit of %(n)d is reached. Nobody else may come in.")
        raise Refused(says % {"n": limit}, code="fire")
    note(occurrence, [it], by=by)


def _when(it: Noted, occurrence: Occurrence) -> datetime:
    return clock.now() if is_wrong(it.at, occurrence) else it.at


def is_wrong(at: datetime, occurrence: Occurrence) -> bool:
    """Ahead of our clock, or from before the register was open?"""
    return at > clock.now() + AHEAD or at < occurrence.starts_at - OPENS_BEFORE


@transaction.atomic
def settle_note(row: DoorNote, *, by: User) -> None:
    """They are written down, or have left: the note is done with."""
    if DoorNote.objects.filter(pk=row.pk, settled_at=None).update(settled_at=clock.now()):
        record("door.note_settled", row.occurrence, by=by)


def locked(occurrence: Occurrence, pks: set[int]) -> dict[int, Booking]:
    """Households of this session, locked in the order of their numbers."""
    rows = Booking.objects.filter(occurrence=occurrence, pk__in=pks).order_by("pk").select_for_update()
    return {row.pk: row for row in rows}


def _why_not(
    press: Said, bookings: dict[int, Booking], theirs: set[tuple[int, int]], occurrence: Occurrence
) -> Answer | None:
    """What keeps a press from counting at all. It asks for nothing that another press may have changed."""
    booking = bookings.get(press.booking)
    if booking is not None and press.head is not None and (press.booking, press.head) not in theirs:
        booking = None
    return why_not(press.key, press.at, booking, occurrence)


def why_not(key: UUID, at: datetime, booking: Booking | None, occurrence: Occurrence) -> Answer | None:
    """What keeps anything a phone says of a household from counting; none where somebody in it is not on the list."""
    if is_wrong(at, occurrence):
        return Answer(key, "clock", words.WRONG_CLOCK)
    if booking is None:
        return Answer(key, "gone", words.NOT_ON_THE_LIST)
    if booking.state != BookingState.BOOKED:
        return Answer(key, booking.state, words.no_place(booking), booking)
    return None


def _keep(good: Sequence[Said], bookings: dict[int, Booking], *, by: User) -> set[int]:
    """Write down those that are new; whose households they are."""
    known = set(Press.objects.filter(key__in=[press.key for press in good]).values_list("key", flat=True))
    first = {press.key: press for press in reversed(good) if press.key not in known}
    before = _said_before(bookings[pk] for pk in {press.booking for press in first.values()})
    rows = [
        Press(key=it.key, booking_id=it.booking, head_id=it.head, says=it.says, pressed_at=it.at, by=by)
        for it in first.values()
    ]
    Press.objects.bulk_create([*before, *rows], ignore_conflicts=True)
    return {press.booking for press in first.values()}


def _said_before(bookings: Iterable[Booking]) -> list[Press]:
    """Ticks from before presses were kept, under the key that only that booking has."""
    came = [row for row in bookings if row.attendance == Attendance.CAME]
    told = set(Press.objects.filter(booking__in=came).values_list("booking_id", flat=True))
    return [
        Press(key=row.code, booking=row, says=Presence.HERE, pressed_at=row.arrived_at or row.made_at)
        for row in came
        if row.pk not in told
    ]


@dataclass(frozen=True, slots=True)
class Settled:
    """The last word on each person of a household."""

    booking: Booking
    last: dict[int, Press]


def _settle(bookings: Sequence[Booking], *, by: User) -> dict[int, Settled]:
    heads, presses = defaultdict(list), defaultdict(list)
    for head in PartyMember.objects.filter(booking__in=bookings).order_by("pk"):
        heads[head.booking_id].append(head)
    for press in Press.objects.filter(booking__in=bookings).select_related("by").order_by("pressed_at", "key"):
        presses[press.booking_id].append(press)
    came = {row.pk for row in bookings if row.attendance == Attendance.CAME}
    settled = {row.pk: _follow(row, heads[row.pk], presses[row.pk]) for row in bookings}
    Booking.objects.bulk_update(bookings, ["attendance", "arrived_at", "released_at"])
    PartyMember.objects.bulk_update([head for rows in heads.values() for head in rows], ["presence"])
    if new := [row.family_id for row in bookings if row.attendance == Attendance.CAME and row.pk not in came]:
        come_back(new, by=by)
    return settled


def _follow(booking: Booking, heads: Sequence[PartyMember], presses: Sequence[Press]) -> Settled:
    """Where a household and its people are, by all that was ever pressed."""
    said = {head.pk: [press for press in presses if press.head_id in {None, head.pk}] for head in heads}
    last = {pk: theirs[-1] for pk, theirs in said.items() if theirs}
    since = [moment for theirs in said.values() if (moment := _here_since(theirs))]
    if since:
        booking.attendance, booking.arrived_at, booking.released_at = Attendance.CAME, min(since), None
    elif booking.attendance == Attendance.CAME:
        booking.attendance, booking.arrived_at = Attendance.UNKNOWN, None
    usual = Presence.HERE if since else Presence.AWAY
    for head in heads:
        says = last[head.pk].says if head.pk in last else Presence.AWAY
        head.presence = "" if says == usual else says
    return Settled(booking, last)


def _here_since(presses: Sequence[Press]) -> datetime | None:
    """When somebody came who has been here since, or has left since; nothing while they are not here at all."""
    since = None
    for press in presses:
        since = (since or press.pressed_at) if press.says in IN else None
    return since


def _has_time(occurrence: Occurrence, booking: Booking) -> bool:
    """At a clinic whoever comes after all has their own time again, unless it has gone. Under the session's lock."""
    if not occurrence.is_clinic:
        return True
    booking.occurrence = occurrence
    try:
        desks.give_back(booking)
    except Refused:  # they are in the building all the same
        return False
    return True


def _answer(press: Said, settled: Settled, released: set[int], timeless: set[int], by: User) -> Answer:
    later = next((it for it in _last_of(press, settled) if it.says != press.says and it.by_id != by.pk), None)
    if later is not None:
        return Answer(press.key, "later", words.said_later(later))
    if press.booking in timeless and press.says in IN:
        return Answer(press.key, "passed_on", words.TIME_GONE, settled.booking)
    if press.booking in released and press.says in IN:
        return Answer(press.key, "passed_on", words.PASSED_ON)
    return Answer(press.key, "kept")


def _last_of(press: Said, settled: Settled) -> list[Press]:
    if press.head is not None:
        return [settled.last[press.head]] if press.head in settled.last else []
    return list(settled.last.values())
