"""Lists of families as they come: separators, letters, headings, dates; and files that are no lists."""

import random
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from families.rules.columns import COLUMNS, enough, guess
from families.rules.entries import check, read_date
from families.rules.fates import Fate, Known, Line, decide
from families.rules.sheets import MOST_ROWS, read
from groupsite.kit import clock
from groupsite.kit.errors import Refused

ROWS = [["Parent", "Child"], ["Zoë Müller", "Łukasz"], ["أمينة", "=1+1"]]


def text_of(separator):
    return "\r\n".join(separator.join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_separator_in_any_usual_encoding(separator, encoding):
    assert read(text_of(separator).encode(encoding)) == ROWS


def test_what_windows_used_to_write_is_read():
    assert read("Parent;Child\nZoë Müller;René".encode("cp1252"))[1] == ["Zoë Müller", "René"]


def test_quoted_cells_with_line_breaks_and_separators_are_one_cell():
    assert read(b'Parent,Child\n"Smith, Bea\nand Omar","The ""Boss"""\n\n,\n')[1:] == [
        ["Smith, Bea and Omar", 'The "Boss"']
    ]


def test_our_own_quote_before_a_formula_goes_again():
    assert read(b"Parent,Phone\nBea,'+447700900123")[1] == ["Bea", "+447700900123"]


def zipped():
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return file.getvalue()


HOSTILE = [
    pytest.param(b"", "empty", id="empty"),
    pytest.param(b"\n\n\n", "empty", id="blank lines"),
    pytest.param(b"Parent,Child\n", "empty", id="headings alone"),
    pytest.param(b"a" * 1_000_001, "too_big", id="a byte too many"),
    pytest.param(zipped(), "not_csv", id="a zip bomb that calls itself Excel"),
    pytest.param(b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "not_csv", id="old Excel"),
    pytest.param(b"%PDF-1.7 ...", "not_csv", id="PDF"),
    pytest.param(b"\x89PNG\r\n\x1a\n", "not_csv", id="picture"),
    pytest.param(b"Parent,Child\nBea,\x00Leo", "letters", id="NUL"),
    pytest.param(b"Parent,Child\nBea,\x1b[31mLeo", "letters", id="escape"),
    pytest.param(b"Parent,Child\nBea,\x81\x8d", "letters", id="no encoding we know"),
    pytest.param(b"\xff\xfeP", "letters", id="half a letter"),
    pytest.param(b"Parent,Child\nBea," + b"x" * 300_000, "long_line", id="a huge cell"),
    pytest.param(b'Parent,Child\nBea,"Leo\n' + b"a,b\n" * 50_000, "long_line", id="a quote that never ends"),
    pytest.param(b"," * 500 + b"x\n" + b"," * 500 + b"y", "long_line", id="500 columns"),
    pytest.param(b"Parent,Child\n" + b"a,b\n" * (MOST_ROWS + 1), "too_many", id="a row too many"),
]


@pytest.mark.parametrize(("data", "code"), HOSTILE)
def test_a_file_that_is_no_list_is_explained(data, code):
    with pytest.raises(Refused) as refusal:
        read(data)
    assert refusal.value.code == code
    assert str(refusal.value.message).endswith((".", "?"))


@given(st.binary(max_size=3000))
def test_any_bytes_are_a_list_or_a_clear_refusal(data):
    try:
        rows = read(data)
    except Refused:
        return
    for row in rows[1:]:
        check(dict(zip(COLUMNS, row, strict=False)))


@pytest.mark.parametrize(("data", "code"), HOSTILE)
def test_the_page_says_it_by_the_box(data, code, carol, client, sign_in):
    page = sign_in(carol).post(reverse("families:imports"), {"file": SimpleUploadedFile("x.csv", data)})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


@pytest.mark.parametrize("seed", range(3))
def test_odd_files_never_crash_the_page(seed, carol, client, sign_in):
    dice = random.Random(seed)
    sign_in(carol)
    pieces = ["Parent", "Child", "DOB", ",", ";", "\n", '"', "=1", "é", "\u202e", "1/1/2024", "x@y", "07700", " ", "👶"]
    for _ in range(15):
        text = "".join(dice.choice(pieces) for _ in range(dice.randrange(5, 80)))
        answer = client.post(
            reverse("families:imports"), {"file": SimpleUploadedFile("x.csv", text.encode())}, follow=True
        )
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Name", "Email Address", "Child's name", "D.O.B."], ["adult", "email", "child", "birthday"]),
        (["PARENT/CARER NAME", "Tel. No", "Forename", "Surname"], ["adult", "phone", "first_name", "last_name"]),
        (["Mum", "Dad", "Baby", "Date of birth"], ["adult", "second_adult", "child", "birthday"]),
        (["Email", "E-mail", "Shoe size"], ["email", "", ""]),
    ],
)
def test_headings_are_guessed(headings, columns):
    assert guess(headings) == columns


