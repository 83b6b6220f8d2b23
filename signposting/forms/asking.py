"""What a provider may put right: each fact in a box, as it stands now."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_in_words

from groupsite.kit.forms import PageForm
from signposting import words
from signposting.familyhub import typed
from signposting.forms import EXAMPLES
from signposting.models import Service
from signposting.rules.asking import FIXABLE


class FixForm(PageForm):
    """Change what is wrong and leave the rest."""

    all_optional = True

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIXABLE:
            long = name in (*typed.LINES, "description")
            self.fields[name] = forms.CharField(
                label=str(words.LABELS[name]),
                required=False,
                max_length=10_000,
                initial=typed.spoken(name, getattr(service, name)),
                help_text=EXAMPLES.get(name, ""),
                widget=forms.Textarea({"rows": 3}) if long else forms.TextInput(),
            )

    def clean(self) -> dict[str, Any]:
        """Each fact in canonical form."""
        given = super().clean() or {}
        for name in FIXABLE:
            try:
                given[name] = typed.read(name, given.get(name, ""))
            except ValueError:
                self.add_error(name, now_in_words("We could not read this. Check it and try again."))
        return given
