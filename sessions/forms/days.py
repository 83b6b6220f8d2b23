"""What a coordinator fills in for a term and a break."""

from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, PageForm
from sessions.models import Term, Venue
from sessions.services import groups as services


class DaysForm(PageForm):
    """A stretch of days with a name: a term, or a break."""

    name = forms.CharField(label=_("What do you call it?"), max_length=60)
    first_day = DateBoxes(label=_("First day"))
    last_day = DateBoxes(label=_("Last day"))
    venue = forms.ModelChoiceField(
        label=_("Only in one place?"), queryset=Venue.objects.none(), required=False, empty_label=_("No, in all places")
    )
    kinds = {"term": services.add_term, "break": services.add_break}

    def __init__(self, kind: str, data: Any = None, *, like: Term | None = None) -> None:
        self.kind = kind
        super().__init__(data, initial=_the_next(like) if like else {})
        if kind == "break":
            self.fields["venue"].queryset = Venue.objects.order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["venue"]
        example = _("For example: Spring term %(year)d.") if kind == "term" else _("For example: Half-term.")
        self.fields["name"].help_text = str(example) % {"year": clock.today().year + 1}

    def save(self, *, by: User) -> Coded | None:
        """Keep it; a rule that says no is told by its box."""
        try:
            return self.kinds[self.kind](self.cleaned_data, by=by)
        except Refused as no:
            tell(self, no)
            return None


class LikeForm(forms.Form):
    """Which term a new one is a copy of, from the address."""

    like = forms.UUIDField(required=False)

    def term(self) -> Term | None:
        """The term, if there is one."""
        code = self.cleaned_data["like"] if self.is_valid() else None
        return Term.objects.filter(code=code).first() if code else None


HOLIDAYS = timedelta(weeks=2)


def _the_next(term: Term) -> dict[str, Any]:
    """As long as that one, on the same day of the week, two weeks of holidays after it: to be put right by hand."""
    weeks = ceil((term.last_day + HOLIDAYS - term.first_day) / timedelta(weeks=1))
    first = term.first_day + timedelta(weeks=weeks)
    return {"first_day": first, "last_day": first + (term.last_day - term.first_day)}
