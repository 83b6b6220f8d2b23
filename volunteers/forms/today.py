"""A job of a few minutes, and who does it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import Honeypot, OnceForm, PageForm
from sessions.models import Occurrence
from volunteers.services import today


class JobForm(OnceForm):
    """What a leader would like somebody to do now."""

    what = forms.CharField(label=_("What is to do?"), max_length=80, help_text=_("“Wash the cups”, “Hold the door”."))
    where = forms.CharField(label=_("Where?"), max_length=60)
    minutes = forms.TypedChoiceField(
        label=_("How long does it take?"),
        choices=[(5, _("5 minutes")), (10, _("10 minutes")), (15, _("15 minutes"))],
        initial=10,
        coerce=int,
    )
    in_sight = forms.BooleanField(
        label=_("Whoever does this is in sight of a leader, and never alone with a child."),
        error_messages={"required": _("Only post jobs that are safe for anybody to do. Tick the box if this one is.")},
    )

    def post(self, occurrence: Occurrence, *, by: User) -> bool:
        """Put it up; a rule that says no is told on the form."""
        said = {name: value for name, value in self.said.items() if name != "in_sight"}
        try:
            today.post_job(occurrence, by=by, code=self.code(occurrence.code), **said)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True


class ClaimForm(PageForm):
    """A first name is enough."""

    name = forms.CharField(
        label=_("Your first name"),
        help_text=_("So that the leader knows whom to thank. We forget it after the day."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "given-name", "spellcheck": "false"}),
    )
    website = Honeypot()
