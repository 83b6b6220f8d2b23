"""A leaflet is only pages, however its file is written; and looking into one takes no longer than reading it."""

import zlib
from time import process_time

import pytest

from groupsite.kit.errors import Refused
from groupsite.kit.pdf import pages
from signposting.rules.pdf import MOST_BYTES, check_pdf

RUNS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
PACKED = zlib.compress(RUNS)
APART = zlib.compress(
    b"\x01" + bytes((sign - before) % 256 for before, sign in zip(b"\x00" + RUNS, RUNS, strict=False))
)
LIST, FLATE = b"/Type /ObjStm ", b"/Filter /FlateDecode "


def a_pdf(body):
    return b"%PDF-1.7\n" + body + b"\n%%EOF"


def stream(about, data):
    return b"1 0 obj << " + about + b">>\nstream\n" + data + b"\nendstream endobj"


HIDDEN = {
    "in the open": b"1 0 obj " + RUNS,
    "written in signs": b"1 0 obj " + RUNS.replace(b"/JavaScript", b"/J#61vaScript"),
    "packed": stream(LIST + FLATE, PACKED),
    "packed, and the list itself written in signs": stream(b"/Type /Obj#53tm " + FLATE, PACKED),
    "packed, and the packing written in signs": stream(LIST + b"/Filter /Fl#61teDecode ", PACKED),
    "packed in another way": stream(LIST + b"/Filter /ASCIIHexDecode ", RUNS.hex().encode() + b">"),
    "packed twice": stream(LIST + b"/Filter [/FlateDecode /FlateDecode] ", zlib.compress(PACKED)),
    "packed as the way from sign to sign": stream(LIST + FLATE + b"/DecodeParms << /Predictor 11 >> ", APART),
    "packed behind a word that looks like a beginning": stream(LIST + b"/X (1 0 obj) " + FLATE, PACKED),
    "not packed": stream(LIST, RUNS),
    "between two remarks": b"% stream\n1 0 obj " + RUNS + b"\n%endstream",
    "packed between two remarks": b"% stream\n" + stream(LIST + FLATE, PACKED) + b"\n%endstream",
    "packed, and never closed": stream(LIST + FLATE, PACKED).removesuffix(b"endstream endobj"),
    "locked": b"trailer << /Encrypt 5 0 R >>",
}


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN)
def test_what_runs_or_hides_is_refused(body):
    with pytest.raises(Refused) as no:
        check_pdf(a_pdf(body), field="file")
    assert no.value.code == "acts"


def test_pages_are_taken_and_what_a_picture_spells_by_chance_counts_for_nothing():
    check_pdf(pages("Na plecach.", title="Sen"), field="file")
    check_pdf(a_pdf(stream(LIST + FLATE, zlib.compress(b"<< /Type /Page >>"))), field="file")
    check_pdf(a_pdf(stream(b"/Subtype /Image ", b"\x00/JS\x00\xff") * 3), field="file")


def test_a_file_that_begins_a_thousand_times_is_looked_into_at_once():
    before = process_time()
    check_pdf(a_pdf(b"stream\n" * (MOST_BYTES // 8)), field="file")
    for packed in (b"", b"endstream"):
        with pytest.raises(Refused):
            check_pdf(a_pdf(b"/ObjStm\nstream\n" * (MOST_BYTES // 16) + packed), field="file")
    assert process_time() - before < 3
