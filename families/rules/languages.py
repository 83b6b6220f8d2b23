"""Languages families speak at home. A code for those on the list, anybody else's in their own words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from families.rules.words import tidy

ENGLISH = "en"
NAMES = {
    ENGLISH: _("English"),
    "ar": _("Arabic · العربية"),
    "bn": _("Bengali · বাংলা"),
    "bfi": _("British Sign Language"),
    "yue": _("Cantonese · 廣東話"),
    "fr": _("French · Français"),
    "ja": _("Japanese · 日本語"),
    "ku": _("Kurdish · Kurdî"),
    "pl": _("Polish · Polski"),
    "pt": _("Portuguese · Português"),
    "pa": _("Punjabi · ਪੰਜਾਬੀ"),
    "ro": _("Romanian · Română"),
    "so": _("Somali · Soomaali"),
    "es": _("Spanish · Español"),
    "tr": _("Turkish · Türkçe"),
    "uk": _("Ukrainian · Українська"),
    "ur": _("Urdu · اردو"),
    "cy": _("Welsh · Cymraeg"),
}
"""English first, then by the English name."""
SPOKEN = tuple(NAMES.values())
"""Offered where somebody writes a language down."""


def tidy_languages(spoken: Iterable[str]) -> list[str]:
    """What is spoken at home, each language once: somebody who typed “urdu” speaks the Urdu of the list."""
    return list(dict.fromkeys(language_code(tidy(language, longest=40)) for language in spoken))


def language_code(written: str) -> str:
    """The code of a language on the list, by its English name; anything else stays as the family wrote it."""
    asked = written.casefold()
    return next((code for code in NAMES if asked in {code, language_name(code).casefold()}), written)


def language_name(code: str) -> str:
    """What to call a language in a sentence: the list's name, else what the family wrote."""
    return str(NAMES[code]).partition(" · ")[0] if code in NAMES else code


def language_names(codes: Iterable[str]) -> str:
    """Several, in one line."""
    return ", ".join(language_name(code) for code in codes)
