"""Forms with which a household changes its party."""

from typing import Any

from django import forms

from families.models import Carer, Child
from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from sessions.forms import PartyForm
from sessions.models import Booking, Enrolment
from sessions.pages.listing import Household, SessionPage, household_of
from sessions.services import course_parties
from sessions.services.parties import change_party, take_fewer


def household_for(booking: Booking | Enrolment, user: User) -> Household:
    """The household of a booking, as this person may see it."""
    household = household_of(user, booking.family.code)
    assert household is not None
    return household


class ChangeForm(PartyForm):
    """Who comes? Ticked are those who come as it stands."""

    def __init__(self, page: SessionPage, household: Household, booking: Booking, data: Any = None) -> None:
        super().__init__(page, household, data)
        self.booking = booking
        del self.fields["key"]  # to say the same twice changes nothing
        heads = booking.party.select_related("child", "carer")
        people = [head.child or head.carer for head in heads]
        ticked = [str(person.code) for person in people if person]
        self.initial["children"] = self.initial["adults"] = ticked

    def save(self, *, by: User) -> bool:
        """Has it changed? If a rule said no, the form says which."""
        try:
            change_party(self.booking, children=self.chosen("children"), adults=self.chosen("adults"), by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True


class FewerForm(forms.Form):
    """The smaller party of the button that was pressed."""

    people = forms.CharField(max_length=500, required=False)

    def __init__(self, household: Household, data: Any) -> None:
        super().__init__(data)
        self.household = household

    def save(self, booking: Booking, *, by: User) -> Booking:
        """Booked with fewer; raises Refused."""
        children, adults = self._people()
        return take_fewer(booking, children=children, adults=adults, by=by)

    def save_course(self, enrolment: Enrolment, *, by: User) -> Enrolment:
        """On the course with fewer; raises Refused."""
        children, adults = self._people()
        return course_parties.take_fewer(enrolment, children=children, adults=adults, by=by)

    def _people(self) -> tuple[list[Child], list[Carer]]:
        said = self.cleaned_data["people"].split() if self.is_valid() else []
        children = [child for child in self.household.children if str(child.code) in said]
        adults = [adult for adult in self.household.adults if str(adult.code) in said]
        return children, adults
