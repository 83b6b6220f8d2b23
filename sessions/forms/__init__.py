"""Forms of the room: finding a session, choosing who comes, the door."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from families.matching import Match, house_of, likely
from families.models import Family
from families.rules.words import tidy_phone
from families.services.details import ChildDetails
from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, PageForm
from groupsite.kit.templatetags.kit import age
from sessions import rules
from sessions.models import Booking, Occurrence
from sessions.pages.listing import Household, SessionPage, household_of
from sessions.services.booking import book
from sessions.services.register import walk_in, walk_in_new, write_down
from sessions.services.ways_in import words_of


class PartyForm(PageForm):
    """Who comes? Everybody whom it suits is ticked."""

    children = forms.MultipleChoiceField(
        label=_("Children"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Babies need a place too."),
    )
    adults = forms.MultipleChoiceField(label=_("Adults who stay"), required=False, widget=forms.CheckboxSelectMultiple)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, page: SessionPage, household: Household, data: Any = None) -> None:
        self.page, self.household = page, household
        day, limits = page.occurrence.day, page.limits
        self.fitting = [c for c in household.children if limits.from_months <= c.age_in_months(day) < limits.to_months]
        given = {
            "children": [str(child.code) for child in self.expected],
            "adults": [str(household.me.code)],
            "key": uuid4(),
        }
        super().__init__(data, initial=given)
        self.all_optional = True
        self.fields["children"].choices = [(str(c.code), self._called(c)) for c in household.children]  # type: ignore[attr-defined]
        self.fields["adults"].choices = [(str(adult.code), adult.name) for adult in household.adults]  # type: ignore[attr-defined]

    @property
    def expected(self) -> list[Any]:
        """Children ticked at first: whom it suits, and nobody where parents learn."""
        return [] if self.page.occurrence.programme.for_parents else self.fitting

    def _called(self, child: Any) -> str:
        day = self.page.occurrence.day
        suits = "" if child in self.fitting else _(" (not the age for this session)")
        return f"{child.first_name}, {age(child.born_on or child.due_on, day)}{suits}"

    def bounds(self) -> list[rules.Bound]:
        """What stands in the way of everybody who is ticked at first."""
        day = self.page.occurrence.day
        party = rules.Party(tuple(child.age_in_months(day) for child in self.expected), 1)
        return rules.space_bounds(self.page.limits, self.page.room, party)

    def chosen(self, name: str) -> list[Any]:
        """The people ticked."""
        ticked = self.cleaned_data[name]
        return [person for person in getattr(self.household, name) if str(person.code) in ticked]


class BookingForm(PartyForm):
    """A parent books. If others are quicker the household keeps its turn on the waiting list, unless she says no."""

    wait = forms.BooleanField(
        label=_("If it fills up before I press, put us on the waiting list"), required=False, initial=True
    )
    agreed = forms.BooleanField(required=False)
    may_wait = False

    def __init__(self, page: SessionPage, household: Household, data: Any = None) -> None:
        super().__init__(page, household, data)
        if page.occurrence.programme.risks:
            self.fields["agreed"].label = words_of(page.occurrence)
        else:
            del self.fields["agreed"]
        self.asks_first = self._asks_first(sent=data is not None)
        self.no_room = next(iter(self.bounds()), None) if data is None and not self.asks_first else None
        if self.no_room or self.asks_first:
            del self.fields["wait"]  # the button says it

    def _asks_first(self, *, sent: bool) -> bool:
        return self.page.asks_first(self.household)

    def save(self, *, by: User) -> Booking | None:
        """The booking; none when a rule said no, and then the form says which."""
        try:
            return book(
                self.page.occurrence,
                self.household.me.family,
                children=self.chosen("children"),
                adults=self.chosen("adults"),
                contact=self.household.me,
                key=self.cleaned_data["key"],
                wait=self.cleaned_data.get("wait", False),
                agreed=self.cleaned_data.get("agreed", False),
                by=by,
            )
        except Refused as no:
            tell(self, no)
            self.may_wait = no.code in rules.CAPACITY
            return None


class AgreeForm(forms.Form):
    """A yes to the risks of a trip, from a household that a leader put on the list."""

    agreed = forms.BooleanField(required=False)

    def __init__(self, occurrence: Occurrence, data: Any = None) -> None:
        super().__init__(data)
        self.fields["agreed"].label = words_of(occurrence)

    def said(self) -> bool:
        """Is it ticked?"""
        return self.is_valid() and self.cleaned_data["agreed"]


def booking_form(page: SessionPage, household: Household | None, data: Any = None) -> BookingForm | None:
    """The form on a session's page, for somebody who may book now."""
    return BookingForm(page, household, data) if household and page.asked and not page.closed else None


class WhomForm(forms.Form):
    """For which household, when somebody helps another."""

    whom = forms.UUIDField(required=False)

    def household(self, user: Any) -> Household | None:
        """The one chosen, or their own; Family.DoesNotExist when it is not theirs to book for."""
        return household_of(user, self.cleaned_data.get("whom") if self.is_valid() else None)


class TickForm(forms.Form):
    """Which household a leader has ticked, and how; or that its interpreter is booked, or that it agrees."""

    came = forms.IntegerField(required=False)
    unknown = forms.IntegerField(required=False)
    all_left = forms.IntegerField(required=False)
    interpreter = forms.IntegerField(required=False)
    no_interpreter = forms.IntegerField(required=False)
    agreed = forms.IntegerField(required=False)
    missed = forms.IntegerField(required=False)

    def said(self) -> tuple[int, str] | None:
        """The booking and what was said of it."""
        given = self.cleaned_data if self.is_valid() else {}
        return next(((pk, word) for word in self.fields if (pk := given.get(word))), None)


