"""A place that families should find: everything they ask first, on one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import OnceForm
from signposting import words
from signposting.familyhub import typed
from signposting.forms import EXAMPLES
from signposting.models import Service
from signposting.services import adding

ASKED = (
    "name", "description", "schedules", "locations", "costs", "minimum_age", "maximum_age", "phones", "email", "url",
    "organisation", "categories",
)  # fmt: skip
HINTS = EXAMPLES | {
    "minimum_age": _("In years. Leave it empty if any age may come."),
    "phones": _("One on each line."),
    "categories": _("One on each line, like: Playgroup"),
}


class EntryForm(OnceForm):
    """Only the name must be there; what is left out is asked about at the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ASKED:
            long = name in (*typed.LINES, "description")
            self.fields[name] = forms.CharField(
                label=str(words.LABELS[name]), required=name == "name", max_length=300 if name == "name" else 5_000,
                help_text=HINTS.get(name, ""),
                widget=forms.Textarea({"rows": 2}) if long else forms.TextInput(),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each fact in canonical form."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in set(ASKED) & set(given):
            try:
                given[name] = typed.read(name, given[name])
            except ValueError:
                self.add_error(name, _("We could not read this. Check it and try again."))
        return given

    def add(self, *, by: User) -> Service | None:
        """The entry, or nothing with why not beside the box."""
        try:
            return adding.add(self.said, code=self.code(by.code), by=by)
        except Refused as refusal:
            tell(self, refusal)
            return None
