"""About one adult: what they may do for each child, and an address nobody else may see."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.models import Carer, Child, Say
from groupsite.kit.forms import PageForm


class RightsForm(PageForm):
    """A question for each child."""

    why = _("Some families share everything. Others need to say who may do what.")
    who = _("You and the group leader. The other adult sees it, too.")

    def __init__(self, data: Any = None, *, carer: Carer, children: Iterable[Child]) -> None:
        self.title = _("What may %(name)s do?") % {"name": carer.name}
        self.theirs = {str(child.code): child for child in children}
        super().__init__(data)
        says = dict(carer.rights.values_list("child_id", "say"))
        for code, child in self.theirs.items():
            self.fields[code] = forms.ChoiceField(
                label=_("For %(child)s") % {"child": child.first_name},
                choices=Say.choices,
                widget=forms.RadioSelect,
                initial=says.get(child.pk, Say.ALL),
            )

    def says(self) -> dict[Child, str]:
        """What was chosen for each child."""
        return {child: self.cleaned_data[code] for code, child in self.theirs.items()}


class AddressForm(PageForm):
    """An address that must not get about."""

    title = _("An address to protect")
    why = _("If somebody must not find you. We then keep no area for your family, and matching leaves it out.")
    who = _("You, and the safeguarding lead. No other adult of your family, and no group leader.")
    all_optional = True
    address = forms.CharField(
        label=_("Your address"),
        required=False,
        help_text=_("Empty the box to have us forget it."),
        widget=forms.Textarea({"rows": "4", "autocomplete": "off"}),
    )
