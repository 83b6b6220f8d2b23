"""What a family may tell us later, if it likes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.children import ChildForm
from families.forms.fields import RuleField, Several, attrs, line
from families.forms.questions import HeardQuestion
from families.models import Family
from families.rules.needs import BEST_DAYS, LONELY
from groupsite.kit.forms import PageForm

NO_ANSWER = "no_answer"


def several_lines(longest: int, **more: Any) -> RuleField:
    """A box that may stay empty."""
    return RuleField(line(longest), required=False, widget=forms.Textarea({"rows": "2", **attrs("off")}), **more)


class MoreForm(PageForm):
    """Facts of the household, kept under their own names."""

    why: Any = ""
    who: Any = _("The people who run your group.")

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The boxes as they stand."""
        return {name: getattr(family, name) for name in cls.base_fields}

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        return self.cleaned_data


class OwnWordsForm(MoreForm):
    """Any family shape, in its own words (S2-25)."""

    title = _("Your family, in your own words")
    why = _("So we say the right names, and nobody has to explain twice.")
    own_words = several_lines(
        300, label=_("Your family"), help_text=_("For example: two mums. Gran brings him on Fridays. We foster.")
    )


class FestivalsForm(MoreForm):
    """Days and food that matter (S2-24, S4-16)."""

    title = _("Days and food that matter to you")
    why = _("So we plan snacks, songs and dates with you in mind.")
    festivals = several_lines(500, label=_("Days you keep"), help_text=_("For example: Eid, Easter, Diwali."))
    food = several_lines(
        500, label=_("What your family eats and does not eat"), help_text=_("For example: halal, no pork, vegan.")
    )


class BestDaysForm(MoreForm):
    """Good days to come (S2-17)."""

    title = _("Which times suit you best?")
    why = _("So we can put sessions where families can come.")
    best_days = Several(BEST_DAYS.items(), label=_("Good times"))


class HeardForm(HeardQuestion):
    """How word got round."""

    @classmethod
    def of(cls, family: Family) -> dict[str, Any]:
        """The ticks as they stand."""
        return cls.filled(family.heard_from)

    def facts(self) -> dict[str, Any]:
        """As the household keeps it."""
        return {"heard_from": self.answer()}


class LonelyForm(PageForm):
    """The one private question (S1-07). Its answer is never shown back, as others may share the phone."""

    title = _("One question you may skip")
    why = _("Many parents feel alone at times. It helps us see who may like company.")
    who = _("Only the group leaders. We do not show your answer here again.")
    lonely = forms.ChoiceField(
        label=_("How often do you feel lonely?"),
        choices=[*LONELY.items(), (NO_ANSWER, _("I would rather not say"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("If you have answered before, this answer takes its place."),
    )
    all_optional = True

    def answer(self) -> str:
        """Not to say is an answer that is not kept."""
        answer: str = self.cleaned_data["lonely"]
        return "" if answer == NO_ANSWER else answer


class AboutMeForm(ChildForm):
    """All about one child, as far as the family likes (S2-03)."""

    ask_about = _("All about %(child)s")
    why = _("So the people at your group know what your child’s life is like. Fill in what you like.")
    who = _("The people who run your group. You can change it or take it back at any time.")
    loves = several_lines(500, label=_("What I love"), help_text=_("For example: diggers, splashing, our cat."))
    calms = several_lines(500, label=_("What calms me down"), help_text=_("For example: a song, my blue blanket."))
    words = several_lines(
        500, label=_("My words and signs"), help_text=_("For example: “mimi” is milk. I sign “more”.")
    )
    routine = several_lines(500, label=_("My day"), help_text=_("For example: sleep at 11, snack at 10."))


MORE: dict[str, Any] = {
    "our-words": OwnWordsForm,
    "festivals": FestivalsForm,
    "best-days": BestDaysForm,
    "heard": HeardForm,
}
