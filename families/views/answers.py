"""Answers as the check page reads them back."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.forms.questions import HeardQuestion
from families.rules.languages import language_names
from families.rules.needs import format_names
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
    heard = ", ".join(str(HeardQuestion.CHOICES.get(one, one)) for one in answers["heard"])
    words = {
        "name": ", ".join(filter(None, [answers["name"], answers.get("relationship", "")])),
        "phone": spoken_phone(answers["phone"]),
        "area": answers["area"],
        "friend": _("Yes, please") if answers["friend"] else _("No, thank you"),
        "languages": language_names(answers["languages"]),
        "needs": needs_in_words(Needs.from_json(answers["needs"])),
        "heard": heard,
    }
    return [Line(slug, str(label), words[slug] or _("Not given")) for slug, label in LABELS.items()]


def needs_in_words(needs: Needs) -> str:
    """All of it, one sentence after the other; nothing when nothing was told."""
    told = [
        _("You read %(language)s best.") % {"language": needs.reads_in} if needs.reads_in else "",
        _("Letters and papers: %(formats)s.") % {"formats": format_names(needs.formats)} if needs.formats else "",
        _("Interpreter: %(language)s.") % {"language": needs.interpreter} if needs.interpreter else "",
        needs.access,
    ]
    return " ".join(filter(None, told))
