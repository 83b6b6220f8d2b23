"""Answers as the check page reads them back."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.forms.questions import HeardQuestion
from families.rules.languages import language_names
from families.rules.words import spoken_phone

LABELS = {
    "name": gettext_lazy("Your name"),
    "phone": gettext_lazy("Phone"),
    "area": gettext_lazy("Where you live"),
    "friend": gettext_lazy("A friendly face on your first visit"),
    "languages": gettext_lazy("Languages at home"),
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
        "name": answers["name"],
        "phone": spoken_phone(answers["phone"]),
        "area": answers["area"],
        "friend": _("Yes, please") if answers["friend"] else _("No, thank you"),
        "languages": language_names(answers["languages"]),
        "heard": heard,
    }
    return [Line(slug, str(label), words[slug] or _("Not given")) for slug, label in LABELS.items()]
