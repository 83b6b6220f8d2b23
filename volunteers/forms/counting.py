"""What somebody pastes who would like to know whether a record is true."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import Honeypot, PageForm


class CheckForm(PageForm):
    """All of a record, its signature included."""

    text = forms.CharField(
        label=_("The whole record"),
        help_text=_("Copy everything, from the first line to the end of the signature."),
        max_length=20_000,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
    )
    website = Honeypot()
