"""What an adult of the household says of themselves on “My family”."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, Several, attrs, line
from families.forms.questions import NeedsQuestion
from families.models import Carer, ContactBy, NewsBy
from families.rules.letters import MAY_BE_LEFT_OUT
from families.rules.words import spoken_phone, tidy_phone
from families.services import telling
from families.services.details import Needs
from groupsite.accounts.models import User
from groupsite.kit.forms import PageForm


class NeedsForm(NeedsQuestion):
    """The same question as at joining."""

    @classmethod
    def of(cls, carer: Carer) -> dict[str, Any]:
        """The boxes as they stand."""
        return {name: getattr(carer, name) for name in ("reads_in", "formats", "interpreter", "access")}

    def save(self, carer: Carer, *, by: User) -> Carer:
        """Keep it; Refused when something cannot be kept."""
        return telling.tell_needs(carer, Needs.from_json(self.answer()), by=by)


class LettersForm(PageForm):
    """How and when to reach somebody, and which letters they get."""

    title = _("How we reach you")
    why = _("So you hear from us in the way you like. We always tell you when a booking changes.")
    who = _("The people who run your group.")
    urgent_by = forms.ChoiceField(
        label=_("When a session is off or moved, or a place is free for you"),
        choices=NewsBy.choices,
        widget=forms.RadioSelect,
    )
    reminders_by = forms.ChoiceField(
        label=_("Reminders, the evening before"), choices=NewsBy.choices, widget=forms.RadioSelect
    )
    phone = RuleField(
        tidy_phone,
        label=_("Mobile number for texts"),
        required=False,
        help_text=_("We never send a text between 9 at night and 8 in the morning. Texts from us cost you nothing."),
        widget=forms.TextInput(attrs("tel", type="tel", inputmode="tel", **{"class": "short-box"})),
    )
    contact_by = forms.ChoiceField(
        label=_("When one of us wants to talk to you"), choices=ContactBy.choices, widget=forms.RadioSelect
    )
    contact_note = RuleField(
        line(500),
        label=_("When is a good time? Is there anything we should know?"),
        required=False,
        help_text=_("For example: after 10, not on Mondays. Please leave no messages."),
        widget=forms.Textarea({"rows": "2", **attrs("off")}),
    )
    wants = Several(MAY_BE_LEFT_OUT.items(), label=_("We may also send you"))
    TEXTS = ("urgent_by", "reminders_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.OFFER_TEXTS:
            for name in (*self.TEXTS, "phone"):
                del self.fields[name]

    @classmethod
    def of(cls, carer: Carer) -> dict[str, Any]:
        """The choices as they stand."""
        kept = {name: getattr(carer, name) for name in ("contact_by", "contact_note", "wants", *cls.TEXTS)}
        return kept | {"phone": spoken_phone(carer.phone)}

    def save(self, carer: Carer, *, by: User) -> Carer:
        """Keep it; Refused when something cannot be kept."""
        return telling.choose_letters(carer, **self.cleaned_data, by=by)


class SkillsForm(PageForm):
    """What somebody would share."""

    title = _("Is there something you would like to share?")
    why = _("Songs, cooking, a language, mending toys: groups live from what parents bring.")
    who = _("The people who run your group. They ask you first, and you may always say no.")
    skills = RuleField(
        line(300),
        label=_("What you could share"),
        required=False,
        help_text=_("For example: guitar, baking, Polish songs."),
        widget=forms.Textarea({"rows": "2", **attrs("off")}),
    )

    @classmethod
    def of(cls, carer: Carer) -> dict[str, Any]:
        """The box as it stands."""
        return {"skills": carer.skills}

    def save(self, carer: Carer, *, by: User) -> Carer:
        """Keep it; Refused when something cannot be kept."""
        return telling.tell_skills(carer, **self.cleaned_data, by=by)


CARER_PARTS: dict[str, Any] = {"needs": NeedsForm, "letters": LettersForm, "skills": SkillsForm}
