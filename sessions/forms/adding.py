"""What a leader fills in for one date more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, SureForm
from sessions.forms.groups import WallTime
from sessions.models import Occurrence, Programme, Venue
from sessions.services import adding


class ExtraForm(SureForm):
    """One date of a group: as it usually is, on a day of its own."""

    day = DateBoxes(label=_("Which day?"))
    starts = WallTime(label=_("When does it start?"))
    ends = WallTime(label=_("When does it end?"))
    venue = forms.ModelChoiceField(label=_("Where?"), queryset=Venue.objects.none(), empty_label=None)

    def __init__(self, programme: Programme, data: Any = None) -> None:
        self.programme = programme
        usual = {"starts": programme.starts, "ends": programme.ends, "venue": programme.venue_id}
        super().__init__(data, initial=usual)
        self.fields["venue"].queryset = Venue.objects.order_by("name")  # type: ignore[attr-defined]

    def asked(self) -> adding.Extra:
        """As the service takes it."""
        return adding.Extra(**self.said)

    def preview(self) -> adding.Preview | None:
        """What else is on; none when a rule said no, and then the form says which."""
        try:
            return adding.preview(self.programme, self.asked())
        except Refused as no:
            tell(self, no)
            return None

    def save(self, *, by: User) -> Occurrence | None:
        """Add it, once the leader has seen what else is on that day."""
        if not self.is_sure:
            return None
        try:
            return adding.add(self.programme, self.asked(), by=by)
        except Refused as no:
            tell(self, no)
            return None
