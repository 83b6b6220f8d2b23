"""Which dates are off, and why: one of the usual reasons, some words of one's own, or both."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, SureForm
from sessions.forms.changes import SCOPES
from sessions.models import Break, Occurrence, Programme
from sessions.services import cancelling, moving, rhythms

OTHER = "other"
REASONS: dict[str, str | Promise] = {
    "snow": _("Snow and ice."),
    "storm": _("A storm warning."),
    "ill": _("The leader is ill."),
    "helpers": _("Not enough helpers."),
    "hall": _("We cannot use the hall."),
    "few": _("Too few families could come."),
    "ends": _("The group comes to an end."),
}
LONGEST = 200 - max(len(str(reason)) for reason in REASONS.values()) - 1
"""Both together fit where the reason is kept."""


class WhyForm(SureForm):
    """Why? Families read it."""

    reason = forms.ChoiceField(
        label=_("Why? Families read this."),
        choices=[*REASONS.items(), (OTHER, _("Something else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason, so that families know why.")},
    )
    own = forms.CharField(
        label=_("In your own words"),
        help_text=_("For example: The heating has broken down. We are all at the library instead."),
        required=False,
        max_length=LONGEST,
    )

    def clean(self) -> dict[str, Any]:
        """Something else needs words."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("reason") == OTHER and not given.get("own") and "own" not in self.errors and self.needs_why:
            self.add_error("own", _("Write in a few words why it is off."))
        return given

    @property
    def needs_why(self) -> bool:
        """Is anything off that families would read it of?"""
        return True

    @property
    def why(self) -> str:
        """As families read it."""
        said = [str(REASONS.get(self.cleaned_data["reason"], "")), self.cleaned_data["own"]]
        return " ".join(filter(None, said))

    def dates(self) -> Iterable[Occurrence]:
        """Which would be off. Raises Refused."""
        raise NotImplementedError

    def do(self, *, by: User) -> list[Occurrence]:
        """Call them off; which they were. Raises Refused."""
        raise NotImplementedError

    def told(self) -> cancelling.Told | None:
        """Who would be told; none when a rule says no, and then the form says which."""
        try:
            return cancelling.preview(self.dates())
        except Refused as no:
            tell(self, no)
            return None

    def save(self, *, by: User) -> bool:
        """Do it, once the leader has seen whom it reaches. What was called off is `off` then."""
        if not self.is_sure:
            return False
        try:
            self.off = self.do(by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True


class CancelForm(WhyForm):
    """One date, with the others it may stand for."""

    scope = forms.ChoiceField(
        label=_("Which dates?"),
        choices=SCOPES,
        widget=forms.RadioSelect,
        initial=moving.ONE,
        required=False,
    )

    field_order = ("scope",)

    def __init__(self, occurrence: Occurrence, data: Any = None) -> None:
        self.occurrence = occurrence
        super().__init__(data)
        if not cancelling.reach(occurrence, moving.ALL).exclude(pk=occurrence.pk).exists():
            del self.fields["scope"]

    @property
    def scope_asked(self) -> str:
        """How far it goes."""
        return self.cleaned_data.get("scope") or moving.ONE

    @property
    def is_sure(self) -> bool:
        """The page shows already whom one date reaches; more than one are shown first."""
        return self.scope_asked == moving.ONE or super().is_sure

    def dates(self) -> Iterable[Occurrence]:
        """Those that are not off yet."""
        return cancelling.reach(self.occurrence, self.scope_asked)

    def do(self, *, by: User) -> list[Occurrence]:
        """Call them off."""
        return cancelling.cancel_several(self.occurrence, self.scope_asked, self.why, by=by)


class EndForm(WhyForm):
    """The last day of a group, and why it ends."""

    last_day = DateBoxes(
        label=_("What is the last day?"),
        help_text=_("Dates after it are called off. Leave it empty if the group goes on."),
        required=False,
    )
    field_order = ("last_day",)

    def __init__(self, programme: Programme, data: Any = None) -> None:
        self.programme = programme
        super().__init__(data, initial={"last_day": programme.last_day, "reason": "ends"})

    def dates(self) -> Iterable[Occurrence]:
        """Those after the last day."""
        cancelling.check_last_day(self.programme, self.cleaned_data["last_day"])
        return cancelling.after(self.programme, self.cleaned_data["last_day"])

    def do(self, *, by: User) -> list[Occurrence]:
        """End it there."""
        return cancelling.end_group(self.programme, self.cleaned_data["last_day"], self.why, by=by)


class BreakForm(WhyForm):
    """Why the dates in a break are off. The page shows already whom that reaches."""

    is_sure = True

    def __init__(self, pause: Break, data: Any = None) -> None:
        self.pause = pause
        super().__init__(data, initial={"reason": OTHER, "own": pause.name})

    def dates(self) -> Iterable[Occurrence]:
        """Those of every group."""
        return cancelling.in_break(self.pause)

    def do(self, *, by: User) -> list[Occurrence]:
        """Call them off."""
        return cancelling.cancel_in_break(self.pause, self.why, by=by)


class RhythmForm(WhyForm):
    """How often a group runs, from which day on, and why."""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=[each for each in Programme.Rhythm.choices if each[0] != Programme.Rhythm.ONCE],
        widget=forms.RadioSelect,
    )
    nth = forms.TypedChoiceField(
        label=_("If once a month: which one of the month?"),
        choices=[("", _("Not once a month")), *Programme.Nth.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    since = DateBoxes(
        label=_("From which day on?"), help_text=_("Every other week is counted from the week of that day.")
    )
    field_order = ("rhythm", "nth", "since")

    def __init__(self, programme: Programme, data: Any = None) -> None:
        self.programme = programme
        super().__init__(data, initial={"rhythm": programme.rhythm, "nth": programme.nth, "reason": OTHER})

    @property
    def needs_why(self) -> bool:
        """Only when a date is called off; a rule that says no is told first."""
        try:
            return not self.errors and bool(self.dates())
        except Refused:
            return False

    @property
    def asked(self) -> rhythms.Rhythm:
        """As the service takes it."""
        return rhythms.Rhythm(*(self.cleaned_data[name] for name in ("rhythm", "nth", "since")))

    def dates(self) -> Iterable[Occurrence]:
        """Those that do not fit any more."""
        return rhythms.left_over(self.programme, self.asked)

    def do(self, *, by: User) -> list[Occurrence]:
        """Change it."""
        return rhythms.change(self.programme, self.asked, self.why, by=by)
