"""What we keep for the running of the group, and who looks at it again."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.forms import DateBoxes, PageForm
from signposting.familyhub import typed
from signposting.models import Service, Use
from signposting.queries.people import keepers


class Named(forms.ModelChoiceField):
    """Somebody, by name."""

    def label_from_instance(self, obj: User) -> str:
        """Their name."""
        return obj.name


class KeptForm(PageForm):
    """The last two questions of everything that is kept."""

    keeper: Any = Named(
        label=_("Who keeps it right?"), queryset=None, to_field_name="code", required=False, empty_label=_("Nobody yet")
    )
    review_on = DateBoxes(label=_("Look at it again by"), help_text=_("After this day it is flagged."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = keepers()  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name not in ("keeper", "review_on")])


READ = {"phones": _("Write one telephone number on each line."), "url": _("Write it like https://example.org.")}


class InternalForm(PageForm):
    """An entry of our own."""

    name = forms.CharField(label=_("What is it called?"), max_length=300)
    use = forms.ChoiceField(label=_("What do we use it for?"), choices=[one for one in Use.choices if one[0]])
    description = forms.CharField(
        label=_("What should we know?"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Like: the key is with the caretaker. Ring before noon."),
    )  # fmt: skip
    phones = forms.CharField(
        label=_("Telephone"), required=False, max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("One on each line."),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False)
    url = forms.CharField(label=_("Web site"), required=False, max_length=500)

    @classmethod
    def of(cls, service: Service, data: Mapping[str, Any] | None) -> "InternalForm":
        """With what we have."""
        facts = {field: typed.spoken(field, getattr(service, field)) for field in FACTS}
        return cls(data, initial=facts | {"use": service.use})

    def clean(self) -> dict[str, Any]:
        """The facts in canonical form."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for field in FACTS:
            try:
                cleaned[field] = typed.read(field, cleaned.get(field) or "")
            except ValueError:
                self.add_error(field, READ.get(field, _("We could not read this.")))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """For the entry."""
        return {field: self.cleaned_data[field] for field in FACTS}


FACTS = ("name", "description", "phones", "email", "url")


class FindForm(PageForm):
    """Looking through our own entries."""

    all_optional = True
    q = forms.CharField(label=_("Look for"), required=False, max_length=100)
    use = forms.ChoiceField(label=_("Used for"), required=False, choices=[("", _("Anything")), *Use.choices[1:]])