def test_every_heading_of_ours_is_known_to_us():
    assert guess([str(column.label) for column in COLUMNS.values()]) == list(COLUMNS)
    assert enough(["adult", "child"])
    assert not enough(["adult", "email"])


DAY = date(2025, 2, 3)
DAYS = ["3/2/2025", "03.02.25", "3-2-2025", "2025-02-03", "2025/02/03", "3 Feb 2025", "3rd February 2025", "45691"]
DAYS += ["2025-02-03 00:00:00", "2025-02-03T00:00:00"]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_as_lists_have_it(text):
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "x", "31/2/2024", "2/2024", "Feb 2024", "1/1/99999", "99999999999", "00004500099999999", "٣/٢/٢٠٢٥x", "0/0/0"],
)
def test_a_day_that_cannot_be_is_explained(text):
    with pytest.raises(Refused):
        read_date(text)


def test_a_day_to_come_is_a_due_date_and_a_baby_needs_no_name():
    due = clock.today() + timedelta(days=60)
    facts, wrong = check({"adult": "Bea", "birthday": f"{due:%d/%m/%Y}"})
    assert wrong == {}
    assert facts["birthday"] == {"due_on": due.isoformat()}
    assert facts["first_name"] == ("Baby", "")


def line(number, **cells):
    cells = {"adult": "Bea", "child": "Leo Ali", "birthday": "1/1/2024"} | cells
    return Line(number, *check(cells))


def decided(*lines, known=None):
    decide(lines, known or Known())
    return [row.fate for row in lines]


def test_two_adults_with_one_family_number_are_one_household():
    one, other = line(2, household="7"), line(3, household="7", adult="Omar", child="Mia")
    assert decided(one, other) == [Fate.NEW, Fate.JOINS]


def test_twins_are_two_children():
    assert decided(line(2, email="b@x.org"), line(3, email="b@x.org", child="Mia Ali")) == [Fate.NEW, Fate.JOINS]


def test_two_beas_in_two_areas_are_two_households():
    assert decided(line(2, outcode="BS5"), line(3, outcode="BS7", child="Mia")) == [Fate.NEW, Fate.NEW]


def test_thirteen_children_are_one_too_many():
    rows = [line(number, email="b@x.org", child=f"Child{number}") for number in range(2, 15)]
    assert decided(*rows)[-1] == Fate.LOOK


def test_an_address_of_one_family_with_the_phone_of_another_is_looked_at():
    known = Known(by_email={"b@x.org": 1}, by_phone={"+447700900123": 2})
    row = line(2, email="b@x.org", phone="07700 900123")
    assert decided(row, known=known) == [Fate.LOOK]
    assert "another’s" in row.wrong["email"]


@pytest.mark.parametrize(
    ("listed", "fate"), [("Bea Ali", Fate.ADDS), ("Beatrix Ali", Fate.ADDS), ("Amina Khan", Fate.LOOK)]
)
def test_a_number_alone_makes_nobody_one_family(listed, fate):
    """Two friends may share a phone, and lists hold old numbers."""
    known = Known(by_phone={"+447700900123": 1})
    known.adults[1].append(listed)
    assert decided(line(2, adult="Bea Ali", phone="07700 900123"), known=known) == [fate]
