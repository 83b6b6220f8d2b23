"""What a leader writes when a job is needed: each time, or on one date."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, OnceForm, PageForm
from sessions.models import Programme
from volunteers.models import LONGEST_LEAD, MOST_HELPERS, Check, Need, Shift
from volunteers.queries.gaps import date_of
from volunteers.services import changing, needs, once

MOST_SKILLS = 6
NUMBER = {"inputmode": "numeric", "class": "short-box"}


class JobFields(PageForm):
    """What there is to say of a job."""

    programme = forms.ModelChoiceField(queryset=Programme.objects.none(), label=_("Which group?"), empty_label=None)
    role = forms.CharField(
        label=_("What is the job?"), max_length=80, help_text=_("As you would say it: “Welcome at the door”.")
    )
    how_many = forms.IntegerField(
        label=_("How many people?"), min_value=1, max_value=MOST_HELPERS, initial=1, widget=forms.TextInput
    )
    minutes_before = forms.IntegerField(
        label=_("Minutes before the group begins"), min_value=0, max_value=LONGEST_LEAD, initial=0
    )
    minutes_after = forms.IntegerField(
        label=_("Minutes after the group ends"), min_value=0, max_value=LONGEST_LEAD, initial=0
    )
    note = forms.CharField(
        label=_("What should they know?"), max_length=200, required=False, help_text=_("Where to go, what to bring.")
    )
    practises = forms.CharField(
        label=_("Which skills does it practise?"),
        max_length=300,
        required=False,
        help_text=_("With commas between them. People can put these on a CV."),
    )
    asks_for = forms.MultipleChoiceField(
        label=_("What must they have?"),
        choices=Check.in_lists(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only people who have it on the day of the shift can take it."),
    )

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        for name in ("how_many", "minutes_before", "minutes_after"):
            self.fields[name].widget = forms.TextInput(NUMBER)

    def clean_practises(self) -> list[str]:
        """One skill between two commas."""
        skills = [" ".join(skill.split()) for skill in self.cleaned_data["practises"].split(",")]
        skills = [skill for skill in dict.fromkeys(skills) if skill]
        if len(skills) > MOST_SKILLS or any(len(skill) > 60 for skill in skills):
            raise forms.ValidationError(_("Name up to 6 skills, each in a few words (60 letters at most)."))
        return skills


class NeedForm(JobFields):
    """A job that a group needs done each time."""

    title = _("Ask for help with a job")

    def ask(self, *, by: User) -> bool:
        """Ask for it; a rule that says no is told on the form."""
        try:
            needs.ask_for(by=by, **self.cleaned_data)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True


class ChangeNeedForm(JobFields):
    """What is different from now on. Which group it is stays."""

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        said = {name: getattr(need, name) for name in self.base_fields if name != "programme"}
        kwargs["initial"] = said | {"practises": ", ".join(need.practises)}
        super().__init__(*args, programmes=Programme.objects.none(), **kwargs)
        del self.fields["programme"]
        self.need = need

    def concerns(self) -> changing.Concerns:
        """What it would mean for people who have promised."""
        return changing.concerns(self.need, self.cleaned_data)

    def save(self, *, by: User) -> bool:
        """Change it; a rule that says no is told on the form."""
        try:
            changing.change(self.need, self.cleaned_data, by=by)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True


class OnceJobForm(OnceForm, JobFields):
    """A job on one date of a group."""

    title = _("A job on one date")
    day = DateBoxes(label=_("On which day?"), help_text=_("A day on which this group meets."))
    field_order = ("programme", "day")

    def clean(self) -> dict[str, Any]:
        """The group meets on that day."""
        said = super().clean() or {}
        if said.get("programme") and said.get("day"):
            said["occurrence"] = date_of(said["programme"], said["day"])
            if said["occurrence"] is None:
                self.add_error("day", _("This group does not meet on that day, or it is over. Choose another day."))
        return said

    def ask(self, *, by: User) -> bool:
        """Ask for it, once for one form; a rule that says no is told on the form."""
        facts = {name: value for name, value in self.said.items() if name not in ("programme", "day", "occurrence")}
        try:
            once.ask_once(self.cleaned_data["occurrence"], self.code(), by=by, **facts)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True


class HowManyForm(PageForm):
    """How many people one date takes."""

    how_many = forms.IntegerField(
        label=_("How many people on this date?"),
        min_value=1,
        max_value=MOST_HELPERS,
        widget=forms.TextInput(NUMBER),
    )

    def save(self, shift: Shift, *, by: User) -> bool:
        """Write it down; a rule that says no is told on the form."""
        try:
            once.how_many_on(shift, self.cleaned_data["how_many"], by=by)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True
