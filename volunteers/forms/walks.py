"""Where and when to meet, in words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.forms import OnceForm, PageForm
from groupsite.kit.templatetags.kit import day_and_time
from sessions.models import Occurrence
from volunteers.models import Walk
from volunteers.queries.walks import sessions_ahead
from volunteers.services import walks as services

WORDS = {"rows": 2}


def meeting_box() -> forms.CharField:
    """Words for a place and a time."""
    return forms.CharField(
        label=_("Where and when do you meet?"),
        help_text=_("A place with people about, not a home. Like: by the post box in Junction Road, at 9:40."),
        max_length=200,
        widget=forms.Textarea(WORDS),
    )


class MeetingForm(PageForm):
    """A champion’s answer to a family."""

    meeting = meeting_box()


class WishForm(PageForm):
    """A family’s answer, when the place does not suit."""

    wish = forms.CharField(
        label=_("What would suit you better?"),
        help_text=_("Like: the bus stop at the church. Please no address of a home."),
        max_length=200,
        widget=forms.Textarea(WORDS),
    )


class SessionChoice(forms.ModelChoiceField):
    """Sessions by their day."""

    def label_from_instance(self, obj: Occurrence) -> str:
        """When, and which group."""
        return f"{day_and_time(obj.starts_at)}, {obj.programme.name}"


class OfferForm(OnceForm):
    """A champion would bring somebody they have talked with."""

    occurrence = SessionChoice(
        sessions_ahead(), label=_("To which session?"), to_field_name="code", empty_label=_("Choose a session")
    )
    meeting = meeting_box()

    def offer(self, *, by: User) -> Walk:
        """Keep it, and make its link."""
        return services.offer(**self.said, code=self.code(by.pk), by=by)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["occurrence"]
        field.queryset = sessions_ahead()
