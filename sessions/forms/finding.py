"""Finding a session: for which age, on which day, where, of what kind, free or low cost; today, this week or later."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.forms import PageForm
from sessions.models import Programme
from sessions.pages import finding
from sessions.words import price

AGES = {"0": (-9, 12), "1": (12, 24), "2": (24, 36), "3": (36, 48), "4": (48, 60)}
FURTHEST = timedelta(days=730)
"""Nobody looks further ahead than that, and a calendar ends in the year 9999."""


class FindForm(PageForm):
    """What's on, for whom, when and where. A box with one answer is not asked."""

    all_optional = True
    age = forms.ChoiceField(
        label=_("Child’s age"),
        required=False,
        choices=[
            ("", _("Any age")),
            ("0", _("Under 1, or on the way")),
            ("1", _("1 year")),
            ("2", _("2 years")),
            ("3", _("3 years")),
            ("4", _("4 years")),
        ],
    )
    day = forms.TypedChoiceField(
        label=_("Day of the week"),
        required=False,
        choices=[("", _("Any day")), *Programme.Weekday.choices],
        coerce=int,
        empty_value=None,
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    kind = forms.ChoiceField(label=_("What kind"), required=False)
    free = forms.BooleanField(label=_("Only what is free"), required=False)
    low_cost = forms.BooleanField(required=False)
    when = forms.ChoiceField(
        required=False, choices=[("", ""), ("today", ""), ("week", "")], widget=forms.HiddenInput()
    )
    since = forms.DateField(required=False, widget=forms.HiddenInput())
    KEPT = ("age", "day", "place", "kind", "free", "low_cost")
    FOLDED = ("place", "kind", "free", "low_cost")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = finding.in_use()
        self._offer("place", _("Any place"), there.halls)
        self._offer("kind", _("Any kind"), [(kind, words) for kind, words in KINDS.items() if kind in there.kinds])
        if len(there.prices) < 2 or 0 not in there.prices:
            del self.fields["free"]
        self._offer_low_cost(there.prices)
        self.is_valid()

    def _offer(self, name: str, anything: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", anything), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2:
            del self.fields[name]

    def _offer_low_cost(self, prices: set[int]) -> None:
        """Only where it finds more than what is free, and less than everything."""
        is_low = {price <= finding.LOW_COST for price in prices if price}
        limit = price(finding.LOW_COST)
        self.fields["low_cost"].label = _("Only what is free or low cost: up to %(limit)s") % {"limit": limit}
        if len(is_low) < 2:
            del self.fields["low_cost"]

    def asked(self) -> finding.Asked:
        """What to look for; what makes no sense is left out."""
        given, today = self.cleaned_data, clock.today()
        return finding.Asked(
            since=min(max(given.get("since") or today, today), today + FURTHEST),
            when=given.get("when", ""),
            months=AGES.get(given.get("age", "")),
            venue=given.get("place", ""),
            weekday=given.get("day"),
            kind=given.get("kind", ""),
            free=given.get("free", False),
            low_cost=given.get("low_cost", False),
        )

    @property
    def carried(self) -> str:
        """What was chosen, for the addresses of the pages before and after."""
        chosen = {name: self.cleaned_data.get(name) for name in self.KEPT}
        told = {
            name: "on" if value is True else value
            for name, value in chosen.items()
            if value is not None and value is not False and value != ""
        }
        return urlencode(told)

    @property
    def folded(self) -> list[Any]:
        """Boxes that stay folded until somebody wants them."""
        return [self[name] for name in self.FOLDED if name in self.fields]

    @property
    def is_narrowed(self) -> bool:
        """Is a box in use? Then it does not hide."""
        chosen = {name: self.cleaned_data.get(name) for name in ("age", "day", *self.FOLDED)}
        return any(value is not None and value is not False and value != "" for value in chosen.values())


KINDS: dict[str, Any] = {
    Programme.Kind.GROUP: _("Groups"),
    Programme.Kind.COURSE: _("Courses"),
    Programme.Kind.CLINIC: _("Clinics"),
    Programme.Kind.OPEN_DAY: _("Open days and get-togethers"),
    Programme.Kind.TRIP: _("Trips and outings"),
    Programme.Kind.TASTER: _("Visits to look round"),
}
