"""The directory's forms."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from signposting import words
from signposting.familyhub import typed, values
from signposting.familyhub.keys import exact
from signposting.forms.seen import SeenForm
from signposting.models import FieldCheck, Service, Source
from signposting.models.feeds import Licence
from signposting.rules.freshness import KEY_FIELDS
from signposting.services import checks, deeds, desk, sources


class SourceForm(PageForm):
    """A feed to read."""

    title = _("Add a feed")
    name = forms.CharField(label=_("What should we call it?"), max_length=200)
    url = forms.CharField(
        label=_("Address of the feed"), max_length=500,
        help_text=_("Like https://directory.example.gov.uk/api. With or without /services at the end."),
    )  # fmt: skip
    licence = forms.ChoiceField(
        label=_("Under what licence may we show it?"), required=False, choices=Licence.choices,
        help_text=_("Ask the hub if you are not sure. Until it is known, only staff see what this feed says."),
    )  # fmt: skip

    def add(self, *, by: User) -> tuple[Source, sources.Probe] | None:
        """Look at the address, and keep it if there is a feed."""
        given = self.cleaned_data
        try:
            found = sources.probe(given["url"])
            source = sources.add(name=given["name"], url=given["url"], licence=given["licence"], by=by, found=found)
        except Refused as refusal:
            tell(self, refusal)
            return None
        return source, found


class TermsForm(PageForm):
    """What we may do with a feed."""

    licence = forms.ChoiceField(label=_("Licence"), required=False, choices=Licence.choices)
    phone = forms.CharField(
        label=_("Phone for families"), required=False, max_length=40,
        help_text=_("A parent whose search finds nothing sees it. Leave it empty if the hub takes no calls."),
    )  # fmt: skip
    is_on = forms.BooleanField(label=_("Read it every night"), required=False)

    def clean_phone(self) -> str:
        """As people here write it."""
        given = self.cleaned_data["phone"]
        found = values.phone(given)
        if given and not found:
            raise forms.ValidationError(_("This is no phone number. Write it like 0117 496 0123."))
        return found or ""


class CheckForm(PageForm):
    """Still right: what was checked, and how."""

    how = forms.ChoiceField(
        label=_("How do you know?"), choices=FieldCheck.How.choices, widget=forms.RadioSelect, initial="phone"
    )
    fields_checked = forms.MultipleChoiceField(
        label=_("What did you check?"), widget=forms.CheckboxSelectMultiple,
        choices=[(name, words.LABELS[name]) for name in KEY_FIELDS], initial=list(KEY_FIELDS),
    )  # fmt: skip

    def confirm(self, service: Service, *, by: User) -> None:
        """Write the check down."""
        given = self.cleaned_data
        checks.confirm(service, by=by, how=given["how"], fields=given["fields_checked"])


class FactForm(SeenForm):
    """One fact, as a reviewer types it. What a colleague changed meanwhile is overwritten only by who has seen it."""

    salt = "signposting.fact"
    value = forms.CharField(required=False, max_length=10_000)

    def __init__(self, *args: Any, field: str, was: Any, **kwargs: Any) -> None:
        super().__init__(*args, facts={field: was}, **kwargs)
        self.field_name, self.was = field, was
        self.shown = self.shown if field in self.shown else {}
        box = self.fields["value"]
        box.initial = typed.spoken(field, was)
        box.label = str(words.LABELS[field])
        if field in (*typed.LINES, "description", "alert"):
            box.widget = forms.Textarea({"rows": 4})
        if field in typed.LINES:
            box.help_text = EXAMPLES.get(field, _("One on each line."))

    def clean(self) -> dict[str, Any]:
        """The fact in canonical form."""
        given, field = super().clean(), self.field_name
        value = self.read(field, "value")
        if not self.errors and exact(field, self.was) not in (exact(field, self.shown[field]), exact(field, value)):
            self._show_anew()
            live = "; ".join(words.lines(field, self.was)) or now_in_words("empty")
            raise forms.ValidationError(
                now_in_words("Somebody changed this while you had it open. It is now: %(value)s.") % {"value": live}
                + " "
                + now_in_words("Save again if yours is right.")
            )
        return given | {"value": value}

    def _show_anew(self) -> None:
        sent: Any = self.data  # of a request, which is not to be written to
        self.data = sent = sent.copy()
        sent["seen"] = signing.dumps({self.field_name: self.was}, salt=self.salt, compress=True)

    def save(self, service: Service, *, by: User) -> bool:
        """Change the fact, so that it can be taken back. Its date of checking does not move."""
        try:
            deeds.answer(deeds.Card("service", service, (service,)), lambda: self._edit(service, by), by=by)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True

    def _edit(self, service: Service, by: User) -> None:
        desk.edit_field(service, self.field_name, self.cleaned_data["value"], by=by)


EXAMPLES = {
    "schedules": _(
        "One on each line, like: Tuesday 9:30am to 11am, every second week, until 31 July 2027, term time only"
    ),
    "locations": _("One on each line, like: St Anne's Hall, 4 Church Lane, Bristol, BS1 4DJ"),
    "costs": _("One on each line, like: £2 for each family"),
}
