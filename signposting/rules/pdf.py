"""Is a file what it says, and nothing more? Known by its bytes, never by its name (TRUST T27)."""

import re
import zlib

from django.utils.translation import gettext as _

from groupsite.kit.errors import Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
TAIL = 1024
ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Encrypt)\b")
STREAM = re.compile(rb"\bstream\r?\n(.*?)endstream", re.DOTALL)
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
    """Does it hold more than pages? Pictures are not looked into: by chance they spell anything."""
    parts = STREAM.split(data)
    dictionaries, streams = parts[::2], parts[1::2]
    said = [*dictionaries, *_unpacked(dictionaries, streams)]
    return any(ACTS.search(HEX.sub(lambda sign: bytes([int(sign[1], 16)]), part)) for part in said)


def _unpacked(dictionaries: list[bytes], streams: list[bytes]) -> list[bytes]:
    """What is said inside packed lists of objects. One that cannot be opened counts as hiding something."""
    left, said = MOST_UNPACKED, []
    for before, packed in zip(dictionaries, streams, strict=False):
        if b"/ObjStm" not in before.rpartition(b" obj")[2]:
            continue
        opened = _inflate(packed, left) if b"/FlateDecode" in before.rpartition(b" obj")[2] else packed
        left -= len(opened)
        said.append(opened)
    return said


def _inflate(packed: bytes, most: int) -> bytes:
    opener = zlib.decompressobj()
    try:
        opened = opener.decompress(packed, max(most, 1))
    except zlib.error:
        return b"/Encrypt "
    return opened if not opener.unconsumed_tail else b"/Encrypt "
