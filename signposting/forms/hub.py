"""Somebody at the Family Hub, and what we talked about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.forms import DateBoxes, OnceForm, PageForm
from signposting.models import HubPerson
from signposting.queries import hub as queries
from signposting.queries.desk import sources


class OfAFeed(PageForm):
    """Which of the feeds we read it is about; nobody is asked who reads none."""

    source: Any = forms.ModelChoiceField(
        label=_("For which feed?"), queryset=None, required=False, to_field_name="code", empty_label=_("None of them")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources()  # type: ignore[attr-defined]
        if not sources().exists():
            del self.fields["source"]
        self.order_fields([name for name in self.fields if name != "source"])


class HubPersonForm(OfAFeed):
    """Working details only."""

    name = forms.CharField(label=_("What is their name?"), max_length=200)
    role = forms.CharField(label=_("What do they do there?"), max_length=200, required=False)
    days = forms.CharField(
        label=_("When are they there?"), max_length=200, required=False, help_text=_("Like: Mondays and Thursdays.")
    )
    phone = forms.CharField(label=_("Their work telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("Their work e-mail"), required=False)


class TalkForm(OfAFeed, OnceForm):
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

    def __init__(self, data: Any = None, *, source: str = "") -> None:
        super().__init__(data, initial={"on": clock.today(), "source": source})
        self.fields["person"].queryset = queries.people()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nobody has talked tomorrow, nor comes back before they talked. Whose feed it is follows from the person."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "source" in said and said.get("person"):
            said["source"] = said["source"] or said["person"].source
        on, then = said.get("on"), said.get("follow_up_on")
        if on and on > clock.today():
            self.add_error("on", _("That day is still to come. Write down talks that have been."))
        if on and then and then < on:
            self.add_error("follow_up_on", _("That is before you talked. Choose a later day, or leave it empty."))
        return said


class HubAskForm(PageForm):
    """The button names the person."""

    person: Any = forms.ModelChoiceField(queryset=None, to_field_name="code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.people()  # type: ignore[attr-defined]
