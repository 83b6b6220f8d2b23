"""What stands on a card, and which card goes with a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, line
from groupsite.kit.forms import PageForm
from sessions.forms.groups import words
from sessions.models import Card


class CardForm(PageForm):
    """Something to try at home."""

    title = RuleField(line(80), label=_("What is it called?"), widget=forms.TextInput({"autocomplete": "off"}))
    words = forms.CharField(
        label=_("How does it go?"), max_length=800, help_text=_("A few short lines."), widget=words(5)
    )
    needs = RuleField(line(200), label=_("What is needed?"), required=False, widget=forms.TextInput())

    @classmethod
    def of(cls, card: Card) -> dict[str, Any]:
        """The boxes as they stand."""
        return {"title": card.title, "words": card.words, "needs": card.needs}


class HandOutForm(PageForm):
    """Which card goes home with whoever comes."""

    card = forms.ModelChoiceField(
        label=_("Which card?"),
        queryset=Card.objects.none(),
        required=False,
        empty_label=_("No card"),
        to_field_name="code",
    )

    def __init__(self, given: Card | None, data: Any = None) -> None:
        super().__init__(data, initial={"card": given.code if given else None})
        self.fields["card"].queryset = Card.objects.all()  # type: ignore[attr-defined]
