"""Looking through every entry there is, from the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import PageForm


class EntryForm(PageForm):
    """Words of its name, its place, or its number."""

    all_optional = True
    q = forms.CharField(label=_("Name, place or phone number"), required=False, max_length=100)
