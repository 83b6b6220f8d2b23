"""A leader books a family in before the day: which sessions, which families, and the form (the door has its own)."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from families.models import Family
from families.search import find
from groupsite.accounts.models import User
from groupsite.audit.services import note_reading
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from sessions.forms import WHY, WHY_HELP, PartyForm, ask_of_risks, ask_why_later
from sessions.models import Booking, Enrolment, Occurrence, Programme
from sessions.pages import listing, registers
from sessions.queries.access import families_led_by, sessions_led_by
from sessions.services.courses import enrol
from sessions.services.places import Ask, take

MOST_SESSIONS, MOST_FOUND = 20, 20


def sessions_ahead(user: User) -> QuerySet[Occurrence]:
    """Sessions into which this person may book families."""
    return sessions_led_by(user).upcoming().filter(starts_at__gt=clock.now()).in_order()


def families_found(words: str, user: User) -> list[Family]:
    """Households of that name among those this person looks after."""
    return list(find(words, families_led_by(user)).prefetch_related("carers", "children")[:MOST_FOUND])


def family_of(code: UUID | None, user: User) -> Family | None:
    """The household chosen, if this person looks after it."""
    return families_led_by(user).filter(code=code).first() if code else None


def household_of(family: Family | None, user: User) -> listing.Household | None:
    """Its people; that somebody looked is on record."""
    if family is None:
        return None
    note_reading("family", family, by=user)
    return registers.at_the_door(family.code)


class AheadForm(PartyForm):
    """Who comes? As the family asked on the telephone or at the door."""

    wait = forms.BooleanField(label=_("If there is no room, put them on the waiting list"), required=False)
    why = forms.CharField(label=WHY, help_text=WHY_HELP, max_length=200, required=False)
    field_order = ["children", "adults", "wait", "why", "key"]

    def __init__(self, page: listing.SessionPage, household: listing.Household, data: Any = None) -> None:
        super().__init__(page, household, data)
        ask_why_later(self)
        ask_of_risks(self)

    def save(self, *, by: User) -> Booking | Enrolment | None:
        """By the same rules as anybody, a course as a whole; none when a rule said no, and then the form says which."""
        occurrence, me, said = self.page.occurrence, self.household.me, self.cleaned_data
        people = self.chosen("children"), self.chosen("adults")
        asked = {"contact": me, "key": said["key"], "wait": said["wait"], "override_why": said["why"]}
        ask = Ask(me.family, *people, **asked, by_staff=True, agreed=said.get("agreed", False))
        try:
            if occurrence.programme.kind == Programme.Kind.COURSE:
                return enrol(occurrence.programme, ask, by=by)
            return take(occurrence, ask, by=by)
        except Refused as no:
            tell(self, no)
            return None
