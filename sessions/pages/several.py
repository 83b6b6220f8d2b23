"""Pages on which a household books several dates of one group, and reads what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.templatetags.kit import day, until
from sessions import rules, words
from sessions.forms import PartyForm
from sessions.models import Booking, Occurrence
from sessions.pages import listing
from sessions.queries.room import moment_of
from sessions.services.places import Answer
from sessions.services.several import book_dates

MOST_DATES = 12


def dates_to_book(occurrence: Occurrence, family: Family, key: UUID | None) -> list[listing.Listed]:
    """This and the next dates of the group that are open, and that the household has not asked for yet.

    Those it has asked for with this very form are among them: it may have been sent twice.
    """
    theirs = Booking.objects.live().filter(occurrence=OuterRef("pk"), family=family).exclude(together=key)
    ahead = Occurrence.objects.filter(programme=occurrence.programme_id).upcoming().filter(~Exists(theirs))
    rows, now = ahead.in_order()[:MOST_DATES], clock.now()
    return [row for row in listing.listed(rows) if rules.closed(moment_of(row.occurrence), now) is None]


class SeveralForm(PartyForm):
    """Who comes, and when."""

    dates = forms.MultipleChoiceField(
        label=_("Which dates?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one date.")},
    )
    wait = forms.BooleanField(label=_("Where a date is full, put us on its waiting list"), required=False, initial=True)
    field_order = ["children", "adults", "dates", "wait", "key"]

    def __init__(self, page: listing.SessionPage, household: listing.Household, data: Any = None) -> None:
        super().__init__(page, household, data)
        self.rows = dates_to_book(page.occurrence, household.me.family, self._key_sent())
        choices = [(str(row.occurrence.code), self._said(row)) for row in self.rows]
        self.fields["dates"].choices = choices  # type: ignore[attr-defined]
        self.initial["dates"] = [str(page.occurrence.code)]

    def _key_sent(self) -> UUID | None:
        try:
            return UUID(str(self["key"].value()))
        except ValueError:
            return None

    @staticmethod
    def _said(row: listing.Listed) -> str:
        it = row.occurrence
        return f"{day(it.starts_at)}, {until(it.starts_at, it.ends_at)}. {row.sign.words}"

    def save(self, *, by: User) -> list[Answer] | None:
        """What became of each date; none when nothing could be asked at all."""
        chosen = [row.occurrence for row in self.rows if str(row.occurrence.code) in self.cleaned_data["dates"]]
        try:
            return book_dates(
                chosen,
                self.household.me.family,
                children=self.chosen("children"),
                adults=self.chosen("adults"),
                contact=self.household.me,
                key=self.cleaned_data["key"],
                wait=self.cleaned_data["wait"],
                by=by,
            )
        except Refused as no:
            tell(self, no)
            return None


@dataclass(frozen=True)
class Told:
    """One date on the page of what became of them."""

    occurrence: Occurrence
    sign: words.Sign
    booking: Booking | None = None
    why: str = ""


def refusals(answers: Sequence[Answer]) -> dict[str, str]:
    """What rules said of the dates that got no booking, to be kept until the next page is read."""
    return {str(answer.occurrence.code): str(answer.no) for answer in answers if answer.no}


def told(key: Any, refused: dict[str, str], user: User) -> list[Told]:
    """Date by date, in their order."""
    bookings = listing.bookings_to_show(user).filter(together=key)
    rows = [Told(each.occurrence, words.where_it_stands(each.state), each) for each in bookings]
    others = listing.sessions_to_show().filter(code__in=refused)
    rows += [Told(each, words.not_booked(), None, refused[str(each.code)]) for each in others]
    return sorted(rows, key=lambda row: row.occurrence.starts_at)
