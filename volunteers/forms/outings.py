"""Planning who goes where."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, OnceForm
from volunteers.models import MOST_AT_A_PLACE
from volunteers.queries.chats import open_places
from volunteers.services import outings as services

WEEKS = (1, 4, 8, 12)
HOUR = {"class": "short-box", "autocomplete": "off", "inputmode": "numeric"}


def wall_box(label: Any, hint: Any) -> forms.TimeField:
    """A time of day, as people write it."""
    return forms.TimeField(
        label=label, help_text=hint, input_formats=["%H:%M", "%H.%M", "%H"], widget=forms.TextInput(HOUR)
    )


class OutingForm(OnceForm):
    """A place, a day, from when until when; once, or every week."""

    place = forms.ModelChoiceField(open_places(), label=_("Where?"), empty_label=_("Choose a place"))
    day = DateBoxes(label=_("On which day?"), help_text=_("The first one, if it is every week."))
    starts = wall_box(_("From"), _("Like 10:00."))
    ends = wall_box(_("Until"), _("Like 12:00."))
    how_many = forms.IntegerField(
        label=_("How many champions?"), initial=2, min_value=1, max_value=MOST_AT_A_PLACE, widget=forms.TextInput(HOUR)
    )
    alone_ok = forms.BooleanField(
        label=_("One may go alone"), help_text=_("Only where staff of the place are near all the time."), required=False
    )
    weeks = forms.TypedChoiceField(
        label=_("How often?"),
        choices=[(1, _("Once")), *((n, _("Every week, %(n)s times") % {"n": n}) for n in WEEKS[1:])],
        coerce=int,
        initial=1,
        help_text=_("A row of dates leaves out bank holidays."),
    )

    def clean(self) -> dict[str, Any]:
        """To come, and it ends after it begins."""
        said = super().clean() or {}
        day, starts, ends = said.get("day"), said.get("starts"), said.get("ends")
        if day and starts and clock.at(day, starts) <= clock.now():
            self.add_error("day", _("This is over already. Choose a day and time that are to come."))
        elif starts and ends and ends <= starts:
            self.add_error("ends", _("This is not after the start. Check both times."))
        return said

    def plan(self, *, by: User) -> int | None:
        """Write it down; how many are new. A rule that says no is told on the form."""
        said = dict(self.said)
        place, weeks = said.pop("place"), said.pop("weeks")
        try:
            return services.plan(place, services.Turn(**said), [self.code(week) for week in range(weeks)], by=by)
        except Refused as refusal:
            tell(self, refusal)
            return None
