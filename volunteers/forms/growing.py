"""Hours, training and confidence, as people fill them in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import Suggested, line
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.forms import DateBoxes, OnceForm, PageForm
from volunteers.models import MOST_HOURS, Confidence
from volunteers.queries import growing as queries
from volunteers.services import growing as services

HOURS = {"inputmode": "decimal", "class": "short-box", "autocomplete": "off"}


def hours_box(label: Any, hint: Any) -> forms.DecimalField:
    """Hours of a week, halves too."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        required=False,
        widget=forms.TextInput(HOURS),
    )


class HoursForm(PageForm):
    """This week: planned and done."""

    planned = hours_box(_("Hours you plan a week"), _("It goes on until you change it. Like 3 or 2.5."))
    done = hours_box(_("Hours you gave this week"), _("Fill it in when the week is nearly over, or later."))

    def keep(self, monday: date, *, by: User) -> None:
        """Write it down."""
        services.say_hours(by, monday, **self.cleaned_data)


class EarlierHoursForm(PageForm):
    """A week that is over: only what it was."""

    done = hours_box(_("Hours you gave that week"), _("Like 3 or 2.5."))

    def keep(self, monday: date, *, by: User) -> None:
        """Write it down."""
        services.say_done(by, monday, **self.cleaned_data)


class TrainingForm(OnceForm):
    """One course of one person; a second press of its button is the same course."""

    title = _("Note training")
    person = forms.ModelChoiceField(queries.team(), label=_("Who?"), to_field_name="code", empty_label=_("Choose"))
    course = Suggested(line(120), (), label=_("What did they learn?"), widget=forms.TextInput({"autocomplete": "off"}))
    done_on = DateBoxes(label=_("On which day?"))
    is_mandatory = forms.BooleanField(label=_("Everybody in this job has to do it again in time"), required=False)
    until = DateBoxes(label=_("Until when does it count?"), required=False)
    provider = Suggested(
        line(120), (), label=_("Who taught it?"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    contact = forms.CharField(
        label=_("How to reach them"),
        help_text=_("For the next time: a name, phone or e-mail."),
        max_length=200,
        required=False,
    )
    learned = forms.CharField(
        label=_("What will they do with it?"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes: Any = self.fields
        boxes["course"].suggestions = queries.titles()
        boxes["provider"].suggestions = [provider.name for provider in queries.providers()]

    def clean(self) -> dict[str, Any]:
        """Done already; it ends after that, and what has to be renewed has an end."""
        said = super().clean() or {}
        done, until = said.get("done_on"), said.get("until")
        if done and done > clock.today():
            self.add_error("done_on", _("This day is still to come. Check the date."))
        if done and until and until <= done:
            self.add_error("until", _("This is not after the day it was done. Check both."))
        if said.get("is_mandatory") and not until and "until" not in self.errors:
            self.add_error("until", _("Say until when it counts, so that we can warn you in time."))
        return said

    def note(self, *, by: User) -> None:
        """Keep it."""
        said = self.said | {"code": self.code()}
        who, provider, contact = (said.pop(name) for name in ("person", "provider", "contact"))
        said["title"] = said.pop("course")
        services.note_training(who, said, provider=provider, contact=contact, by=by)


class ConfidenceForm(PageForm):
    """Four buttons with words."""

    sure = forms.TypedChoiceField(
        label=_("How sure of yourself do you feel as a champion?"),
        choices=Confidence.Sure.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the answer that is nearest, or go back: no answer is fine, too.")},
    )
