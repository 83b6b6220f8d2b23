"""A spreadsheet somebody brings, as rows of text: any separator, the usual encodings, and a sentence for all else."""

import codecs
import csv
import io
import unicodedata

from django.utils.translation import gettext as _

from groupsite.kit.errors import Refused

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
SEPARATORS = ",;\t|"
OTHER_FILES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"{\\rtf",
)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(data: bytes) -> list[list[str]]:
    """Every row with something in it, the headings first. Refused, in words, when it is no list we can read."""
    if len(data) > MOST_BYTES:
        raise _no(_("This file is larger than 1 MB. Split it into two, and bring one after the other."), "too_big")
    if data.startswith(OTHER_FILES):
        raise _no(
            _("This is not a CSV file. Open it in your spreadsheet program and choose “Save as”, then “CSV UTF-8”."),
            "not_csv",
        )
    rows = _cells(_text(data))
    if len(rows) < 2:
        raise _no(
            _("We found no families in this file. The first row has the headings, then one row a child."), "empty"
        )
    if len(rows) - 1 > MOST_ROWS:
        raise _no(_("This file has more than 5,000 rows. Split it, and bring one part after the other."), "too_many")
    return rows


def _text(data: bytes) -> str:
    """As letters: what the file says of itself, else UTF-8, else what Windows used to write here."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text):
            return text
    raise _no(_("We can’t read the letters in this file. Save it as “CSV UTF-8” and bring it again."), "letters")


def _cells(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    rows: list[list[str]] = []
    try:
        for row in reader:
            cells = [_plain(cell) for cell in row]
            if any(cells):
                _check_size(cells, reader.line_num)
                rows.append(cells)
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error:
        raise _too_long(reader.line_num) from None
    return rows


def _plain(cell: str) -> str:
    """One line, composed letters; and without the quote that our own files put before what looks like a formula."""
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text


def _separator(text: str) -> str:
    """Whatever parts the headings most often; a comma when there is one column."""
    headings = text.lstrip().partition("\n")[0]
    return max(SEPARATORS, key=headings.count)


def _check_size(cells: list[str], line: int) -> None:
    if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
        raise _too_long(line)


def _too_long(line: int) -> Refused:
    says = _("Line %(line)d is too long for a row of a list. Is a quotation mark missing there, or is it another file?")
    return _no(says % {"line": line}, "long_line")


def _no(says: str, code: str) -> Refused:
    return Refused(says, code=code, field="file")
