"""What makes it easier for a family to take part: asked once, honoured by every page and letter (S2-16, S2-24, S4-06).

The list of formats follows NHS England's Accessible Information Standard, DCB1605 (2025): ask, write down, flag, meet.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.rules.languages import language_name

FORMATS: dict[str, str | Promise] = {
    "large_print": _("Large print"),
    "easy_read": _("Easy read: short words and pictures"),
    "audio": _("Read out, or a voice message"),
    "paper": _("On paper"),
    "bsl": _("British Sign Language"),
}
BEST_DAYS: dict[str, str | Promise] = {
    "mon_am": _("Monday morning"),
    "mon_pm": _("Monday afternoon"),
    "tue_am": _("Tuesday morning"),
    "tue_pm": _("Tuesday afternoon"),
    "wed_am": _("Wednesday morning"),
    "wed_pm": _("Wednesday afternoon"),
    "thu_am": _("Thursday morning"),
    "thu_pm": _("Thursday afternoon"),
    "fri_am": _("Friday morning"),
    "fri_pm": _("Friday afternoon"),
    "sat_am": _("Saturday morning"),
    "sat_pm": _("Saturday afternoon"),
    "sun_am": _("Sunday morning"),
    "sun_pm": _("Sunday afternoon"),
}
LONELY: dict[str, str | Promise] = {
    "always": _("Often or always"),
    "sometimes": _("Some of the time"),
    "occasionally": _("Occasionally"),
    "hardly": _("Hardly ever"),
    "never": _("Never"),
}
"""The answers of the direct measure of loneliness of the Office for National Statistics (2018), in its order."""

STANDS_FOR = timedelta(days=183)
"""How long health and needs stand before we ask whether they are still right (TRUST §4.1: every 6 months)."""


def ask_again(told_at: datetime | None, now: datetime) -> bool:
    """Is it so long ago, or was it never asked?"""
    return told_at is None or told_at + STANDS_FOR <= now


def known(chosen: Iterable[str], among: Iterable[str]) -> list[str]:
    """The choices that exist, each once, in the order of the list."""
    picked = set(chosen)
    return [one for one in among if one in picked]


def format_names(formats: Iterable[str]) -> str:
    """Several, in one line and without what is said after the colon."""
    return ", ".join(str(FORMATS[one]).partition(":")[0] for one in formats if one in FORMATS)


def needs_in_words(*, reads_in: str, formats: Iterable[str], interpreter: str, access: str) -> str:
    """All that makes it easier, one sentence after the other; nothing when nothing was told."""
    listed = format_names(formats)
    told = [
        gettext("Reads best: %(language)s.") % {"language": language_name(reads_in)} if reads_in else "",
        gettext("Letters and papers: %(formats)s.") % {"formats": listed} if listed else "",
        gettext("Interpreter: %(language)s.") % {"language": language_name(interpreter)} if interpreter else "",
        access,
    ]
    return " ".join(filter(None, told))
