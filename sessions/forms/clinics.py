"""Forms of a clinic: which time, for whom; and how a leader lets its day run."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from sessions.forms import PartyForm
from sessions.forms.groups import Number, WallTime
from sessions.models import Booking, Clinic, Programme
from sessions.pages import clinics
from sessions.pages.listing import Household, SessionPage
from sessions.queries import appointments
from sessions.services import appointments as services
from sessions.services.booking import book
from sessions.services.fitting_in import fit_in
from sessions.services.places import Ask


def instant(said: str) -> datetime | None:
    """The moment that a button stands for; nothing when it makes no sense."""
    try:
        found = parse_datetime(said)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


class Pressed(forms.Form):
    """Which button it was: a time, or the one that asks to be told of one."""

    time = forms.CharField(required=False, max_length=40)
    wait = forms.BooleanField(required=False)

    @property
    def at(self) -> datetime | None:
        """The time, if it was one."""
        return instant(self.cleaned_data.get("time", "")) if self.is_valid() else None

    @property
    def waits(self) -> bool:
        """Would they like to be told?"""
        return self.is_valid() and self.cleaned_data["wait"]


class TimesForm(PartyForm):
    """For whom is it, and when? The times are buttons; each books."""

    def __init__(self, page: SessionPage, household: Household, data: Any = None) -> None:
        super().__init__(page, household, data)
        self.pressed = Pressed(data)
        self.fields["children"].help_text = _("Tick the baby it is for, and brothers and sisters who come along.")
        self.fields["adults"].label = _("Adults who come")

    @property
    def people(self) -> Ask:
        """Who is ticked: those of the form that was sent, or those ticked at first."""
        sent = self.is_bound and self.is_valid()
        children = self.chosen("children") if sent else self.fitting
        adults = self.chosen("adults") if sent else [self.household.me]
        return Ask(self.household.me.family, children, adults)

    def times(self) -> clinics.ClinicPage:
        """The page's times, for whoever is ticked."""
        ask, occurrence = self.people, self.page.occurrence
        return clinics.page_for(occurrence, ask.party(occurrence.day), ask.children, at_door=self.at_door)

    @property
    def asks(self) -> bool:
        """Has a time been pressed, or the button that asks to be told?"""
        return bool(self.pressed.at or self.pressed.waits)

    by_staff = False
    at_door = False

    def save(self, *, by: User) -> Booking | None:
        """The booking; none when a rule said no, and then the form says which."""
        ask = self.people
        try:
            return book(
                self.page.occurrence,
                ask.family,
                children=ask.children,
                adults=ask.adults,
                contact=self.household.me,
                key=self.cleaned_data["key"],
                wait=self.pressed.waits,
                time=self.pressed.at,
                by=by,
                by_staff=self.by_staff,
            )
        except Refused as no:
            tell(self, no)
            return None


def times_form(page: SessionPage, household: Household | None, data: Any = None) -> TimesForm | None:
    """The form on a clinic's page, for somebody who may book now."""
    return TimesForm(page, household, data) if household and not page.closed else None


class AnotherTimeForm(forms.Form):
    """Which date of the clinic, and which time on it."""

    time = forms.CharField(max_length=100)

    def asked(self) -> tuple[str, datetime] | None:
        """The date's code and the moment; nothing when it makes no sense."""
        date, _space, said = self.cleaned_data["time"].partition(" ") if self.is_valid() else ("", "", "")
        at = instant(said)
        return (date, at) if at else None


MOST_BREAKS = 2


