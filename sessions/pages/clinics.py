"""What the pages of a clinic show: times by day, by when a birth is registered, the list of who is seen when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from families.models import Child
from families.rules.languages import language_name
from families.rules.words import first_name
from groupsite.kit import clock
from sessions import rules, words
from sessions.models import Booking, BookingState, Clinic, Occurrence, PartyMember, Programme
from sessions.queries import appointments
from sessions.queries.room import HEAD, holding, limits_of, room_from
from sessions.rules import births, times

DATES_SHOWN = 6


@dataclass(frozen=True)
class OneDay:
    """A date of a clinic and the times on it that a party could have."""

    occurrence: Occurrence
    slots: list[times.Slot]
    mine: datetime | None = None
    """When they are seen as it stands."""

    @property
    def others(self) -> list[times.Slot]:
        """The free times but for the one they have."""
        return [slot for slot in self.slots if slot.starts != self.mine]

    @property
    def sign(self) -> words.Sign:
        """How many, in words."""
        return words.times(len(self.slots))

    @property
    def prefix(self) -> str:
        """What stands before a time where buttons of several days are in one form."""
        return f"{self.occurrence.code} "


def dates_ahead(programme: Programme) -> QuerySet[Occurrence]:
    """The next dates of a clinic that are on."""
    return programme.occurrences.upcoming().in_order()[:DATES_SHOWN]


def days(
    dates: Iterable[Occurrence], party: rules.Party, *, but_for: Booking | None = None, at_door: bool = False
) -> list[OneDay]:
    """The free times of each of these dates, desk and hall both, by three questions however many there are."""
    dates = list(dates)
    halls = list(Occurrence.objects.in_halls_of(dates).select_related("programme__venue", "venue"))
    held = holding(halls).exclude(booking=but_for) if but_for else holding(halls)
    heads = list(held.values_list(*HEAD))
    taken = appointments.taken_at(dates, but_for=but_for)
    for date in dates:
        date.beside = date.overlapping(halls)
    mine = but_for.visit.starts_at if but_for and but_for.state == BookingState.BOOKED else None
    free = {
        date.pk: appointments.free_on(
            date, party, taken.get(date.pk, []), after=appointments.begins_after(date, at_door=at_door)
        )
        for date in dates
    }
    return [OneDay(date, _with_room(date, party, free[date.pk], heads), mine) for date in dates]


def _with_room(date: Occurrence, party: rules.Party, free: Sequence[times.Slot], heads: list[Any]) -> list[times.Slot]:
    limits, around = limits_of(date, bands=()), {date.pk, *(other.pk for other in date.beside)}
    there = [head for head in heads if head[5] in around]
    return [slot for slot in free if not rules.space_bounds(limits, room_from(there, date, slot.span), party)]


@dataclass
class ClinicPage:
    """A clinic's date for a household, or for nobody in particular."""

    occurrence: Occurrence
    party: rules.Party
    babies: Sequence[Child] = ()
    booking: Booking | None = None
    """Whose times they are: what they have is no obstacle to what they may have."""
    at_door: bool = False
    """Are they here? Then they may have the time that is on."""

    @cached_property
    def clinic(self) -> Clinic:
        """Who runs it, and how."""
        return appointments.clinic_of(self.occurrence.programme)

    @property
    def registers_births(self) -> bool:
        """Is it the registrar's?"""
        return self.clinic.subject == Clinic.Subject.REGISTRAR

    @property
    def minutes(self) -> int:
        """How long this party takes."""
        return appointments.length_for(self.occurrence, self.party) // timedelta(minutes=1)

    @cached_property
    def days(self) -> list[OneDay]:
        """This date first, then the next ones."""
        others = [date for date in dates_ahead(self.occurrence.programme) if date != self.occurrence]
        return days([self.occurrence, *others], self.party, but_for=self.booking, at_door=self.at_door)

    @property
    def any_free(self) -> bool:
        """Is there a time on any of these days?"""
        return any(each.others for each in self.days)

    @property
    def slots(self) -> list[times.Slot]:
        """The free times of this date."""
        return self.days[0].slots

    @property
    def other_days(self) -> list[OneDay]:
        """Other dates on which a time is free."""
        return [each for each in self.days[1:] if each.slots]

    @property
    def due(self) -> list[births.Due]:
        """By when the birth of each baby has to be registered."""
        if not self.registers_births:
            return []
        named = [(baby.first_name, baby.born_on) for baby in self.babies]
        return births.due(named, on=self.occurrence.day, today=clock.today())

    @property
    def facts(self) -> births.Facts:
        """Who comes, and what to bring."""
        return births.facts()


def page_for(
    occurrence: Occurrence,
    party: rules.Party,
    children: Iterable[Child] = (),
    booking: Booking | None = None,
    *,
    at_door: bool = False,
) -> ClinicPage:
    """A clinic's date for this party; of the children those it is for."""
    pace, day = appointments.pace_of(occurrence.programme), occurrence.day
    babies = [child for child in children if pace.babies([child.age_in_months(day)])]
    return ClinicPage(occurrence, party, babies, booking, at_door)


def page_of_booking(booking: Booking) -> ClinicPage:
    """The same for a household that has asked already, with whoever is in its party."""
    heads = list(booking.party.select_related("child", "carer"))
    children = [head.child for head in heads if head.child]
    party = rules.Party(
        ages=tuple(child.age_in_months(booking.occurrence.day) for child in children),
        adults=len(heads) - len(children),
        interpreter=any(head.carer.interpreter for head in heads if head.carer),
    )
    return page_for(booking.occurrence, party, children, booking)


# -- The list for whoever sees the families --------------------------------------------------------
ON_THE_LIST = ("carer__name", "carer__interpreter", "child__born_on", "child__due_on")


@dataclass
class Seen:
    """One line of it: no last names, no ages, nothing about anybody's health (TRUST §3)."""

    starts: datetime
    ends: datetime
    desk: int
    adults: list[str]
    babies: int = 0
    interpreter: str = ""


def day_list(occurrence: Occurrence) -> list[Seen]:
    """Who is seen when, by time; those who have an offer hold their time, and are not on it yet."""
    booked = Booking.objects.filter(occurrence=occurrence, state=BookingState.BOOKED, appointment__live=True)
    rows = {row.pk: _seen(row) for row in booked.select_related("appointment")}
    heads = PartyMember.objects.filter(booking__in=rows).order_by("pk")
    pace = appointments.pace_of(occurrence.programme)
    for booking, name, language, born, due in heads.values_list("booking_id", *ON_THE_LIST):
        row = rows[booking]
        if name:
            row.adults.append(first_name(name))
            row.interpreter = row.interpreter or (language_name(language) if language else "")
        else:
            row.babies += pace.babies([clock.age_in_months(born or due, occurrence.day)])
    return sorted(rows.values(), key=lambda row: (row.starts, row.desk))


def _seen(booking: Booking) -> Seen:
    time = booking.appointment
    return Seen(time.during.lower, time.during.upper, time.desk, [])