class OneForm(forms.Form):
    """Which single person of a household a leader has ticked, and how."""

    here = forms.IntegerField(required=False)
    away = forms.IntegerField(required=False)
    left = forms.IntegerField(required=False)

    def said(self) -> tuple[int, str] | None:
        """The head and what was said of it."""
        given = self.cleaned_data if self.is_valid() else {}
        return next(((pk, word) for word in self.fields if (pk := given.get(word))), None)


class BesideForm(forms.Form):
    """Which adult a child is with, as one button says it: the two of them with a dot between."""

    beside = forms.RegexField(r"^[0-9]{1,18}\.[0-9]{1,18}$", required=False)

    def said(self) -> tuple[int, int] | None:
        """The child's head and the adult's."""
        given = self.cleaned_data["beside"] if self.is_valid() else ""
        child, _dot, adult = given.partition(".")
        return (int(child), int(adult)) if given else None


class AdmitForm(forms.Form):
    """Which of the households that wait."""

    admit = forms.IntegerField(required=False)

    def booking(self) -> int:
        """Its booking; none is nought."""
        return (self.cleaned_data.get("admit") if self.is_valid() else None) or 0


class SearchForm(PageForm):
    """A family at the door: by an adult's name."""

    q = forms.CharField(label=_("Name of the adult"), max_length=60, required=False)
    family = forms.UUIDField(required=False, widget=forms.HiddenInput)
    all_optional = True

    def asked(self, name: str) -> Any:
        """What was typed or chosen; nothing when it makes no sense."""
        self.is_valid()
        return self.cleaned_data.get(name)


WHY = _("Only if it is over a limit: why do you let them in?")
WHY_HELP = _("It shows on the register. The fire limit always holds.")


def ask_why_later(form: forms.Form) -> None:
    """A reason is asked for once a rule has said no."""
    if not form.is_bound:
        form.fields["why"].widget = forms.HiddenInput()


def ask_of_risks(form: PartyForm) -> None:
    """Of a trip: did they say yes to its risks? Without it they are booked all the same, and asked later."""
    if form.page.occurrence.programme.risks:
        says = _("They told me: they know what could go wrong, and they agree")
        form.fields["agreed"] = forms.BooleanField(label=says, help_text=AGREED_HELP, required=False)


AGREED_HELP = _("Read it to them first. It is on record that you wrote it down. If you leave it, we ask them.")


class DoorForm(PartyForm):
    """A family we know stands at the door."""

    why = forms.CharField(label=WHY, help_text=WHY_HELP, max_length=200, required=False)

    def __init__(self, page: SessionPage, household: Household, data: Any = None) -> None:
        super().__init__(page, household, data)
        ask_why_later(self)
        ask_of_risks(self)

    def save(self, *, by: User) -> Booking | None:
        """Let them in; none when a rule said no, and then the form says which."""
        try:
            return walk_in(
                self.page.occurrence,
                self.household.me.family,
                children=self.chosen("children"),
                adults=self.chosen("adults"),
                by=by,
                override_why=self.cleaned_data["why"],
                agreed=self.cleaned_data.get("agreed", False),
            )
        except Refused as no:
            tell(self, no)
            return None


class DoorChildForm(PageForm):
    """A child of a family that is new to us."""

    first_name = forms.CharField(label=_("Child’s first name"), max_length=200)
    born_on = DateBoxes(label=_("Date of birth"))
    allergies = forms.CharField(label=_("Allergies"), max_length=300, required=False)
    allergy_action = forms.CharField(label=_("If so, what should we do?"), max_length=500, required=False)

    def details(self) -> ChildDetails:
        """As the families room takes it."""
        return ChildDetails(**self.cleaned_data)


class NewFamilyForm(PageForm):
    """A family nobody knows yet, in under a minute."""

    name = forms.CharField(label=_("Adult’s name"), max_length=200)
    phone = forms.CharField(label=_("Phone, in case we need them"), max_length=20, required=False)
    why = forms.CharField(label=WHY, help_text=WHY_HELP, max_length=200, required=False)
    new = forms.BooleanField(required=False, widget=forms.HiddenInput)
    MOST_CHILDREN = 4

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.matches: list[Match] = []
        ask_why_later(self)
        self.children = [
            DoorChildForm(data, prefix=f"child{number}", empty_permitted=number > 0, use_required_attribute=False)
            for number in range(self.MOST_CHILDREN)
        ]

    @property
    def first_child(self) -> DoorChildForm:
        """The one that has to be filled in."""
        return self.children[0]

    @property
    def more_children(self) -> list[DoorChildForm]:
        """Those that may stay empty."""
        return self.children[1:]

    def is_valid(self) -> bool:
        """The adult and every child that was begun."""
        return all([super().is_valid(), *(child.is_valid() for child in self.children)])

    def save(self, occurrence: Occurrence, *, by: User) -> Family | None:
        """Write them down and let them in; none when a rule said no, or when they may be on the list already.

        At a clinic they are only written down, and choose a time next.
        """
        told = [child.details() for child in self.children if child.has_changed()]
        who = {name: self.cleaned_data[name] for name in ("name", "phone")} | {"children": told, "by": by}
        try:
            self.matches = likely(house_of(name=who["name"], phone=tidy_phone(who["phone"]), children=told))
            if self.matches and not self.cleaned_data["new"]:
                return None
            who["unlike"] = [match.family for match in self.matches]
            if occurrence.is_clinic:
                return write_down(**who)
            return walk_in_new(occurrence, override_why=self.cleaned_data["why"], **who).family
        except Refused as no:
            tell(self, no)
            return None