class ClinicForm(PageForm):
    """Who runs a clinic, and how long what takes."""

    subject = forms.ChoiceField(
        label=_("Who sees the families?"), choices=Clinic.Subject.choices, widget=forms.RadioSelect
    )
    run_by = forms.CharField(
        label=_("What is their name?"),
        help_text=_("Families read it. They need no account here: you print the list of the day for them."),
        max_length=80,
    )
    minutes = Number(label=_("How many minutes for each baby?"), min_value=5, max_value=240)
    interpreter_minutes = Number(
        label=_("How many minutes more with an interpreter?"),
        help_text=_("Families who told us that they need one get them by themselves."),
        max_value=240,
    )
    desks = Number(
        label=_("How many rooms or desks?"),
        help_text=_("So many families are seen at the same time."),
        min_value=1,
        max_value=20,
    )

    def __init__(self, programme: Programme, data: Any = None) -> None:
        self.programme, clinic = programme, appointments.clinic_of(programme)
        known = {
            name: getattr(clinic, name) for name in ("subject", "run_by", "minutes", "interpreter_minutes", "desks")
        }
        known |= {
            name: self._wall(at)
            for n, pair in enumerate(clinic.breaks)
            for name, at in zip(_names(n), pair, strict=True)
        }
        super().__init__(data, initial=known)
        for number in range(MOST_BREAKS):
            begins, ends = _names(number)
            self.fields[begins] = WallTime(label=_BEGINS[number], required=False)
            self.fields[ends] = WallTime(label=_ENDS[number], required=False)

    def _wall(self, minutes: int) -> time:
        """The time on the wall so many minutes after the start."""
        return (datetime.combine(clock.today(), self.programme.starts) + timedelta(minutes=minutes)).time()

    def _minutes(self, wall: time) -> int:
        starts = self.programme.starts
        return (wall.hour - starts.hour) * 60 + wall.minute - starts.minute

    def clean(self) -> dict[str, Any]:
        """Breaks: both ends, in order, within the hours."""
        given = super().clean() or self.cleaned_data
        given["breaks"] = [pair for number in range(MOST_BREAKS) if (pair := self._pause(number, given))]
        return given

    def _pause(self, number: int, given: dict[str, Any]) -> list[int] | None:
        begins, ends = (given.get(name) for name in _names(number))
        if not begins and not ends:
            return None
        if not begins or not ends or not self.programme.starts <= begins < ends <= self.programme.ends:
            says = _("A break needs a start and an end after it, both while the clinic is open.")
            self.add_error(_names(number)[0], ValidationError(says, code="break"))
            return None
        return [self._minutes(begins), self._minutes(ends)]

    def save(self, *, by: User) -> bool:
        """Keep it; a rule that says no is told by its box."""
        values = {name: self.cleaned_data[name] for name in ("subject", "run_by", "minutes", "interpreter_minutes")}
        values |= {"desks": self.cleaned_data["desks"], "breaks": self.cleaned_data["breaks"]}
        try:
            services.save_clinic(self.programme, values, by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True


_BEGINS = (_("Break from"), _("Another break from"))
_ENDS = (_("Break until"), _("Another break until"))


def _names(number: int) -> tuple[str, str]:
    return f"break{number}_from", f"break{number}_until"


class DoorTimesForm(TimesForm):
    """A leader puts a family in: the same times at any hour, and a family that waits gets one.

    Once the clinic has begun they are at its door: the time that is on counts, too.
    """

    by_staff = True

    @property
    def at_door(self) -> bool:  # type: ignore[override]  # no parent stands there
        """Is the clinic on?"""
        return self.page.occurrence.starts_at <= clock.now() < self.page.occurrence.ends_at

    def save(self, *, by: User) -> Booking | None:
        """The booking; none when a rule said no."""
        return self._fit_in(by=by) if self.at_door else self._book(by=by)

    def _fit_in(self, *, by: User) -> Booking | None:
        given = {"key": self.cleaned_data["key"], "wait": self.pressed.waits, "time": self.pressed.at}
        try:
            return fit_in(self.page.occurrence, replace(self.people, contact=self.household.me, **given), by=by)
        except Refused as no:
            tell(self, no)
            return None

    def _book(self, *, by: User) -> Booking | None:
        at = self.pressed.at
        waiting = self.page.occurrence.bookings.live().filter(family=self.household.me.family).first()
        if waiting is None or at is None:
            return super().save(by=by)
        try:
            return services.choose_time(waiting, self.page.occurrence, at, by=by)
        except Refused as no:
            tell(self, no)
            return None
