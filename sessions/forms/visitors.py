"""What a leader writes down of a visitor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, line
from groupsite.kit.forms import OnceForm, PageForm
from sessions.forms.groups import Number, WallTime, words
from sessions.models import Visitor

OFF = {"autocomplete": "off"}


class VisitorForm(OnceForm):
    """Who comes, what about, when, and what they need."""

    name = RuleField(line(120), label=_("Name"), widget=forms.TextInput(OFF | {"spellcheck": "false"}))
    organisation = RuleField(line(120), label=_("From where?"), required=False, widget=forms.TextInput(OFF))
    topic = RuleField(
        line(120),
        label=_("What do they talk about?"),
        required=False,
        help_text=_("Families read: “… visits us to talk about” and then this."),
        widget=forms.TextInput(OFF),
    )
    starts = WallTime(label=_("From when?"), required=False)
    ends = WallTime(label=_("Until when?"), required=False)
    heads = Number(
        label=_("How many people come?"), help_text=_("They count as people in the room."), min_value=1, max_value=50
    )
    email = forms.EmailField(
        label=_("Their e-mail"),
        required=False,
        help_text=_("We write to them if the day moves or is called off, and you can thank them."),
        widget=forms.EmailInput(OFF),
    )
    needs = RuleField(
        line(300),
        label=_("What do they need?"),
        required=False,
        help_text=_("A table, a socket, a quiet corner."),
        widget=forms.TextInput(OFF),
    )
    checks = RuleField(
        line(300),
        label=_("Which checks did you ask for?"),
        required=False,
        help_text=_("For example: work badge seen. A leader stays with them all the time."),
        widget=forms.TextInput(OFF),
    )
    confirmed = forms.BooleanField(
        label=_("They said yes"), required=False, help_text=_("From then on families see it on the session’s page.")
    )

    @classmethod
    def of(cls, visitor: Visitor) -> dict[str, Any]:
        """The boxes as they stand."""
        told = ("name", "organisation", "topic", "starts", "ends", "heads", "email", "needs", "checks")
        return {name: getattr(visitor, name) for name in told} | {"confirmed": visitor.confirmed_at is not None}


class ThanksForm(PageForm):
    """The words of a thank-you letter."""

    words = forms.CharField(label=_("Your letter"), max_length=2000, widget=words(9))
