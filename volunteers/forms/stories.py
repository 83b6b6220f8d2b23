"""Telling a story, and saying where it may be shown."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import Several
from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import OnceForm, PageForm
from signposting.models import Service
from volunteers.models import LONGEST_STORY, Story, StoryWhere
from volunteers.services import stories as services


class StoryForm(OnceForm):
    """What it was like, how to sign it, and a yes to each place by itself. Nothing is ticked before."""

    words = forms.CharField(
        label=_("How was it?"),
        help_text=_("What you were afraid of, what helped, what you would tell a friend. No names of others."),
        max_length=LONGEST_STORY,
        widget=forms.Textarea({"rows": 5}),
    )
    signed = forms.CharField(
        label=_("How shall we sign it?"),
        help_text=_("Like: Grace. Leave it empty, and we write “a parent”."),
        max_length=40,
        required=False,
    )
    where = Several(StoryWhere.choices, label=_("Where may we show it?"))

    def tell(self, service: Service, *, by: User) -> Story | None:
        """Keep it, to be read first. A rule that says no is told on the form."""
        code: UUID = self.code(by.pk)
        try:
            return services.tell(service, **self.said, code=code, by=by)
        except Refused as refusal:
            tell(self, refusal)
            return None


class WhereForm(PageForm):
    """Where it may be shown, from now on."""

    where = Several(StoryWhere.choices, label=_("Where may we show it?"))

    def say(self, story: Story, *, by: User) -> None:
        """What is not ticked is taken back."""
        said: Any = self.cleaned_data["where"]
        services.say_where(story, said, by=by)
