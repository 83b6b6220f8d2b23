"""What a provider may put right: each fact in a box, as it stands now."""

from typing import Any

from django import forms

from signposting import words
from signposting.familyhub import typed
from signposting.familyhub.keys import exact
from signposting.forms import EXAMPLES
from signposting.forms.seen import SeenForm
from signposting.models import Service
from signposting.rules.asking import FIXABLE


class FixForm(SeenForm):
    """Change what is wrong and leave the rest."""

    salt = "signposting.fix"

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, facts={field: getattr(service, field) for field in FIXABLE}, **kwargs)
        for name, value in self.shown.items():
            long = name in (*typed.LINES, "description")
            self.fields[name] = forms.CharField(
                label=str(words.LABELS[name]),
                required=False,
                max_length=10_000,
                initial=typed.spoken(name, value),
                help_text=EXAMPLES.get(name, ""),
                widget=forms.Textarea({"rows": 3}) if long else forms.TextInput(),
            )

    def clean(self) -> dict[str, Any]:
        """Each fact in canonical form."""
        given = super().clean()
        return given | {name: self.read(name, name) for name in self.shown}

    def fixes(self) -> dict[str, Any]:
        """What they changed of what stood there, and nothing else."""
        given = {name: self.cleaned_data[name] for name in self.shown}
        return {name: value for name, value in given.items() if exact(name, value) != exact(name, self.shown[name])}
