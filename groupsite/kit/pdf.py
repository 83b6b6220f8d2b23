"""Words on paper, as a PDF: lines of text, one typeface, as many pages as it takes. No pictures, no tables.

Every reader has Helvetica, so no font goes along. Letters beyond ASCII are named one by one (“zacute”), which covers
most of what is written in Latin letters with one mark each. Others would come out as question marks: ask `shows` first,
and give people a text.
"""

import textwrap
import unicodedata

A4 = (595, 842)
MARGIN, LEADING, SIZE, HEADING = 56, 17, 11, 16
LINES = (A4[1] - 2 * MARGIN) // LEADING
WIDEST = 74
MOST_BEYOND = 120
NAMED = {"’": "quoteright", "‘": "quoteleft", "“": "quotedblleft", "”": "quotedblright", "–": "endash", "ł": "lslash"}
NAMED |= {"—": "emdash", "…": "ellipsis", "•": "bullet", "£": "sterling", "€": "Euro", "°": "degree", "Þ": "Thorn"}
NAMED |= {"đ": "dcroat", "Đ": "Dcroat", "ı": "dotlessi", "œ": "oe", "Œ": "OE", "ð": "eth", "Ð": "Eth", "þ": "thorn"}
NAMED |= {"Ł": "Lslash", "ø": "oslash", "Ø": "Oslash", "ß": "germandbls", "æ": "ae", "Æ": "AE", "·": "periodcentered"}
MARKS = {
    "ACUTE": "acute", "GRAVE": "grave", "CIRCUMFLEX": "circumflex", "DIAERESIS": "dieresis", "TILDE": "tilde",
    "CEDILLA": "cedilla", "CARON": "caron", "OGONEK": "ogonek", "BREVE": "breve", "MACRON": "macron",
    "RING ABOVE": "ring", "DOT ABOVE": "dotaccent", "DOUBLE ACUTE": "hungarumlaut",
}  # fmt: skip


def glyph(letter: str) -> str | None:
    """The name under which a font knows a letter; none when it has none, or two marks."""
    if letter in NAMED:
        return NAMED[letter]
    plain, marked, mark = unicodedata.name(letter, "").partition(" WITH ")
    base = unicodedata.normalize("NFD", letter)[0]
    return f"{base}{MARKS[mark]}" if marked and mark in MARKS and plain.startswith("LATIN") and base.isascii() else None


def whole(text: str) -> str:
    """A letter and its mark as one, and each space like the others: the same words, in letters a font has."""
    return unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ")


def shows(text: str) -> bool:
    """Would every letter of it be on the paper as it is?"""
    beyond = {letter for letter in whole(text) if not letter.isascii()}
    return len(beyond) <= MOST_BEYOND and all(glyph(letter) for letter in beyond)


def pages(text: str, *, title: str) -> bytes:
    """The file. The first line is the heading; long lines are folded."""
    text, title = whole(text), whole(title)
    codes = _codes(text + title)
    lines = [
        part for line in text.split("\n") for part in (textwrap.wrap(line, WIDEST, break_on_hyphens=False) or [""])
    ]
    sheets = [lines[n : n + LINES] for n in range(0, len(lines), LINES)]
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(sheets)))
    names = " ".join(f"/{glyph(letter)}" for letter in codes)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding"
        f" /BaseEncoding /WinAnsiEncoding /Differences [128 {names}] >> >>".encode(),
        b"<< /Title " + _string(title, codes) + b" >>",
    ]
    for n, sheet in enumerate(sheets):
        objects += [_page(6 + 2 * n), _content(sheet, codes, has_heading=n == 0)]
    return _file(objects)


def _codes(text: str) -> dict[str, int]:
    """Each letter beyond ASCII gets a code of its own, as far as there is room."""
    beyond = dict.fromkeys(letter for letter in text if not letter.isascii() and glyph(letter))
    return {letter: 128 + n for n, letter in enumerate(list(beyond)[:MOST_BEYOND])}


def _string(line: str, codes: dict[str, int]) -> bytes:
    said = bytes(codes.get(letter, ord(letter) if letter.isascii() else ord("?")) for letter in line)
    return b"(" + said.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def _page(content: int) -> bytes:
    box = f"[0 0 {A4[0]} {A4[1]}]"
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {content} 0 R /Resources << /Font << /F 3 0 R >> >> >>"
    ).encode()


def _content(lines: list[str], codes: dict[str, int], *, has_heading: bool) -> bytes:
    said = [f"BT /F {HEADING if has_heading else SIZE} Tf {LEADING} TL {MARGIN} {A4[1] - MARGIN} Td".encode()]
    for n, line in enumerate(lines):
        said.append(_string(line, codes) + b" Tj T*" + (f" /F {SIZE} Tf".encode() if n == 0 else b""))
    stream = b"\n".join([*said, b"ET"])
    return f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    body, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        starts.append(len(body))
        body += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\n"
    return body + f"{tail}startxref\n{len(body)}\n%%EOF\n".encode()
