"""A thing that we lend."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import OnceForm
from signposting.models import Thing


class ThingForm(OnceForm):
    """One thing; two of a kind get names that tell them apart."""

    name = forms.CharField(
        label=_("What is it?"), max_length=100, help_text=_("Two of a kind? Like: wooden train, red box.")
    )
    kind = forms.ChoiceField(label=_("Which shelf?"), choices=Thing.Kind.choices)
    words = forms.CharField(
        label=_("What belongs to it, and what should families know?"), required=False, max_length=300,
        widget=forms.Textarea({"rows": 3}), help_text=_("Like: 24 pieces. Not for under threes."),
    )  # fmt: skip
    place = forms.CharField(label=_("Where does it stand?"), required=False, max_length=100)
    days = forms.IntegerField(label=_("For how many days is it lent?"), min_value=1, max_value=180, initial=14)
    condition = forms.ChoiceField(label=_("How is it?"), choices=Thing.Condition.choices)
