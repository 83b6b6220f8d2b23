"""A household takes a place on a course."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from sessions import rules
from sessions.forms import BookingForm
from sessions.models import Enrolment
from sessions.pages.listing import Household
from sessions.pages.showing_courses import CoursePage
from sessions.services.courses import enrol
from sessions.services.places import Ask

ONE_TO_FIVE = [("1", _("1, not at all")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5, very much"))]


class EnrolForm(BookingForm):
    """Who comes to all dates? If others are quicker the household keeps its turn, unless she says no."""

    page: CoursePage

    def _asks_first(self, *, sent: bool) -> bool:
        """Once it is sent the service knows, and reads the course under its lock."""
        return not sent and super()._asks_first(sent=sent)

    def said_no(self) -> Self:
        """To be shown again: the service has answered, so the course is read for what the button does."""
        self.asks_first = super()._asks_first(sent=True)
        if self.asks_first:
            self.fields.pop("wait", None)
        return self

    def bounds(self) -> list[rules.Bound]:
        """What stands in the way of everybody who is ticked at first, on the first date that has no room."""
        ages = [child.born_on or child.due_on for child in self.expected]
        found = self.page.bound_of(ages)
        return [found] if found else []

    def save(self, *, by: User) -> Enrolment | None:  # type: ignore[override]
        """The place on the course; none when a rule said no, and then the form says which."""
        said = self.cleaned_data
        people = self.chosen("children"), self.chosen("adults")
        me = self.household.me
        try:
            ask = Ask(me.family, *people, contact=me, key=said["key"], wait=said["wait"])
            return enrol(self.page.occurrence.programme, ask, by=by)
        except Refused as no:
            tell(self, no)
            self.may_wait = no.code in rules.CAPACITY
            return None


def enrol_form(page: CoursePage, household: Household | None, data: Any = None) -> EnrolForm | None:
    """The form on a course's page, for somebody who may join now; once it is sent the service says whether they may."""
    may_join = household and page.asked and (data is not None or not page.closed)
    return EnrolForm(page, household, data) if household and may_join else None


class FeelingForm(PageForm):
    """One short question before a course and after it."""

    score = forms.TypedChoiceField(choices=ONE_TO_FIVE, coerce=int, widget=forms.RadioSelect)

    def __init__(self, question: str, data: Any = None) -> None:
        super().__init__(data)
        self.fields["score"].label = question
