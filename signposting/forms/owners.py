"""Who looks after an entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import PageForm
from signposting.queries.freshness import reviewers


class OwnerForm(PageForm):
    """One of those who sit at the desk, or nobody."""

    owner: Any = forms.ModelChoiceField(
        label=_("Who looks after this entry?"),
        queryset=None,
        to_field_name="code",
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("They get one letter a week about what is due."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = reviewers()  # type: ignore[attr-defined]


class HolderForm(PageForm):
    """Who takes a card of the desk."""

    person: Any = forms.ModelChoiceField(
        label=_("Hand it to"), queryset=None, to_field_name="code", required=False, empty_label=_("me")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = reviewers()  # type: ignore[attr-defined]
