"""Why a day is off: one of the usual reasons, some words of one's own, or both."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import PageForm

OTHER = "other"
REASONS: dict[str, str | Promise] = {
    "snow": _("Snow and ice."),
    "storm": _("A storm warning."),
    "ill": _("The leader is ill."),
    "helpers": _("Not enough helpers."),
    "hall": _("We cannot use the hall."),
    "few": _("Too few families could come."),
}
LONGEST = 200 - max(len(str(reason)) for reason in REASONS.values()) - 1
"""Both together fit where the reason is kept."""


class CancelForm(PageForm):
    """Why? Families read it."""

    reason = forms.ChoiceField(
        label=_("Why? Families read this."),
        choices=[*REASONS.items(), (OTHER, _("Something else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason, so that families know why.")},
    )
    own = forms.CharField(
        label=_("In your own words"),
        help_text=_("For example: The heating has broken down. We are all at the library instead."),
        required=False,
        max_length=LONGEST,
    )

    def clean(self) -> dict[str, Any]:
        """Something else needs words."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("reason") == OTHER and not given.get("own") and "own" not in self.errors:
            self.add_error("own", _("Write in a few words why it is off."))
        return given

    @property
    def why(self) -> str:
        """As families read it."""
        said = [str(REASONS.get(self.cleaned_data["reason"], "")), self.cleaned_data["own"]]
        return " ".join(filter(None, said))
