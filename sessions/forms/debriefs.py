"""What the team says after a session, and what somebody will do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, line
from groupsite.accounts.models import User
from groupsite.kit.forms import DateBoxes, OnceForm, PageForm
from sessions.forms.groups import words


class DebriefForm(PageForm):
    """How it went."""

    went_well = forms.CharField(label=_("What went well?"), required=False, max_length=1000, widget=words())
    change = forms.CharField(
        label=_("What would you change?"),
        required=False,
        max_length=1000,
        help_text=_("Leave out the names of families."),
        widget=words(),
    )


class Called(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, obj: User) -> str:
        """As the others call them."""
        return obj.name or obj.email


class ActionForm(OnceForm):
    """What is to be done, by whom, by when."""

    words = RuleField(line(200), label=_("What is to be done?"), widget=forms.TextInput({"autocomplete": "off"}))
    owner = Called(
        label=_("Who does it?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    due_on = DateBoxes(label=_("By when?"), required=False)

    def __init__(self, team: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = team  # type: ignore[attr-defined]
