"""Changing one thing on “My family”."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.children import AllergiesForm, BirthdayForm, ChildNameForm, DueForm
from families.forms.fields import RuleField, Several, YesOrNo, attrs, other_box
from families.forms.questions import AreaQuestion, LanguagesQuestion, relationship_box
from families.models import Carer, Family
from families.rules.buddies import WISHES
from families.rules.languages import NAMES
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
    relationship = relationship_box(_("Who they are to the children"))


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
    """Wanting a friendly face, and what matters most."""

    title = _("Somebody to walk in with")
    why = _("Walking in alone is the hardest part. Two families walk in together.")
    who = _("The group leader. You both say yes before either sees a name.")
    wants = YesOrNo(_("Yes, please"), _("No, thank you"), label=_("Would you like somebody to walk in with?"))
    wishes = Several(
        [(key, wish.label) for key, wish in WISHES.items()],
        label=_("What matters most to you?"),
        help_text=_("Tick as many as you like, or none. We look for it, but we can’t promise it."),
    )

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The choices as they stand."""
        return {"wants": family.wants_friendly_face, "wishes": family.buddy_wishes}

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        return {"wants_friendly_face": self.cleaned_data["wants"], "buddy_wishes": self.cleaned_data["wishes"]}


class OfferForm(PageForm):
    """Being a friendly face: where, for how many, in which languages. The groups come from whoever knows them."""

    title = _("Being a friendly face")
    why = _("You know how it is to be new. You walk in with a new family and show them round.")
    who = _("The group leader. You both say yes before either sees a name.")
    offers = YesOrNo(_("Yes, gladly"), _("Not now"), label=_("Would you walk in with somebody new?"))
    groups = Several([], label=_("In which groups?"), help_text=_("Leave all boxes empty if any group is fine."))
    at_once = forms.ChoiceField(label=_("With how many families at once?"), choices=AT_ONCE, widget=forms.RadioSelect)
    languages = Several(NAMES.items(), label=_("Which languages do you speak?"))
    other = other_box()
    area = AreaQuestion.base_fields["area"]

    def __init__(self, *args: Any, groups: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"] = Several(
            [(str(code), name) for code, name in groups],
            label=self.fields["groups"].label,
            help_text=self.fields["groups"].help_text,
        )

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The choices as they stand."""
        return {
            "offers": family.offers_friendly_face,
            "groups": [str(code) for code in family.buddy_programmes],
            "at_once": str(family.buddies_at_once),
            **LanguagesQuestion.filled(family.languages),
            **AreaQuestion.filled(family.outcode),
        }

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        other = self.cleaned_data["other"]
        return {
            "offers_friendly_face": self.cleaned_data["offers"],
            "buddy_programmes": [UUID(code) for code in self.cleaned_data["groups"]],
            "buddies_at_once": int(self.cleaned_data["at_once"]),
            "languages": [*self.cleaned_data["languages"], *([other] if other else [])],
            "outcode": self.cleaned_data["area"],
        }


FACTS: dict[str, Any] = {"area": AreaForm, "languages": LanguagesForm, "friendly-face": FriendlyFaceForm}
CHILD_KINDS: dict[str, Any] = {"child": NewChildForm, "baby": NewBabyForm}
