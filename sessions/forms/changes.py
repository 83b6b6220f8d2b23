"""What a leader fills in to bend a date."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, SureForm
from sessions.forms.groups import Number, WallTime, words
from sessions.models import Occurrence, Venue
from sessions.services import moving

SCOPES = [
    (moving.ONE, _("Only this one")),
    (moving.FOLLOWING, _("This and the following")),
    (moving.ALL, _("All that are to come")),
]


class ChangeForm(SureForm):
    """One date, this and the following, or all."""

    scope = forms.ChoiceField(label=_("Which dates?"), choices=SCOPES, widget=forms.RadioSelect, initial=moving.ONE)
    day = DateBoxes(label=_("Day"))
    starts = WallTime(label=_("When does it start?"))
    ends = WallTime(label=_("When does it end?"))
    venue = forms.ModelChoiceField(label=_("Where?"), queryset=Venue.objects.none(), empty_label=None)
    heads_limit = Number(
        label=_("Most people in the room"), help_text=_("Nobody who has a place loses it."), min_value=2
    )
    play = forms.CharField(label=_("What will we play?"), required=False, widget=words(), max_length=2000)

    def __init__(self, occurrence: Occurrence, data: Any = None) -> None:
        self.occurrence = occurrence
        known = {
            "scope": moving.ONE,
            "day": occurrence.day,
            "starts": clock.local(occurrence.starts_at).time(),
            "ends": clock.local(occurrence.ends_at).time(),
            "venue": occurrence.place.pk,
            "heads_limit": occurrence.most_heads,
            "play": occurrence.games,
        }
        super().__init__(data, initial=known)
        self.fields["venue"].queryset = Venue.objects.order_by("name")  # type: ignore[attr-defined]

    def change(self) -> moving.Change:
        """As the service takes it."""
        play = "\n".join(self.said["play"].splitlines())  # browsers end lines their own way
        return moving.Change(**self.said | {"play": play})

    @property
    def is_news(self) -> bool:
        """Are families and helpers written to?"""
        return moving.moves(self.change().differs(self.occurrence))

    def preview(self) -> moving.Preview | None:
        """Who is affected; none when a rule said no, and then the form says which."""
        try:
            return moving.preview(self.occurrence, self.change())
        except Refused as no:
            tell(self, no)
            return None

    def save(self, *, by: User) -> bool:
        """Do it, once the leader has seen whom it touches."""
        if not self.is_sure:
            return False
        try:
            moving.bend(self.occurrence, self.change(), by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True
