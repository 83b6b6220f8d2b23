"""Answers as the check page reads them back."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.forms.questions import HeardQuestion
from families.models import Carer, Family
from families.rules.languages import language_names
from families.rules.needs import BEST_DAYS, needs_in_words
from families.rules.words import spoken_phone
from families.services.details import Needs

LABELS = {
    "name": gettext_lazy("Your name"),
    "phone": gettext_lazy("Phone"),
    "area": gettext_lazy("Where you live"),
    "friend": gettext_lazy("A friendly face on your first visit"),
    "languages": gettext_lazy("Languages at home"),
    "needs": gettext_lazy("What makes it easier"),
    "heard": gettext_lazy("How you heard about us"),
}


class Line(NamedTuple):
    """One answer on the check page."""

    slug: str
    label: str
    words: str


def lines_of(answers: dict[str, Any]) -> list[Line]:
    """Every answer about the household, in words."""
    words = {
        "name": ", ".join(filter(None, [answers["name"], answers.get("relationship", "")])),
        "phone": spoken_phone(answers["phone"]),
        "area": answers["area"],
        "friend": _("Yes, please") if answers["friend"] else _("No, thank you"),
        "languages": language_names(answers["languages"]),
        "needs": needs_in_words(**Needs.from_json(answers["needs"]).facts()),
        "heard": _listed(answers["heard"], HeardQuestion.CHOICES),
    }
    return [Line(slug, str(label), words[slug] or _("Not given")) for slug, label in LABELS.items()]


def facts_of(family: Family) -> list[Line]:
    """What a family may tell us when it likes, as “My family” reads it back. The private question is not."""
    food = " ".join(filter(None, [family.festivals, family.food]))
    told = [
        ("our-words", _("Your family, in your own words"), family.own_words),
        ("festivals", _("Days and food that matter"), food),
        ("best-days", _("Times that suit you"), _listed(family.best_days, BEST_DAYS)),
        ("heard", _("How you heard about us"), _listed(family.heard_from, HeardQuestion.CHOICES)),
        ("private", _("One private question"), _("Your answer is not shown here.")),
    ]
    return [Line(slug, label, words or _("Not given")) for slug, label, words in told]


def _listed(chosen: Iterable[str], names: Mapping[str, Any]) -> str:
    """The names of what was ticked, and whatever else was written."""
    return ", ".join(str(names.get(one, one)) for one in chosen)


class Way(NamedTuple):
    """A page where somebody can tell us more."""

    label: str
    text: str
    icon: str
    href: str


def ways_to_say_more(carer: Carer) -> list[Way]:
    """What is offered after joining, and need not be taken up."""
    letters = reverse("families:carer_part", args=[carer.code, "letters"])
    skills = reverse("families:carer_part", args=[carer.code, "skills"])
    festivals, days = (reverse("families:more", args=[slug]) for slug in ("festivals", "best-days"))
    return [
        Way(_("Photos and saying hello"), _("Say yes or no to each."), "tick", reverse("families:choices")),
        Way(_("Days and food that matter"), _("So we plan snacks and songs with you in mind."), "cup", festivals),
        Way(_("Times that suit you"), _("Mornings, afternoons, which days."), "clock", days),
        Way(_("Letters"), _("How and when to reach you."), "mail", letters),
        Way(_("Something to share"), _("A song, a recipe, a language."), "heart", skills),
    ]
