"""What a leader fills in about families."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.models import Contact
from families.rules.languages import NAMES
from groupsite.kit.forms import PageForm
from groupsite.portal.families.filters import AGES, TICKS, Filter, chosen

NO_CHOICE = "", _("Any")


class FindForm(PageForm):
    """Looking for families."""

    all_optional = True
    q = forms.CharField(
        label=_("Name, phone or e-mail"),
        help_text=_("Any name of the family, in any spelling."),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )

    def words(self) -> str:
        """What was typed; nothing when it cannot be read."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def filters(self) -> list[Filter]:
        """Which filters were chosen: none here."""
        return []


class FindAndFilterForm(FindForm):
    """The same for a coordinator, who may narrow the list down by what families told us."""

    age = forms.ChoiceField(label=_("Age of a child"), required=False, choices=[NO_CHOICE, *AGES.items()])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[NO_CHOICE, *NAMES.items()])
    skill = forms.CharField(
        label=_("Would share"),
        help_text=_("Such as guitar or sewing."),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    only = forms.MultipleChoiceField(
        label=_("Only families"),
        required=False,
        choices=[(name, words) for name, (words, _keeps) in TICKS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def filters(self) -> list[Filter]:
        """Which filters were chosen; what makes no sense is left out."""
        self.is_valid()
        return chosen(self.cleaned_data)


class WordForm(PageForm):
    """A word with a family, for the next leader to know about."""

    kind = forms.ChoiceField(label=_("What about?"), choices=Contact.Kind.choices, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How?"), choices=Contact.Way.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Only what the next leader needs. The family may read it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def facts(self) -> dict[str, Any]:
        """As the service takes it."""
        return dict(self.cleaned_data)
