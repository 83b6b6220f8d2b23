"""What a topic is, which day it has, or why not now."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, line
from groupsite.kit.forms import PageForm
from sessions.models import Occurrence, Topic

OFF = {"autocomplete": "off"}


class IdeaForm(PageForm):
    """A family would like to hear about something."""

    title = RuleField(
        line(80),
        label=_("What would you like to hear about?"),
        help_text=_("For example: sleep, first teeth, talking two languages."),
        widget=forms.TextInput(OFF),
    )


class DayTopicForm(PageForm):
    """What a day is about: one of the topics that wait, or a new one."""

    topic = forms.ModelChoiceField(
        label=_("Choose one that families asked for"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=_("None of these"),
        to_field_name="code",
    )
    title = RuleField(line(80), label=_("Or write a new one"), required=False, widget=forms.TextInput(OFF))

    def __init__(self, waiting: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["topic"].queryset = waiting  # type: ignore[attr-defined]


class DecideForm(PageForm):
    """What becomes of a suggestion."""

    SHOW, PLAN, PUT_OFF = "show", "plan", "put_off"
    choice = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (SHOW, _("Let families vote for it")),
            (PLAN, _("Plan it for a day")),
            (PUT_OFF, _("Not now")),
        ],
        widget=forms.RadioSelect,
    )
    day = forms.ModelChoiceField(
        label=_("If it is planned: for which day?"),
        queryset=Occurrence.objects.none(),
        required=False,
        empty_label=_("Choose a day"),
        to_field_name="code",
    )
    why = RuleField(
        line(200),
        label=_("If not now: why?"),
        required=False,
        help_text=_("Families read it."),
        widget=forms.TextInput(OFF),
    )

    def __init__(self, days: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["day"].queryset = days  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A plan has a day."""
        given = super().clean() or {}
        if given.get("choice") == self.PLAN and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the day."))
        return given
