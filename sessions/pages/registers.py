"""What a leader sees: today, the register, the families who may stand at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import cached_property

from families.models import Carer, Child, Family
from families.search import find
from groupsite.accounts.models import User
from groupsite.audit.services import note_reading
from groupsite.kit import clock
from sessions.models import (
    HOLDING,
    Booking,
    BookingState,
    DoorNote,
    Occurrence,
    PartyMember,
)
from sessions.pages.listing import Household
from sessions.pages.rows import Row, Small, rows_of
from sessions.queries import building
from sessions.queries.access import register_is_open, registers_open_to, sessions_led_by
from sessions.queries.agreeing import with_yes
from sessions.services import waiting_list

MOST_FOUND = 10
INTERPRETERS_AHEAD = timedelta(weeks=4)
MOST_INTERPRETERS = 50


@dataclass
class Sheet:
    """One session's register."""

    occurrence: Occurrence
    expected: list[Row]
    waiting: list[Row]
    names: bool = True

    @property
    def heads(self) -> int:
        """Everybody expected, helpers included."""
        here = sum(row.heads for row in self.expected if row.holds)
        return here + self.occurrence.team

    @cached_property
    def notes(self) -> list[DoorNote]:
        """People nobody has on a list, noted at the door and not yet written down."""
        return list(DoorNote.objects.filter(occurrence=self.occurrence).open())

    @cached_property
    def besides(self) -> building.Besides:
        """Helpers, visitors, and everybody at the other sessions in this hall now."""
        return building.besides(self.occurrence)

    @property
    def heads_in(self) -> int:
        """Heads in the building now: those of this session, its helpers, and whoever is at another session there."""
        noted = sum(note.heads for note in self.notes)
        ours = sum(len(row.here) for row in self.expected) + noted
        return ours + self.besides.team + self.besides.next_door

    @property
    def families_in(self) -> int:
        """Households in the building now."""
        return sum(bool(row.here) for row in self.expected)

    @property
    def alone(self) -> list[Row]:
        """Households of which only children are here."""
        return [row for row in self.expected if row.alone]

    @property
    def over(self) -> bool:
        """Are more people in the building than it may hold?"""
        return self.heads_in > self.occurrence.place.fire_limit

    @property
    def limit(self) -> int:
        """The most people in the room."""
        return min(self.occurrence.most_heads, self.occurrence.place.fire_limit)

    @property
    def released(self) -> int:
        """Households whose places have been passed on and who are not here."""
        return sum(row.booking.released_at is not None for row in self.expected)

    @property
    def may_release(self) -> bool:
        """Is it late enough, and has anybody who is expected not come?"""
        on = self.occurrence.release_at <= clock.now() < self.occurrence.ends_at
        return on and not self.occurrence.is_clinic and any(row.booking.is_unclaimed for row in self.expected)

    @cached_property
    def next_in(self) -> set[int]:
        """Of those who wait, whoever fits one after the other now, once the session is on."""
        if clock.now() < self.occurrence.starts_at or not self.waiting or self.occurrence.is_clinic:
            return set()
        return {booking.pk for booking in waiting_list.fitting(self.occurrence, [row.booking for row in self.waiting])}

    @property
    def shred_by(self) -> date:
        """When a printed register has to be gone."""
        return self.occurrence.day + timedelta(days=7)

    @property
    def newcomers(self) -> list[Row]:
        """Households who come for the first time."""
        return [row for row in self.expected if row.booking.is_newcomer]

    @property
    def allergic(self) -> list[Small]:
        """Children with an allergy."""
        return [child for row in self.expected for child in row.children if child.allergies]

    @property
    def shows_health(self) -> bool:
        """Does it tell more than names: what helps a child, what an adult needs?"""
        return any(row.access or any(child.health_note or child.helps for child in row.children) for row in self.rows)

    @property
    def rows(self) -> list[Row]:
        """Everybody on it."""
        return [*self.expected, *self.waiting]


