"""What a stranger writes who would like to help."""

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import Several
from families.forms.questions import HeardQuestion
from groupsite.kit.forms import Honeypot, OnceForm, PageForm
from volunteers.models import Enquiry
from volunteers.services import enquiries


class HelpForm(OnceForm):
    """A stranger's offer of help."""

    title = _("Write to us")
    purpose = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Enquiry.Purpose.choices,
        initial=Enquiry.Purpose.HELP,
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We only use it to answer you."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=_("Is there anything you would like to tell us?"),
        max_length=2000,
        required=False,
        help_text=_("The days you are free, what you enjoy, anything you would like to ask."),
        widget=forms.Textarea({"rows": 5}),
    )
    heard = Several(
        HeardQuestion.CHOICES.items(), label=_("How did you hear about us?"), help_text=_("So more people can find us.")
    )
    website = Honeypot()

    def send(self) -> str:
        """Keep the offer; what it is about."""
        data = self.cleaned_data
        kept = enquiries.offer_help(
            data["name"],
            data["email"],
            message=data["message"],
            heard_from=data["heard"],
            purpose=data["purpose"] or Enquiry.Purpose.HELP,
            code=self.code(),
        )
        return kept.purpose


class ReplyForm(PageForm):
    """A letter back."""

    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("It goes as a letter from the group, with your name below."),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
    )
