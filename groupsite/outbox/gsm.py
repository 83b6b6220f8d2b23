"""What fits into one text message: 160 signs of the GSM alphabet, where some count twice (3GPP TS 23.038)."""

import unicodedata

ONE_TEXT = 160
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")
TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


def plain(text: str) -> str:
    """The same in signs that every phone has: straight quotes, and letters without the marks it lacks.

    What has no such sign (another script) stays as it is; the text then costs more and still arrives.
    """
    return "".join(_plain(sign) for sign in text.translate(TYPED))


def _plain(sign: str) -> str:
    if sign in BASIC or sign in TWICE:
        return sign
    bare = unicodedata.normalize("NFKD", sign)[0]
    return bare if bare in BASIC else sign


def length(text: str) -> int:
    """How many signs of a text message it takes."""
    return sum(2 if sign in TWICE else 1 for sign in text)


def fits(text: str) -> bool:
    """Is it one text message?"""
    return length(text) <= ONE_TEXT and all(sign in BASIC or sign in TWICE for sign in text)
