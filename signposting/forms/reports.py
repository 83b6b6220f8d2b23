"""What parents tell us."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import Honeypot, PageForm


class ReportForm(PageForm):
    """The button is the topic; words are theirs to leave out."""

    words = forms.CharField(
        label=_("Tell us more, if you like"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    email = forms.EmailField(
        label=_("Your e-mail, if you want to hear what came of it"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    website = Honeypot()


class SuggestionForm(PageForm):
    """A service that is missing."""

    title = _("Tell us of a place we do not know")
    name = forms.CharField(label=_("What is it called?"), max_length=300)
    words = forms.CharField(
        label=_("What is it, and where and when?"),
        help_text=_("Like: a free playgroup in the library, Thursday mornings."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    contact = forms.CharField(label=_("Their web site or telephone, if you know it"), required=False, max_length=300)


class ReasonForm(PageForm):
    """Why a suggestion is not taken up."""

    reason = forms.CharField(label=_("If not: why? They read it."), required=False, max_length=300)
