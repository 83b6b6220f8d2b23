"""Text as a person would read it: no markup, no broken letters, no invisible signs."""

import html
import re
import unicodedata
from typing import Any

import nh3

NOTHING = frozenset({"null", "none", "nul", "nil", "n/a", "nan", "undefined", "unknown", "-", "--", "."})
LONGEST = 10_000

BLOCKS = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|section|header|footer|blockquote|hr)\b[^>]*>", re.I)
UNREAD = {"script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title", "textarea"}
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")

# A letter of two or more bytes, read as if each byte were a letter of its own.
HIGH = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0x100))
TAIL = re.escape(HIGH[:64])
MOJIBAKE = re.compile(f"[\u00c2-\u00df][{TAIL}]|[\u00e0-\u00ef][{TAIL}]{{2}}|[\u00f0-\u00f4][{TAIL}]{{3}}")
# A wide space broken in this way, whose second half was then saved as a plain one, leaves an Â behind a word. Behind a
# space or a capital it may be Welsh, where it is a word of its own.
HALF_A_SPACE = re.compile(r"(?<=[^\sA-Z\u00c0-\u00de])\u00c2+(?=\s|$)")
BYTE_OF = {letter: 0x80 + place for place, letter in enumerate(HIGH)}

SAME_SIGN = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "…": "..."}
)


def plain(value: Any, *, longest: int = LONGEST) -> str:
    """One value of a feed as plain text; paragraphs stay on lines of their own."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    text = without_markup(str(value)[: longest * 4])
    text = mended(text)
    text = unicodedata.normalize("NFC", CONTROL.sub("", INVISIBLE.sub("", text)))
    lines = (_printable(SPACES.sub(" ", line)).strip() for line in LINES.split(text))
    text = "\n".join(line for line in lines if line)[:longest]
    return "" if text.casefold() in NOTHING else text


def _printable(text: str) -> str:
    """Without signs that no alphabet has, or that only some programs know."""
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


def line(value: Any, *, longest: int = 300) -> str:
    """Plain text on one line."""
    return " ".join(plain(value, longest=longest).split())


def without_markup(text: str) -> str:
    """Tags go, what they hold stays; entities are decoded once, so encoded tags remain harmless text."""
    if "<" not in text and "&" not in text:
        return text
    # Line breaks in the source of a page mean no more than a space; only its blocks break lines.
    if "<" in text:
        text = BLOCKS.sub("\n", text)
    return html.unescape(nh3.clean(text, tags=set(), clean_content_tags=UNREAD))


def mended(text: str) -> str:
    """Put back letters that were saved in one alphabet and read in another; twice, as it happens twice."""
    for _again in range(2):
        text = unicodedata.normalize("NFC", text)  # an accent that stands by itself hides what was broken
        better = MOJIBAKE.sub(_mend, text)
        if better == text:
            break
        text = better
    return HALF_A_SPACE.sub("", text)


def _mend(found: re.Match[str]) -> str:
    """The letter that these bytes are once they are put together, if they are one."""
    try:
        return bytes(BYTE_OF[sign] for sign in found.group()).decode()
    except UnicodeDecodeError:
        return found.group()


def fold(text: str) -> str:
    """Two texts that differ only in case, spacing or the shape of a quotation mark fold to the same."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(SAME_SIGN).casefold().split())


def bare(text: str) -> str:
    """Folded, and without accents: what a search by letters looks at."""
    folded = fold(text)
    if folded.isascii():
        return folded  # as most are: nothing to take off
    letters = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
