"""Saying yes or no with one button."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import NO, YES
from families.models import Child, Consent
from groupsite.kit.forms import PageForm


class ChoiceForm(PageForm):
    """The button that was pressed, and for which child."""

    given = forms.ChoiceField(choices=[(YES, _("Yes")), (NO, _("No"))])
    child = forms.ModelChoiceField(queryset=Child.objects.none(), to_field_name="code", required=False)

    def __init__(self, *args: Any, children: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].queryset = children  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return {"given": self.cleaned_data["given"] == YES, "child": self.cleaned_data["child"]}


class NotedChoiceForm(ChoiceForm):
    """The same, said to a leader or on paper."""

    how = forms.ChoiceField(choices=[way for way in Consent.How.choices if way[0] != Consent.How.SCREEN])

    def said(self) -> dict[str, Any]:
        """With the way it was given."""
        return super().said() | {"how": self.cleaned_data["how"]}
