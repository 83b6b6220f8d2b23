"""Asking an adult in: who, and as what."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, ask, attrs
from families.models import Carer, Child, Invitation
from families.rules.invitations import last_day
from families.rules.words import tidy_name
from families.services.invitations import Asked
from groupsite.kit import clock
from groupsite.kit.forms import DateBoxes, PageForm

Kind = Invitation.Kind
WHO_SEES = _("The group leader, and whoever gets the letter.")


class InviteForm(PageForm):
    """Another adult of the household gets a sign-in of their own."""

    kind: str = Kind.CARER
    title = _("Invite another adult")
    why = _(
        "They book and change things for your family, with a sign-in of their own. "
        "You don’t see each other’s e-mail or phone."
    )
    who: Any = WHO_SEES
    name = RuleField(
        tidy_name,
        label=_("Their name"),
        error_messages={"required": _("Tell us what to call this person.")},
        widget=forms.TextInput(attrs("off", spellcheck="false")),
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        error_messages={"required": _("Tell us where to send the invitation.")},
        widget=forms.EmailInput(attrs("off")),
    )

    def __init__(self, data: Any = None, *, children: Iterable[Child] = (), carer: Carer | None = None) -> None:
        self.theirs, self.carer = list(children), carer
        super().__init__(data, initial={"name": carer.name} if carer else None)

    def asked(self) -> Asked:
        """As the room takes it."""
        told = self.cleaned_data
        chosen = [child for child in self.theirs if str(child.code) in told.get("children", ())]
        return Asked(self.kind, told["name"], told["email"], chosen, told.get("until"), self.carer)


class OtherHomeForm(InviteForm):
    """A child lives in a second home, too."""

    kind = Kind.OTHER_HOME
    title = _("Your child’s other home")
    why = _(
        "Your child can live in two homes. Each books for itself. "
        "Neither sees the other’s address, names, bookings or notes."
    )
    children = forms.MultipleChoiceField(
        label=_("Which children live there too?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Both homes see and change what we know about the child: birthday, allergies, what helps."),
        error_messages={"required": _("Choose at least one child.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["children"].choices = [(str(child.code), str(child)) for child in self.theirs]  # type: ignore[attr-defined]


class HelperForm(InviteForm):
    """Somebody books for the family for a while."""

    kind = Kind.HELPER
    title = _("Somebody who helps us")
    why = _("A friend, a support worker or an advocate can book for you. They see your bookings, and nothing else.")
    until = DateBoxes(
        label=_("Their last day"),
        help_text=_("You can end it sooner, or ask them again later."),
        error_messages={"required": _("Tell us until when they help you.")},
    )

    def clean_until(self) -> Any:
        """From tomorrow to a year away."""
        return ask(lambda day: last_day(day, clock.today()), self.cleaned_data["until"])


INVITING: dict[str, type[InviteForm]] = {"adult": InviteForm, "other-home": OtherHomeForm, "helper": HelperForm}
