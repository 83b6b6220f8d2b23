"""What volunteers say of themselves."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.forms import DateBoxes, PageForm
from volunteers.models import MOST_A_MONTH

LONGEST_AWAY = timedelta(days=366)
WEEKS = (2, 4, 6, 8)


class LimitForm(PageForm):
    """How much is enough."""

    monthly_limit = forms.IntegerField(
        label=_("Most shifts in a month"),
        help_text=_(
            "We stop asking you, and stop offering you shifts, when you have so many. Leave it empty for no limit."
        ),
        min_value=1,
        max_value=MOST_A_MONTH,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short-box"}),
    )


class AwayForm(PageForm):
    """Days on which somebody is not there. No reason is asked."""

    first_day = DateBoxes(label=_("First day away"), help_text=_("Like 27 3 2027."))
    last_day = DateBoxes(label=_("Last day away"))

    def clean(self) -> dict[str, Any]:
        """In order, not over already, and no longer than a year."""
        said = super().clean() or {}
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Check both days."))
        elif last and last < clock.today():
            self.add_error("last_day", _("These days are over. Choose a last day from today on."))
        elif first and last and last - first > LONGEST_AWAY:
            self.add_error("last_day", _("This is more than a year. Choose a last day within a year."))
        return said


class RepeatForm(PageForm):
    """For how many weeks more."""

    weeks = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=[(weeks, _("%(weeks)s more weeks") % {"weeks": weeks}) for weeks in WEEKS],
        coerce=int,
    )
