"""When booking opens and closes, and how places are given out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from sessions.forms.groups import Number, WallTime
from sessions.models import Programme
from sessions.services import opening as services


class OpeningForm(PageForm):
    """Everything a group says about asking for a place."""

    doors = forms.ChoiceField(
        label=_("Who gets the places?"),
        help_text=_("Families read it in plain words before they book."),
        choices=Programme.Doors.choices,
        widget=forms.RadioSelect,
    )
    settles_days_before = Number(
        label=_("For newcomers first or a draw: how many days before does it end?"),
        help_text=_("At midday on that day places are given out, and everybody gets a letter."),
        min_value=1,
        max_value=60,
    )
    opens_days_before = Number(label=_("How many days before does booking open?"), max_value=365)
    opens_on = forms.TypedChoiceField(
        label=_("Does it open on a set weekday?"),
        help_text=_("For example 5 days before and Thursday: the last Thursday that is at least 5 days before."),
        choices=[("", _("No, just so many days before")), *Programme.Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    opens_from = WallTime(
        label=_("At what time does it open?"),
        help_text=_("Evenings suit parents, such as 7pm. If you say nothing: at the time it starts."),
        required=False,
    )
    closes_hours_before = Number(
        label=_("How many hours before the start does booking close?"),
        help_text=_("0: families may book until it starts. You can always book somebody in yourself."),
        max_value=336,
    )

    def __init__(self, programme: Programme, data: Any = None) -> None:
        self.programme = programme
        super().__init__(data, initial={name: getattr(programme, name) for name in self.base_fields})
        if programme.kind == Programme.Kind.CLINIC:  # there everybody chooses a time of their own
            del self.fields["doors"], self.fields["settles_days_before"]

    def save(self, *, by: User) -> bool:
        """Keep it; a rule that says no is told by its box."""
        try:
            services.set_opening(self.programme, self.cleaned_data, by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True
