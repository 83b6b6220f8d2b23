"""The forms of the data pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import PageForm
from groupsite.portal.models import RightsRequest

LONGEST = 4000


class DeleteForm(PageForm):
    """A tick, so that nobody deletes by a slip of the thumb."""

    sure = forms.BooleanField(
        label=_("Yes, delete it. I know that it can’t be brought back."),
        error_messages={"required": _("Tick the box if you want us to delete it.")},
    )


class AskForm(PageForm):
    """What is wrong, in their own words."""

    title = _("Ask us about your data")
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=RightsRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    words = forms.CharField(
        label=_("Tell us more"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Tell us in a few words what it is about.")},
    )


class AnswerForm(PageForm):
    """What we did about it."""

    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("They read it on their own page. Say what you did, or why not, and that they can go to the ICO."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write an answer.")},
    )


class HoldForm(PageForm):
    """Why nothing of this family may go."""

    why = forms.CharField(
        label=_("Why?"),
        help_text=_("A claim, an enquiry, a court. Only the people who may set a hold see this."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why nothing of this family may be deleted.")},
    )
