"""The phone script: words to say, and one tap a fact."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from signposting import words
from signposting.familyhub import typed
from signposting.forms.seen import SeenForm
from signposting.models import Service
from signposting.services.phoning import CHANGED, NOT_SAID, RIGHT, Said

ANSWERS = ((RIGHT, _("Still right")), (CHANGED, _("Changed")), (NOT_SAID, _("They did not say")))
ASK: dict[str, str | Promise] = {
    "status": _("Are you still running? We have: %(value)s."),
    "phones": _("Is this still the best number for families: %(value)s?"),
    "schedules": _("Is it still %(value)s?"),
    "locations": _("Are you still at %(value)s?"),
    "costs": _("Does it still cost %(value)s?"),
    "email": _("Is this still your e-mail: %(value)s?"),
    "url": _("Is this still your web site: %(value)s?"),
}
UNKNOWN: dict[str, str | Promise] = {
    "status": _("Are you still running?"),
    "phones": _("Which number should families ring?"),
    "schedules": _("On which days and at what times do you meet?"),
    "locations": _("Where do you meet?"),
    "costs": _("What does it cost?"),
}


def sentence(field: str, value: Any) -> str:
    """What to say about one fact."""
    said = "; ".join(words.lines(field, value))
    label = words.LABELS[field]
    if not said:
        return str(UNKNOWN.get(field, _("We do not know this: %(label)s. Can you tell me?"))) % {"label": label}
    return str(ASK.get(field, _("%(label)s: we have “%(value)s”. Is that right?"))) % {"value": said, "label": label}


def _box(field: str, value: Any) -> forms.Field:
    label = now_in_words("If it has changed: what is it now?")
    if field == "status":
        return forms.ChoiceField(label=label, choices=words.STATUSES.items(), required=False, initial=value)
    said, rows = typed.spoken(field, value), forms.Textarea({"rows": 2})
    return forms.CharField(label=label, required=False, max_length=10_000, initial=said, widget=rows)


class PhoneForm(SeenForm):
    """Only the facts in doubt."""

    salt = "signposting.phone"

    def __init__(self, *args: Any, service: Service, asked: list[str], **kwargs: Any) -> None:
        super().__init__(*args, facts={field: getattr(service, field) for field in asked}, **kwargs)
        for field, value in self.shown.items():
            self.fields[f"answer_{field}"] = forms.ChoiceField(
                label=sentence(field, value), choices=ANSWERS, widget=forms.RadioSelect, required=False
            )
            self.fields[f"value_{field}"] = _box(field, value)

    def clean(self) -> dict[str, Any]:
        """Each changed fact in canonical form."""
        given = super().clean()
        changed = [field for field in self.shown if given.get(f"answer_{field}") == CHANGED]
        return given | {f"value_{field}": self.read(field, f"value_{field}") for field in changed}

    def said(self) -> list[Said]:
        """The answers, one a fact."""
        given = self.cleaned_data
        return [
            Said(field, given.get(f"answer_{field}") or NOT_SAID, seen, given.get(f"value_{field}"))
            for field, seen in self.shown.items()
        ]
