"""Putting something into the library, looking through it, and saying something of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.rules.languages import ENGLISH, NAMES
from groupsite.kit.errors import Refused
from groupsite.kit.forms import OnceForm, PageForm
from signposting.forms.kept import KeptForm
from signposting.models import Resource
from signposting.queries.library import Wanted
from signposting.rules.library import ASKED
from signposting.rules.pdf import MOST_BYTES, check_pdf

ONLY: dict[str, tuple[str, ...]] = {
    "url": ("link", "video"),
    "captions": ("video",),
    "transcript": ("video",),
    "file": ("leaflet",),
}
"""Questions that are asked of some kinds only."""


class ResourceForm(OnceForm, KeptForm):
    """One resource of a kind. What its kind has no use for is not asked."""

    title = forms.CharField(label=_("What is it called?"), max_length=120)
    about = forms.ChoiceField(label=_("What is it about?"), choices=Resource.About.choices)
    ages = forms.MultipleChoiceField(
        label=_("For which ages?"), required=False, choices=Resource.Age.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if it is for all."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("In which language?"), choices=list(NAMES.items()), initial=ENGLISH)
    words = forms.CharField(
        label=_("What does it say?"), max_length=8000, widget=forms.Textarea({"rows": 8}),
        help_text=_("Families read this on the page, so that nobody has to open a file. Short sentences."),
    )  # fmt: skip
    url = forms.URLField(
        label=_("Address on the web"), required=False, max_length=500, assume_scheme="https",
        help_text=_("Like https://example.org"),
        error_messages={"invalid": _("This is no web address. Copy it from the top line of the browser.")},
    )  # fmt: skip
    captions = forms.CharField(
        label=_("In which languages does it have captions?"), required=False, max_length=100,
        help_text=_("Like: English, Polish."),
    )  # fmt: skip
    transcript = forms.CharField(
        label=_("What is said in it?"), required=False, max_length=40000, widget=forms.Textarea({"rows": 8}),
        help_text=_("All of it, in order. For families who cannot watch or hear it."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("The leaflet as a PDF"), required=False, widget=forms.FileInput({"accept": "application/pdf"}),
        help_text=_("Up to 2 megabytes. Leave it out if the words above say it all."),
    )  # fmt: skip
    source = forms.CharField(label=_("Where is it from?"), max_length=200, help_text=_("Like: NHS, or our own."))
    changed = forms.CharField(
        label=_("What is new in it?"), required=False, max_length=200,
        help_text=_("Families read it beside the date. With new words, add the file again."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        left_out = [field for field, kinds in ONLY.items() if kind not in kinds]
        for field in [*left_out, *(["changed"] if is_new else [])]:
            del self.fields[field]
        for field, says in ASKED.get(kind, {}).items():
            self.fields[field].required = True
            self.fields[field].error_messages["required"] = says

    def clean_file(self) -> bytes | None:
        """Its bytes, looked into."""
        sent = self.cleaned_data["file"]
        if not sent:
            return None
        data: bytes = sent.read(MOST_BYTES + 1)
        try:
            check_pdf(data, field="file")
        except Refused as no:
            raise ValidationError(no.message, code=no.code) from None
        return data

    def facts(self) -> dict[str, Any]:
        """For the resource."""
        own = {name: value for name, value in self.said.items() if name not in ("file", "changed")}
        return own | {"kind": self.kind}


def _any(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("Any")), *choices])


class FindForm(PageForm):
    """Looking through the library."""

    all_optional = True
    words = forms.CharField(label=_("Look for"), required=False, max_length=100)
    about = _any(_("About"), Resource.About.choices)
    age = _any(_("Age of your child"), Resource.Age.choices)
    language = _any(_("Language"), NAMES.items())
    kind = _any(_("Kind"), Resource.Kind.choices)

    def wanted(self) -> Wanted:
        """What was asked; what makes no sense is left out."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if name in self.fields})


class CommentForm(PageForm):
    """What a parent says of it."""

    words = forms.CharField(
        label=_("Did it help? What would you tell others?"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("Leave out names. One of us reads it before others see it, without your name."),
    )  # fmt: skip