def sheets(occurrences: Sequence[Occurrence]) -> list[Sheet]:
    """The registers of these sessions, by two questions."""
    live = Booking.objects.filter(occurrence__in=occurrences, state__in=[*HOLDING, BookingState.WAITING])
    joined = live.with_newcomers().with_buddies().select_related("family", "appointment")
    rows = rows_of(with_yes(joined).order_by("waiting_since", "pk"))
    return [_sheet(each, [row for row in rows if row.booking.occurrence_id == each.pk]) for each in occurrences]


def _sheet(occurrence: Occurrence, rows: list[Row]) -> Sheet:
    expected = [row for row in rows if row.booking.state != BookingState.WAITING]
    waiting = [row for row in rows if row.booking.state == BookingState.WAITING]
    return Sheet(occurrence, sorted(expected, key=lambda row: row.order), waiting)


def bookings_on(user: User) -> QuerySet[Booking]:
    """Bookings on the registers that are open to this person."""
    mine = Booking.objects.filter(occurrence__in=registers_open_to(user))
    return (
        mine.with_newcomers()
        .with_buddies()
        .select_related("family", "occurrence__programme__venue", "occurrence__venue", "appointment")
    )


def bookings_led_by(user: User) -> QuerySet[Booking]:
    """Bookings at sessions this person leads, whatever the hour; no page shows names from it."""
    return Booking.objects.filter(occurrence__in=sessions_led_by(user))


def todays(user: User, at: datetime | None = None) -> list[Occurrence]:
    """The sessions of today that this person leads, or else those of the next day that has any; what is over last."""
    now = at or clock.now()
    rows = Occurrence.objects.in_order().filter(pk__in=sessions_led_by(user), day__gte=clock.local(now).date())
    first = rows.first()
    return sorted(rows.filter(day=first.day), key=lambda row: row.ends_at <= now) if first else []


def interpreters_to_book(user: User, at: datetime | None = None) -> list[Booking]:
    """Families of the next weeks, at sessions this person leads, who asked for an interpreter and have none yet."""
    at = at or clock.now()
    soon = sessions_led_by(user).upcoming(at).filter(starts_at__lte=at + INTERPRETERS_AHEAD)
    asked = PartyMember.objects.filter(booking=OuterRef("pk")).exclude(carer=None).exclude(carer__interpreter="")
    wanting = Booking.objects.filter(occurrence__in=soon, state__in=HOLDING, interpreter_booked=False)
    language = Subquery(asked.order_by("pk").values("carer__interpreter")[:1])
    rows = wanting.annotate(language=language).exclude(language=None).select_related("occurrence__programme")
    return list(rows.order_by("occurrence__starts_at", "pk")[:MOST_INTERPRETERS])


def find_families(name: str) -> list[Family]:
    """Households somebody of that name belongs to, for the leader who has them at the door."""
    return list(find(name).prefetch_related("carers", "children")[:MOST_FOUND])


def at_the_door(code: UUID | None) -> Household | None:
    """A household a leader has chosen from the search."""
    if code is None:
        return None
    adults = list(Carer.objects.filter(family__code=code).select_related("family").order_by("-is_main", "pk"))
    if not adults:
        return None
    children = Child.objects.filter(homes__family=adults[0].family_id).order_by("born_on", "due_on", "pk")
    return Household(adults[0], adults, list(children))


def open_sheets(occurrences: Sequence[Occurrence], user: User) -> list[Sheet]:
    """Registers with names for those this person may read now; with the others, numbers only."""
    now = clock.now()
    shown = sheets(occurrences)
    for sheet in shown:
        sheet.names = register_is_open(user, sheet.occurrence, now)
        if sheet.names and (sheet.allergic or sheet.shows_health):
            note_reading("allergies" if sheet.allergic else "health", sheet.occurrence, by=user)
    return shown
