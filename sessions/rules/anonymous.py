"""A family's words without its names, for whoever plans before they may see names (TRUST §3)."""

import re
from collections.abc import Collection

from families.rules.names import fold

BLANK = "…"
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def without_names(text: str, names: Collection[str]) -> str:
    """The text with each of these names (folded, one word each) left blank. Too much rather than too little."""

    def said(match: re.Match[str]) -> str:
        word = match[0]
        return BLANK if any(part in names or part.removesuffix("s") in names for part in fold(word).split()) else word

    return WORD.sub(said, text)
