"""Somebody at the Family Hub, and what we talked about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.forms import DateBoxes, OnceForm, PageForm
from signposting.models import HubPerson
from signposting.queries import hub as queries


class HubPersonForm(PageForm):
    """Working details only."""

    name = forms.CharField(label=_("What is their name?"), max_length=200)
    role = forms.CharField(label=_("What do they do there?"), max_length=200, required=False)
    days = forms.CharField(
        label=_("When are they there?"), max_length=200, required=False, help_text=_("Like: Mondays and Thursdays.")
    )
    phone = forms.CharField(label=_("Their work telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("Their work e-mail"), required=False)


class TalkForm(OnceForm):
    """A line is enough; a day to come back to it is theirs to leave out."""

    person = forms.ModelChoiceField(
        label=_("With whom?"), queryset=HubPerson.objects.none(), required=False, to_field_name="code",
        empty_label=_("Somebody else at the hub"),
    )  # fmt: skip
    on = DateBoxes(label=_("When?"))
    words = forms.CharField(
        label=_("What about?"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Leave out names of families."),
    )  # fmt: skip
    follow_up_on = DateBoxes(
        label=_("When shall we come back to it?"), required=False, help_text=_("It stands on the desk from that day.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today()})
        self.fields["person"].queryset = queries.people()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nobody has talked tomorrow, and nobody comes back to it before they talked."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        on, then = said.get("on"), said.get("follow_up_on")
        if on and on > clock.today():
            self.add_error("on", _("That day is still to come. Write down talks that have been."))
        if on and then and then < on:
            self.add_error("follow_up_on", _("That is before you talked. Choose a later day, or leave it empty."))
        return said
