"""When a service is closed for a while, as somebody at the desk writes it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from signposting.familyhub import holidays
from signposting.forms.seen import SeenForm
from signposting.models import Service
from signposting.services import deeds, desk


class HolidaysForm(SeenForm):
    """One line for each. What the hub says stands beside it and cannot be changed here."""

    salt = "signposting.holidays"
    closed = forms.CharField(
        label=_("Closed on these days"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("One on each line, like: 22 December 2026 to 4 January 2027. One day alone is fine, too."),
    )  # fmt: skip

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        self.now = "\n".join(map(holidays.spoken, holidays.ours(service.closures)))
        super().__init__(*args, facts={"closed": self.now}, **kwargs)
        self.fields["closed"].initial = self.now

    def clean_closed(self) -> list[holidays.Gap]:
        """Days, the first of them first."""
        try:
            return holidays.read(self.cleaned_data["closed"])
        except ValueError:
            says = now_in_words("We could not read this. Write each as in the example, the first day before the last.")
            raise forms.ValidationError(says) from None

    def clean(self) -> dict[str, Any]:
        """What a colleague wrote meanwhile is not overwritten unseen."""
        given = super().clean()
        if self.shown["closed"] != self.now:
            raise forms.ValidationError(now_in_words("Somebody changed this while you had it open. Open it again."))
        return given

    def save(self, service: Service, *, by: User) -> None:
        """Write them down, so that it can be taken back."""
        card, gaps = deeds.Card("service", service, (service,)), self.cleaned_data["closed"]
        deeds.answer(card, lambda: desk.set_holidays(service, gaps, by=by), by=by)
