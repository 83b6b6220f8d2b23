"""What a leader writes into a plan, and what a parent says of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, line
from groupsite.kit.errors import Refused
from groupsite.kit.forms import PageForm
from sessions.forms.groups import Number, words
from sessions.models import Activity, Contribution, Plan
from sessions.rules import planfile

OFF = {"autocomplete": "off"}


class StepForm(PageForm):
    """One thing to do."""

    what = RuleField(line(120), label=_("What do we do?"), widget=forms.TextInput(OFF))
    minutes = Number(label=_("How many minutes?"), required=False, min_value=1, max_value=planfile.MOST_MINUTES)
    needs = RuleField(
        line(200),
        label=_("What is needed?"),
        required=False,
        help_text=_("Things to bring, with commas between them."),
        widget=forms.TextInput(OFF),
    )

    @classmethod
    def of(cls, activity: Activity) -> dict[str, Any]:
        """The boxes as they stand."""
        return {"what": activity.title, "minutes": activity.minutes, "needs": activity.needs}

    def step(self) -> planfile.Step:
        """As the service takes it."""
        return planfile.Step(**self.cleaned_data)


class AboutForm(PageForm):
    """Who sees the plan, and the snack."""

    shown = forms.ChoiceField(label=_("Who sees the plan?"), choices=Plan.Shown.choices, widget=forms.RadioSelect)
    snack = RuleField(
        line(200),
        label=_("What is there to eat?"),
        required=False,
        help_text=_("We hold it against allergies and what families eat. For example: toast, butter, apples."),
        widget=forms.TextInput(OFF),
    )


class BringForm(PageForm):
    """A plan from a file."""

    file = forms.FileField(label=_("The file"), help_text=_("It ends in .json and was saved from a plan."))

    def clean_file(self) -> planfile.PlanFile:
        """What it says; a file that is no plan is told why."""
        sent = self.cleaned_data["file"]
        try:
            return planfile.read(sent.read(planfile.MOST_BYTES + 1))
        except Refused as no:
            raise ValidationError(no.message, code=no.code) from None


class RemarkForm(PageForm):
    """What a family thinks of a draft."""

    words = RuleField(line(300), label=_("What do you think of it?"), required=False, widget=words(2))


class OfferForm(PageForm):
    """A parent would lead something."""

    kind = forms.ChoiceField(label=_("What would you do?"), choices=Contribution.Kind.choices, widget=forms.RadioSelect)
    words = RuleField(
        line(200),
        label=_("Which one?"),
        help_text=_("For example: a Polish counting song. The leaders read this, with your first name."),
        widget=forms.TextInput(OFF),
    )


class AnswerForm(PageForm):
    """Yes please, or thank you and why not."""

    words = RuleField(
        line(200),
        label=_("Your words to them"),
        required=False,
        help_text=_("They get a letter with this in it. If it is a no, say why."),
        widget=words(2),
    )


class SkillForm(PageForm):
    """Who plays the guitar?"""

    all_optional = True
    q = forms.CharField(label=_("What do you look for?"), max_length=60, required=False, widget=forms.TextInput(OFF))

    def asked(self) -> str:
        """What was typed; nothing when it makes no sense."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""
