"""Is a file what it says, and nothing more? Known by its bytes, never by its name (TRUST T27)."""

import re
import zlib

from django.utils.translation import gettext as _

from groupsite.kit.errors import Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_LISTS = 2000
TAIL = 1024
ACTS = re.compile(
    rb"/(?:JavaScript|Rendition|Launch|EmbeddedFiles?|FileAttachment|RichMedia|XFA|SubmitForm|ImportData|GoToE|Encrypt)\b"
)
"""Long enough that no picture spells one by chance. Whatever runs a script says one of the first two."""
BEGINS = re.compile(rb"\bstream\r?\n")
ONCE_PACKED = re.compile(rb"/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])")
LIST = b"/ObjStm"
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")


def check_pdf(data: bytes, *, field: str) -> None:
    """Refused unless it is a PDF of ours to give away: not too large, and nothing in it runs, hides or is locked."""
    if len(data) > MOST_BYTES:
        raise Refused(_("This file is too large. It may have up to 2 megabytes."), code="large", field=field)
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-TAIL:]:
        raise Refused(_("This is not a PDF. Save it as a PDF and choose it again."), code="not_pdf", field=field)
    if _acts(data):
        says = _("This PDF has a program, a form or another file inside. Print it to a new PDF, and choose that one.")
        raise Refused(says, code="acts", field=field)


def _acts(data: bytes) -> bool:
    """Does it hold more than pages?

    All of it is looked through: where a stream begins and ends is only what the file says. Each packed list of objects
    has to be one that can be opened; one that cannot counts as hiding something.
    """
    said = _plain(data)
    lists = said.count(LIST)
    if lists > MOST_LISTS or ACTS.search(said):
        return True
    opened = _opened(data) if lists else []
    return len(opened) != lists or any(each is None or ACTS.search(_plain(each)) for each in opened)


def _plain(data: bytes) -> bytes:
    """Signs that are written as two figures, written as themselves."""
    return HEX.sub(lambda sign: bytes([int(sign[1], 16)]), data)


def _opened(data: bytes) -> list[bytes | None]:
    """What each list of objects says; None where it cannot be known. As many as there are, and no more is unpacked."""
    left, before, opened = MOST_UNPACKED, 0, list[bytes | None]()
    for begins in BEGINS.finditer(data):
        about = _plain(data[before : begins.start()])
        before = begins.end()
        if LIST in about:
            opened.append(_open(about, data[before : data.find(b"endstream", before)], left))
            left -= len(opened[-1] or b"")
    return opened


def _open(about: bytes, packed: bytes, most: int) -> bytes | None:
    if b"/Filter" not in about:
        return packed
    if about.count(b"/Filter") > 1 or b"/DecodeParms" in about or not ONCE_PACKED.search(about):
        return None
    opener = zlib.decompressobj()
    try:
        opened = opener.decompress(packed, max(most, 1))
    except zlib.error:
        return None
    return None if opener.unconsumed_tail else opened
