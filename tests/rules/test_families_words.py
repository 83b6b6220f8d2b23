"""Names, numbers, postcodes and dates as people give them (TRUST T55-T57)."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families.rules.ages import possible_birthday, possible_due_date
from families.rules.words import first_name, fit_for_a_letter, spoken_phone, tidy_name, tidy_outcode, tidy_phone
from groupsite.kit import clock
from groupsite.kit.errors import Refused

NAMES = [
    pytest.param("O’Brien", id="typographic apostrophe"),
    pytest.param("O'Brien-Smith", id="apostrophe and hyphen"),
    pytest.param("Null", id="Null"),
    pytest.param("X", id="one letter"),
    pytest.param("王", id="one Chinese sign"),
    pytest.param("Ñ" * 200, id="200 letters"),
    pytest.param("محمد علي", id="Arabic"),
    pytest.param("সুমাইয়া", id="Bengali, where composing marks matter"),
    pytest.param("Zoë 🌻", id="emoji"),
    pytest.param("👩‍👩‍👧", id="an emoji of several signs"),
    pytest.param("<b>Bea</b>", id="angle brackets"),
    pytest.param("{{ name }}", id="curly brackets"),
    pytest.param("=Bea()", id="looks like a formula"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_was_typed(name):
    assert tidy_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Amina   Khan ", "Amina Khan", id="spaces"),
        pytest.param("Amina\r\nBcc: all@example.org", "Amina Bcc: all@example.org", id="a line break is one space"),
        pytest.param("Zoe\u0308", "Zoë", id="combining marks are composed"),
    ],
)
def test_a_name_is_made_one_tidy_line(typed, kept):
    assert tidy_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("", "no_name", id="nothing"),
        pytest.param("   ", "no_name", id="spaces"),
        pytest.param("\u200b\u200d", "no_name", id="only signs nobody sees"),
        pytest.param("Am\x00ina", "unreadable", id="NUL"),
        pytest.param("Am\x07ina", "unreadable", id="bell"),
        pytest.param("N" * 201, "too_long", id="201 letters"),
    ],
)
def test_a_name_that_cannot_be_kept_is_explained(typed, code):
    with pytest.raises(Refused) as refusal:
        tidy_name(typed)
    assert refusal.value.code == code


@given(st.text(max_size=260))
def test_any_text_is_a_name_or_a_clear_refusal(text):
    try:
        name = tidy_name(text)
    except Refused:
        return
    assert 0 < len(name) <= 200
    assert tidy_name(name) == name


def test_a_first_name_is_the_first_word():
    assert [first_name("Amina Khan"), first_name("Bea"), first_name("")] == ["Amina", "Bea", ""]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("07700 900123", "+447700900123", id="with a space"),
        pytest.param("07700-900-123", "+447700900123", id="with dashes"),
        pytest.param("+44 (0)7700 900 123", "+447700900123", id="+44 (0)"),
        pytest.param("0044 7700 900123", "+447700900123", id="0044"),
        pytest.param("٠٧٧٠٠٩٠٠١٢٣", "+447700900123", id="Arabic digits"),
        pytest.param("(0117) 496 0123", "+441174960123", id="landline"),
        pytest.param("01534 440000", "+441534440000", id="Jersey"),
        pytest.param("+48 512 345 678", "+48512345678", id="Poland"),
        pytest.param("00353 85 012 3456", "+353850123456", id="Ireland by 00"),
        pytest.param("  ", "", id="none"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed, kept):
    assert tidy_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["hello", "123", "999", "07700 90012", "07700 9001234", "07700 900123 ext 5", "0" * 40],
)
def test_a_number_nobody_can_ring_is_explained(typed):
    with pytest.raises(Refused, match="can’t ring this number") as refusal:
        tidy_phone(typed)
    assert refusal.value.field == "phone"


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_clear_refusal(text):
    try:
        number = tidy_phone(text)
    except Refused:
        return
    assert len(number) <= 16
    assert tidy_phone(spoken_phone(number)) == number


@pytest.mark.parametrize(
    ("kept", "said"), [("+447700900123", "07700 900123"), ("+48512345678", "+48 512 345 678"), ("", "")]
)
def test_a_number_is_read_out_as_people_say_it(kept, said):
    assert spoken_phone(kept) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *[
            ("BS5", "BS5"),
            ("bs5 0aa", "BS5"),
            ("BS50AA", "BS5"),
            ("BS16 ", "BS16"),
            ("BS5 0", "BS5"),
            ("W1A 1AA", "W1A"),
        ],
        *[
            ("W1A 1AA", "W1A"),
            ("EC1A1BB", "EC1A"),
            ("M1", "M1"),
            ("JE2 3AB", "JE2"),
            ("ＢＳ５", "BS5"),
            ("", ""),
            ("BS5-0AA", "BS5"),
        ],
    ],
)
def test_only_the_first_half_of_a_postcode_is_kept(typed, kept):
    assert tidy_outcode(typed) == kept


@pytest.mark.parametrize("typed", ["Bristol", "12345", "BS", "5BS", "BS555", "💛"])
def test_what_is_no_postcode_is_explained(typed):
    with pytest.raises(Refused, match="first half"):
        tidy_outcode(typed)


TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("rule", "day", "code"),
    [
        pytest.param(possible_birthday, TODAY, None, id="born today"),
        pytest.param(possible_birthday, date(2024, 2, 29), None, id="born on 29 February"),
        pytest.param(possible_birthday, date(2008, 3, 2), None, id="18 tomorrow"),
        pytest.param(possible_birthday, TODAY + timedelta(days=1), "future", id="born tomorrow"),
        pytest.param(possible_birthday, date(2027, 3, 1), "future", id="born next year"),
        pytest.param(possible_birthday, date(2008, 3, 1), "too_old", id="18 today"),
        pytest.param(possible_birthday, date(1026, 3, 1), "too_old", id="a slip of the century"),
        pytest.param(possible_due_date, TODAY, None, id="due today"),
        pytest.param(possible_due_date, TODAY - timedelta(days=28), None, id="four weeks late"),
        pytest.param(possible_due_date, TODAY - timedelta(days=29), "past_due", id="more than four weeks late"),
        pytest.param(possible_due_date, TODAY + timedelta(days=300), None, id="as far away as can be"),
        pytest.param(possible_due_date, TODAY + timedelta(days=301), "too_far", id="due too far away"),
    ],
)
def test_dates_that_cannot_be_are_explained(rule, day, code):
    if code is None:
        assert rule(day, today=TODAY) == day
        return
    with pytest.raises(Refused) as refusal:
        rule(day, today=TODAY)
    assert refusal.value.code == code


@given(st.dates(), st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31)))
def test_a_birthday_that_is_let_in_gives_an_age_under_18_years(born, today):
    try:
        possible_birthday(born, today=today)
    except Refused:
        return
    assert 0 <= clock.age_in_months(born, today) < 18 * 12


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        pytest.param(date(2024, 2, 29), date(2025, 2, 28), 12, id="29 February, a year on, at the month's end"),
        pytest.param(date(2024, 2, 29), date(2028, 2, 28), 47, id="29 February, the day before a real birthday"),
        pytest.param(date(2021, 6, 10), date(2026, 6, 10), 60, id="fifth birthday today"),
        pytest.param(date(2021, 6, 10), date(2026, 6, 9), 59, id="fifth birthday tomorrow"),
        pytest.param(date(2026, 6, 10), date(2026, 5, 1), -2, id="not born yet"),
    ],
)
def test_ages_are_whole_months(born, on, months):
    assert clock.age_in_months(born, on) == months


@pytest.mark.parametrize(
    ("name", "in_a_letter"),
    [
        ("Sam Jones", "Sam"),
        ("J. Smith", "J."),
        ("O’Brien", "O’Brien"),
        ("https://evil.example/login now", ""),
        ("evil.example", ""),
        ("call@me", ""),
        ("", ""),
    ],
)
def test_a_name_that_could_be_an_address_stays_out_of_letters(name, in_a_letter):
    assert fit_for_a_letter(name) == in_a_letter
