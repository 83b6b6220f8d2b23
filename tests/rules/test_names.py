"""A name however it is written: accents, apostrophes, scripts, short forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families.rules.names import NICKNAMES, alike, fold, spellings, words_of


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        pytest.param("Siobhán O’Brien", "siobhan obrien", id="accent and apostrophe"),
        pytest.param("O'Brien", "obrien", id="typewriter apostrophe"),
        pytest.param("ANNA-LENA Müller", "anna lena muller", id="hyphen and capitals"),
        pytest.param("Łukasz Groß", "lukasz gross", id="letters no accent parts"),
        pytest.param("Søren Æbelø", "soren aebelo", id="Danish"),
        pytest.param("Đặng Thị", "dang thi", id="Vietnamese"),
        pytest.param("İpek Yıldız", "ipek yildiz", id="Turkish dotted and dotless"),
        pytest.param("J.P. St. John", "jp st john", id="full stops"),
        pytest.param("  Amina \t Khan\n", "amina khan", id="spaces"),
        pytest.param("مُحَمَّد أحمد", "محمد احمد", id="Arabic without vowel marks and hamza"),
        pytest.param("فاطمة", "فاطمه", id="Arabic last letters that people swap"),
        pytest.param("Олександр", "олександр", id="Cyrillic stays Cyrillic"),
        pytest.param("সুমাইয়া", "সুমাইযা", id="Bengali keeps its vowel signs"),
        pytest.param("ＡＢＣ", "abc", id="full width"),
        pytest.param("Zoë 🌻", "zoe", id="a flower is no letter"),
        pytest.param("🌻", "", id="nothing to find it by"),
        pytest.param("Amina\u200b Khan", "amina khan", id="a sign nobody sees"),
    ],
)
def test_a_name_in_its_plain_form(typed, plain):
    assert fold(typed) == plain


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(["Siobhán", "O’Brien", "Müller", "محمد", "Anna-Lena"]), max_size=4), st.randoms())
def test_the_order_of_words_does_not_matter_for_searching(words, dice):
    mixed = list(words)
    dice.shuffle(mixed)
    assert words_of(" ".join(mixed)) == words_of(" ".join(words))
    assert spellings(" ".join(mixed)) == spellings(" ".join(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill", "William"),
        ("Beth", "Elizabeth"),
        ("Kate", "Catherine"),
        ("Mo", "Muhammad"),
        ("Sofia", "Sophie"),
        ("Yusuf", "Youssef"),
        ("Siobhan", "Siobhán"),
        ("Bill Robert", "Billy"),
    ],
)
def test_short_forms_work_both_ways(one, other):
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(("one", "other"), [("Bill", "Bob"), ("Amina", "Anna"), ("", ""), ("Sam", ""), ("🌻", "🌻")])
def test_different_people_stay_different(one, other):
    assert not alike(one, other)


def test_a_short_form_of_two_names_leads_to_both_and_joins_neither():
    assert {"samuel", "samantha"} <= spellings("Sam")
    assert "samantha" not in spellings("Samuel")


def test_the_table_is_in_plain_form_and_says_nothing_twice():
    for group in NICKNAMES:
        assert fold(group) == group
        assert len(set(group.split())) == len(group.split())
