"""A form that knows what stood on its page, however long the page was open."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as now_in_words

from groupsite.kit.forms import PageForm
from signposting.familyhub import typed


class SeenForm(PageForm):
    """Facts in boxes. What stood there is signed into the page, so that what is sent is read beside what was seen."""

    all_optional = True
    salt = ""
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, facts: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = self._shown(facts)
        self.fields["seen"].initial = signing.dumps(self.shown, salt=self.salt, compress=True)

    def _shown(self, facts: dict[str, Any]) -> dict[str, Any]:
        if not self.is_bound:
            return facts
        try:
            return dict(signing.loads(self.data.get("seen", ""), salt=self.salt))
        except signing.BadSignature:
            return {}

    def clean(self) -> dict[str, Any]:
        """A page that was not ours, or is older than our key, is opened anew."""
        if not self.shown:
            raise forms.ValidationError(now_in_words("This page is too old. Open it again, and send it then."))
        return super().clean() or {}

    def read(self, field: str, box: str) -> Any:
        """The fact in a box, in canonical form; what was left as it stood is what it was."""
        try:
            return typed.read(field, self.cleaned_data.get(box) or "", was=self.shown[field])
        except ValueError:
            self.add_error(box, now_in_words("We could not read this. Check it and try again."))
            return None
