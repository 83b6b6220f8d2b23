"""Asking a household, its answer, and what became of learning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import PageForm
from sessions.models import Invite, Outcome


class AskForm(forms.Form):
    """Which household, and whether its own page asked."""

    family = forms.UUIDField()
    from_family = forms.BooleanField(required=False)

    def asked(self, name: str) -> Any:
        """What was sent; nothing when it makes no sense."""
        self.is_valid()
        return self.cleaned_data.get(name)


class AnswerForm(forms.Form):
    """Yes, or not now."""

    answer = forms.ChoiceField(choices=[each for each in Invite.Answer.choices if each[0]])


class InterestedForm(forms.Form):
    """The button that was pressed."""

    interested = forms.BooleanField(required=False)

    def said(self) -> bool:
        """Interested?"""
        return self.is_valid() and self.cleaned_data["interested"]


class OutcomeForm(PageForm):
    """What became of it."""

    outcome = forms.ChoiceField(
        label=_("What has become of what you learned?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
