"""Questions about one child, a page each."""

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, YesOrNo, ask, attrs, line
from families.rules.ages import possible_birthday, possible_due_date
from families.rules.words import tidy_name
from groupsite.kit.forms import DateBoxes, PageForm


class ChildForm(PageForm):
    """A page about one child, called by name once we know it."""

    is_health = False
    ask_about: Any = ""
    why: Any = ""
    who: Any = ""

    def __init__(self, *args: Any, child: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = str(self.ask_about) % {"child": child or say("your child")}
        self.heading = format_html(str(self.ask_about).replace("%(child)s", "{0}"), format_html("<bdi>{}</bdi>", child))

    def facts(self) -> dict[str, Any]:
        """What was told about the child."""
        return self.cleaned_data


class ChildNameForm(ChildForm):
    """What to call the child."""

    ask_about = _("What is your child’s name?")
    why = _("So we can say hello to your child too.")
    who = _("The people who run your group.")
    first_name = RuleField(
        tidy_name,
        label=_("First name"),
        error_messages={"required": _("Tell us your child’s first name.")},
        widget=forms.TextInput(attrs("off", spellcheck="false")),
    )
    last_name = RuleField(
        line(200), label=_("Last name"), required=False, widget=forms.TextInput(attrs("off", spellcheck="false"))
    )


class BirthdayForm(ChildForm):
    """When the child was born."""

    ask_about = _("When was %(child)s born?")
    why = _("To show you the sessions for this age.")
    who = _("The people who run your group.")
    born_on = DateBoxes(label=_("Birthday"), help_text=_("For example 27 3 2024"))

    def clean_born_on(self) -> date:
        """A day that can be a birthday."""
        return ask(possible_birthday, self.cleaned_data["born_on"])

    def facts(self) -> dict[str, Any]:
        """Born now, so no longer due."""
        return {"born_on": self.cleaned_data["born_on"], "due_on": None}


class DueForm(ChildForm):
    """When a baby is due. Expecting parents are welcome."""

    ask_about = _("When is your baby due?")
    why = _("You are welcome before the birth. We find sessions that fit, then and later.")
    who = _("The people who run your group.")
    due_on = DateBoxes(label=_("Due date"), help_text=_("Your best guess is fine. For example 27 3 2027"))

    def clean_due_on(self) -> date:
        """A day a baby can be due."""
        return ask(possible_due_date, self.cleaned_data["due_on"])

    def facts(self) -> dict[str, Any]:
        """Due, so not born."""
        return {"born_on": None, "due_on": self.cleaned_data["due_on"]}


class AllergiesForm(ChildForm):
    """An allergy, and what to do: asked together, since one is no help without the other."""

    is_health = True
    ask_about = _("Does %(child)s have any allergies?")
    why = _("So everybody in the room can keep your child safe.")
    who = _("The people who run the session, on the day.")
    has_allergies = YesOrNo(
        _("Yes"),
        _("None that we know of"),
        label=_("Allergies"),
        error_messages={"required": _("Choose “Yes”, or “None that we know of”.")},
    )
    allergies = RuleField(
        line(300),
        label=_("What is your child allergic to?"),
        error_messages={"required": _("Tell us what your child is allergic to.")},
        help_text=_("Food, pets, plasters, anything."),
        widget=forms.TextInput(attrs("off")),
    )
    allergy_action = RuleField(
        line(500),
        label=_("What should we do?"),
        error_messages={"required": _("Tell us what we should do, so that everyone here knows.")},
        help_text=_("For example: keep away from eggs. The pen is in the blue bag. Ring me, then 999."),
        widget=forms.Textarea({"rows": "3", **attrs("off")}),
    )

    def clean(self) -> dict[str, Any]:
        """Yes needs both boxes; no needs neither, and never throws away what was written in one."""
        told = super().clean() or self.cleaned_data
        has = told.get("has_allergies")
        if not has:
            for box in ("allergies", "allergy_action"):
                if self.has_error(box, "required"):
                    self.errors.pop(box)
        if has is False and told.get("allergies"):
            self.add_error("has_allergies", say("You wrote down an allergy. Choose “Yes”, or empty the box."))
        return told

    def facts(self) -> dict[str, Any]:
        """Without an allergy there is nothing to do."""
        if not self.cleaned_data["has_allergies"]:
            return {"allergies": "", "allergy_action": ""}
        return {key: self.cleaned_data[key] for key in ("allergies", "allergy_action")}


class HelpsForm(ChildForm):
    """What makes a child feel at home, and what else to watch for. Both may stay empty."""

    is_health = True
    ask_about = _("What else helps us look after %(child)s?")
    why = _("So your child feels at home, and we know what to do.")
    who = _("The people who run the session, on the day.")
    helps = RuleField(
        line(500),
        label=_("What helps your child?"),
        required=False,
        help_text=_("For example: a quiet corner, a cuddly rabbit, being told before we tidy up."),
        widget=forms.Textarea({"rows": "2", **attrs("off")}),
    )
    health_note = RuleField(
        line(500),
        label=_("Anything about health, and what we should do?"),
        required=False,
        help_text=_("For example: asthma. The blue inhaler is in the bag."),
        widget=forms.Textarea({"rows": "2", **attrs("off")}),
    )

    def facts(self) -> dict[str, Any]:
        """Both boxes."""
        return {key: self.cleaned_data[key] for key in ("helps", "health_note")}


PARTS: dict[str, type[ChildForm]] = {
    "name": ChildNameForm,
    "birthday": BirthdayForm,
    "due": DueForm,
    "allergies": AllergiesForm,
    "helps": HelpsForm,
}
