"""Changing one thing on “My family”."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.children import AllergiesForm, BirthdayForm, ChildNameForm, DueForm
from families.forms.fields import RuleField, YesOrNo, attrs, line
from families.forms.questions import AreaQuestion, LanguagesQuestion
from families.models import Carer, Family
from families.rules.words import spoken_phone, tidy_name, tidy_phone
from groupsite.kit.forms import PageForm

AT_ONCE = [(str(number), str(number)) for number in (1, 2, 3)]


class AdultForm(PageForm):
    """An adult of the household, in their own words."""

    title = _("Add an adult")
    why = _("So we know who may bring the children.")
    who = _("The people who run your group.")
    name = RuleField(
        tidy_name,
        label=_("Name"),
        error_messages={"required": _("Tell us what to call this person.")},
        widget=forms.TextInput(attrs("off", spellcheck="false")),
    )
    relationship = RuleField(
        line(60),
        label=_("Who they are to the children"),
        required=False,
        help_text=_("In your own words: mum, dad, gran, foster carer, family friend …"),
        widget=forms.TextInput(attrs("off")),
    )


class CarerForm(AdultForm):
    """The same for somebody we know already, with a number to ring."""

    title = _("Change these details")
    why = _("So we can say hello, and ring in a hurry.")
    field_order = ["name", "relationship", "phone"]
    name = RuleField(
        tidy_name,
        label=_("Name"),
        error_messages={"required": _("Tell us what to call this person.")},
        widget=forms.TextInput(attrs("name", spellcheck="false")),
    )
    phone = RuleField(
        tidy_phone,
        label=_("Phone number"),
        required=False,
        widget=forms.TextInput(attrs("tel", type="tel", inputmode="tel", **{"class": "short-box"})),
    )

    @classmethod
    def filled(cls, carer: Carer) -> dict[str, Any]:
        """The boxes as they stand."""
        return {"name": carer.name, "relationship": carer.relationship, "phone": spoken_phone(carer.phone)}


class NewChildForm(AllergiesForm, BirthdayForm, ChildNameForm):
    """All about a child on one page, for somebody who has done it before."""

    ask_about = _("Add a child")
    why = _("To say hello, find the right sessions and keep your child safe.")
    who = _("The people who run your group.")
    field_order = ["first_name", "last_name", "born_on", "has_allergies", "allergies", "allergy_action"]

    def facts(self) -> dict[str, Any]:
        """Name, birthday and health."""
        names = {key: self.cleaned_data[key] for key in ("first_name", "last_name")}
        return names | {"born_on": self.cleaned_data["born_on"]} | AllergiesForm.facts(self)


class NewBabyForm(DueForm):
    """A baby on the way."""

    def facts(self) -> dict[str, Any]:
        """The due date is all we ask."""
        return {"due_on": self.cleaned_data["due_on"]}


class AreaForm(AreaQuestion):
    """Where the household lives."""

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The boxes as they stand."""
        return cls.filled(family.outcode)

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        return {"outcode": self.answer()}


class LanguagesForm(LanguagesQuestion):
    """What is spoken at home."""

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The boxes as they stand."""
        return cls.filled(family.languages)

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        return {"languages": self.answer()}


class FriendlyFaceForm(PageForm):
    """Wanting a friendly face, and being one."""

    title = _("A friendly face")
    why = _("Walking in alone is the hardest part. Two families walk in together.")
    who = _("The group leader. You both say yes before either sees a name.")
    wants = YesOrNo(_("Yes, please"), _("No, thank you"), label=_("Would you like somebody to walk in with?"))
    offers = YesOrNo(_("Yes, gladly"), _("Not now"), label=_("Would you walk in with somebody new?"))
    at_once = forms.ChoiceField(label=_("With how many families at once?"), choices=AT_ONCE, widget=forms.RadioSelect)

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The choices as they stand."""
        at_once = str(family.buddies_at_once)
        return {"wants": family.wants_friendly_face, "offers": family.offers_friendly_face, "at_once": at_once}

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        return {
            "wants_friendly_face": self.cleaned_data["wants"],
            "offers_friendly_face": self.cleaned_data["offers"],
            "buddies_at_once": int(self.cleaned_data["at_once"]),
        }


FACTS: dict[str, Any] = {"area": AreaForm, "languages": LanguagesForm, "friendly-face": FriendlyFaceForm}
CHILD_KINDS: dict[str, Any] = {"child": NewChildForm, "baby": NewBabyForm}
