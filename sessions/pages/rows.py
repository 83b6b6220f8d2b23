"""Rows of a register: a household, its people, and which adult each child is with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from families.choices import photo_answers, photos_allowed
from families.models import Carer, Child
from families.rules.languages import language_name
from families.rules.needs import format_names
from sessions import words
from sessions.models import Attendance, Booking, BookingState, PartyMember, Presence
from sessions.rules.beside import With, beside
from sessions.rules.door_words import BESIDE

ADULT = ("carer__name", "carer__code", "carer__interpreter", "carer__formats", "carer__access")
CHILD = ("child__first_name", "child__born_on", "child__due_on", "child__code")
SEALED = ("allergies", "allergy_action", "health_note", "helps")
HEAD = (
    "booking_id",
    "pk",
    "presence",
    "beside",
    *ADULT,
    *CHILD,
    *(f"child__{name}" for name in SEALED),
    "photo_answers",
    "booking__family_id",
)


@dataclass(frozen=True, slots=True)
class Small:
    """What a register tells of a child: no last name, and no more than the day needs."""

    first_name: str
    born_on: date
    allergies: str
    allergy_action: str
    health_note: str
    helps: str
    notes: bool
    """Is there any of this to read?"""
    photos: str
    """Which photos the family agreed to; nothing when it was never asked, and then it is a no."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom a child who is here is with, and who it could be."""

    state: With
    name: str
    adult: int | None
    choice: Sequence["Head"]

    @property
    def asks(self) -> bool:
        """Is there something to tap: more than one adult, or one who went home without the child?"""
        return len(self.choice) > 1 or self.state == With.LEFT

    @property
    def words(self) -> str:
        """The same in words, for the list for a fire."""
        names = self.name or _(" or ").join(adult.name for adult in self.choice)
        said = str(BESIDE[self.state])
        return said % names if "%s" in said else said


@dataclass(slots=True)
class Head:
    """One person of a party, as the door has it."""

    pk: int
    name: str
    presence: str
    """Here, not here, or gone home."""
    small: Small | None = None
    """What the register tells of a child."""
    said: int | None = None
    """The adult it is with, as somebody said."""
    pair: Pair | None = None

    @property
    def here(self) -> bool:
        """In the building now?"""
        return self.presence == Presence.HERE

    @property
    def left(self) -> bool:
        """Was here and has gone home?"""
        return self.presence == Presence.LEFT


@dataclass
class Row:
    """One household on the register."""

    booking: Any
    adults: list[str] = field(default_factory=list)
    children: list[Small] = field(default_factory=list)
    people: list[Head] = field(default_factory=list)
    needs: bool = False
    interpreter: str = ""
    formats: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Where it is on the page."""
        return f"b{self.booking.pk}"

    @property
    def heads(self) -> int:
        """Everybody in the party."""
        return len(self.adults) + len(self.children)

    @property
    def called(self) -> str:
        """The name it is found under."""
        return self.adults[0] if self.adults else ""

    def add(self, pk: int, presence: str, name: str, small: Small | None = None, said: int | None = None) -> None:
        """One more person; what is not said of them is said of the household."""
        usual = Presence.HERE if self.came else Presence.AWAY
        self.people.append(Head(pk, name, presence or usual, small, said))

    def pair(self) -> None:
        """Put each child who is here beside its adult (S1-02)."""
        adults = {head.pk: head for head in self.people if not head.small}
        where = {pk: head.presence for pk, head in adults.items()}
        here = [head for head in adults.values() if head.here]
        for head in self.here:
            if head.small:
                it = beside(head.said, where)
                head.pair = Pair(it.state, adults[it.adult].name if it.adult else "", it.adult, here)

    @cached_property
    def asks(self) -> list[Head]:
        """Children of whom it takes a tap to say whom they are with, or who has left them."""
        return [head for head in self.people if head.pair and head.pair.asks]

    @cached_property
    def here(self) -> list[Head]:
        """Those of them who are in the building."""
        return [head for head in self.people if head.here]

    @cached_property
    def gone(self) -> bool:
        """Have all who came gone home?"""
        return self.came and not self.here

    @cached_property
    def alone(self) -> bool:
        """Is a child here and no adult of its household (S1-02)?"""
        return bool(self.here) and all(head.small for head in self.here)

    def seat(self, name: str, *needs: Any) -> None:
        """One more adult, with what they need."""
        code, interpreter, formats, access = needs
        self.adults.append(name)
        if interpreter or formats or access:
            self.needs = True
            self.interpreter = self.interpreter or (language_name(interpreter) if interpreter else "")
            self.formats += formats
            self.access += [_opened(Carer, "access", code, access)] if access else []

    @cached_property
    def time(self) -> datetime | None:
        """When it is seen, at a clinic."""
        appointment = getattr(self.booking, "appointment", None)
        return appointment.during.lower if appointment else None

    @property
    def order(self) -> tuple[datetime, str, int]:
        """Where it stands on the register: by its time, then by name."""
        return self.time or datetime.min.replace(tzinfo=UTC), self.called.casefold(), self.booking.pk

    @property
    def in_formats(self) -> str:
        """How they like to be told, in words."""
        return format_names(self.formats) if self.formats else ""

    @property
    def passed_over(self) -> str:
        """Why places that came free went to others, if they did."""
        return words.passed_over(self.booking.passed_over) if self.booking.passed_over else ""

    @property
    def holds(self) -> bool:
        """Does it fill places?"""
        return self.booking.attendance != Attendance.MISSED and not self.booking.released_at

    @cached_property
    def booked(self) -> bool:
        """Has it a place, rather than an offer of one?"""
        return bool(self.booking.state == BookingState.BOOKED)

    @property
    def remarkable(self) -> bool:
        """Is there anything to say of it but that it is here? Of most there is not."""
        it = self.booking
        said = self.needs or self.alone or it.is_newcomer or it.override_why or it.agreed is False
        return bool(said or self.time or not (self.booked and (self.came or self.holds)))

    @cached_property
    def came(self) -> bool:
        """Has it come?"""
        return bool(self.booking.attendance == Attendance.CAME)


def rows_of(bookings: Iterable[Booking]) -> list[Row]:
    """Households with their people, in the order given."""
    rows = {booking.pk: Row(booking) for booking in bookings}
    heads = PartyMember.objects.filter(booking__in=rows).annotate(photo_answers=photo_answers("child"))
    adults_first = heads.order_by(F("child").asc(nulls_first=True), "pk")
    for booking, pk, presence, said, *head in adults_first.values_list(*HEAD):
        row = rows[booking]
        if head[0]:
            row.seat(*head[: len(ADULT)])
            row.add(pk, presence, head[0])
        else:
            small = _small(*head[len(ADULT) :])
            row.children.append(small)
            row.add(pk, presence, small.first_name, small, said)
    for row in rows.values():
        row.pair()
    return list(rows.values())


def _small(name: str, born: date | None, due: date | None, code: UUID, *sealed_and_photos: Any) -> Small:
    *sealed, answers, family = sealed_and_photos
    opened = {field: _opened(Child, field, code, text) for field, text in zip(SEALED, sealed, strict=True)}
    day = born or due
    assert day is not None
    photos = words.photos(photos_allowed(answers, family)) if answers else ""
    return Small(name, day, **opened, photos=photos, notes=bool(photos) or any(opened.values()))


def _opened(model: Any, name: str, code: UUID, text: str) -> str:
    """What was sealed, opened only where there is something to open."""
    if not text:
        return ""
    sealed = model._meta.get_field(name)
    return str(sealed.opened(text, sealed.binding(code)))
