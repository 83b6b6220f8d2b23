"""Joining and My family are written for a tired person: short sentences, short words (DESIGN, law 10).

The measure is the Automated Readability Index (Senter and Smith, 1967), whose number is about the American school year:
6 is a child of eleven.
"""

import re
from html import unescape

import pytest
from django.urls import reverse

from families.forms.carers import CARER_PARTS
from families.forms.more import MORE
from tests.cast import RegistrationFactory, UserFactory
from tests.journeys.test_joining import COMPLETE, ZAIN

MOST_WORDS, AVERAGE, ARI = 25, 15, 6


def sentences(html):
    """What stands in the main part of a page, sentence by sentence; each block of the page ends one."""
    main = re.search(r"<main.*?</main>", html, re.S)[0]
    main = re.sub(
        r"<(script|svg|ol class=\"steps\").*?</(script|svg|ol)>|<datalist.*?</datalist>", " ", main, flags=re.S
    )
    main = re.sub(r"</?(?:p|li|h\d|dt|dd|div|label|legend|button|a|br|option|summary|textarea)\b[^>]*>", "\n", main)
    text = unescape(re.sub(r"<[^>]+>", "", main))
    found = (part.split() for part in re.split(r"\n|(?<=[.!?:])\s", text))
    return [words for words in found if any(sign.isalpha() for word in words for sign in word)]


def ari(said):
    """4.71 letters a word + 0.5 words a sentence - 21.43."""
    words = [word for sentence in said for word in sentence]
    letters = sum(sign.isalnum() for word in words for sign in word)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(said) - 21.43


def assert_plain(*pages):
    """Labels and buttons are short anyway, so that only whole sentences are weighed."""
    said = [words for html in pages for words in sentences(html)]
    assert [" ".join(words) for words in said if len(words) > MOST_WORDS] == []
    whole = [words for words in said if len(words) > 2 and words[-1][-1] in ".!?"] or said
    assert sum(map(len, whole)) / len(whole) <= AVERAGE
    assert ari(whole) <= ARI, (round(ari(whole), 1), [" ".join(words) for words in whole])


QUESTIONS = ("name", "phone", "area", "friend", "languages", "needs", "heard")
PARTS = ("name", "birthday", "due", "allergies", "helps")


@pytest.fixture
def newcomer(db, client):
    user = UserFactory(name="", email="amina@example.org")
    RegistrationFactory(user=user, answers=COMPLETE | {"children": [ZAIN]})
    client.force_login(user)
    return client


JOINING = [
    *(reverse("families:question", args=[slug]) for slug in QUESTIONS),
    *(reverse("families:child", kwargs={"code": ZAIN["code"], "part": part}) for part in PARTS),
    *(reverse(f"families:{name}") for name in ("children", "check")),
]


def test_the_page_before_joining_is_plain(db, client):
    assert_plain(client.get(reverse("families:join")).content.decode())


@pytest.mark.parametrize("url", JOINING)
def test_every_page_of_joining_is_plain(url, newcomer):
    assert_plain(newcomer.get(url).content.decode())


@pytest.mark.parametrize("slug", MORE)
def test_every_page_where_a_family_tells_more_is_plain(slug, amina, sign_in):
    assert_plain(sign_in(amina).get(reverse("families:more", args=[slug])).content.decode())


@pytest.mark.parametrize("part", CARER_PARTS)
def test_every_page_about_an_adult_is_plain(part, amina, sign_in):
    url = reverse("families:carer_part", args=[amina.carer.code, part])
    assert_plain(sign_in(amina).get(url).content.decode())


def test_my_family_the_welcome_and_the_choices_are_plain(amina, sign_in):
    client = sign_in(amina)
    for name in ("mine", "joined", "choices"):
        assert_plain(client.get(reverse(f"families:{name}")).content.decode())


def test_hard_words_are_noticed():
    hard = "<main><p>Notwithstanding contraindications, dietary requirements necessitate documentation.</p></main>"
    with pytest.raises(AssertionError):
        assert_plain(hard)


def test_a_long_sentence_is_noticed():
    with pytest.raises(AssertionError):
        assert_plain(f"<main><p>{'we go on ' * 9}</p></main>")
