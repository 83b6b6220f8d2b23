"""Words that mean the same."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from signposting.models import Synonym
from signposting.services import synonyms


class SynonymForm(PageForm):
    """One row: whoever looks for one of them finds all of them."""

    terms = forms.CharField(
        label=_("Words for one thing"), max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("With a comma between them, like: toddler group, playgroup, stay and play"),
    )  # fmt: skip

    def keep(self, row: Synonym | None, *, by: User) -> bool:
        """Write it down; a broken rule is told by the box."""
        try:
            synonyms.keep(self.cleaned_data["terms"], row=row, by=by)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True
