"""Amina looks for something near her without leaving her postcode behind; Rita teaches the search a word."""

import html
import logging

import pytest
from django.urls import reverse

from signposting.models import Gap, Synonym
from tests.cast import ServiceFactory, facts

pytestmark = pytest.mark.django_db
DIRECTORY = reverse("signposting:directory")


def words_of_page(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def at(code, **more):
    return facts(locations=[{"name": "Hall", "postal_code": code}], **more)


def test_a_postcode_is_used_and_not_kept(client, caplog):
    ServiceFactory(**at("BS5 0SQ", name="Easton Singers"))
    caplog.set_level(logging.INFO)
    answer = client.post(DIRECTORY, {"q": "singers BS5 0AX", "near": "bs5 0ax", "needs": []})
    assert "0AX" not in answer["Location"].upper().replace("+", "")
    assert client.cookies["area"].value.startswith("BS5 0:")
    assert client.cookies["area"]["httponly"]
    assert not client.cookies["area"]["max-age"], "it ends with the browser"
    page = words_of_page(client.get(answer["Location"]))
    assert "about 1 mile away" in page or "half a mile away" in page
    assert "0AX" not in page.upper()
    assert "0AX" not in caplog.text.upper()
    client.post(DIRECTORY, {"q": "singers"})
    assert "away" not in words_of_page(client.get(DIRECTORY, {"q": "singers"}))


def test_a_postcode_nobody_knows_is_told_beside_its_box(client):
    page = words_of_page(client.post(DIRECTORY, {"near": "XX99 9XX"}))
    assert "We do not know this postcode. Enter it like BS5 0AX, or only the first half." in page


def test_boxes_that_no_entry_answers_are_not_there(client):
    ServiceFactory(name="Plain")
    assert "It must have" not in words_of_page(client.get(DIRECTORY))
    ServiceFactory(name="With a ramp", accessibility=["Ramp"], languages=["Polish"])
    page = words_of_page(client.get(DIRECTORY))
    assert "No steps to get in" in page
    assert "Polish" in page
    assert "Parking" not in page


def test_rita_teaches_the_search_a_word_and_takes_it_back(client, rita, sign_in):
    ServiceFactory(name="Stay and Play")
    assert "Stay and Play" not in words_of_page(client.get(DIRECTORY, {"q": "tumbling"}))
    sign_in(rita)
    client.post(reverse("signposting:words"), {"terms": "Tumbling, stay and play"})
    page = words_of_page(client.get(DIRECTORY, {"q": "tumbling"}))
    assert "its name says “stay and play”, which is like “tumbling”" in page
    row = Synonym.objects.get(terms__contains=["Tumbling"])
    said = words_of_page(client.post(reverse("signposting:words_change", args=[row.code]), {"terms": "tumbling"}))
    assert "Write at least two words or phrases, with a comma between them." in said
    client.post(reverse("signposting:words_drop", args=[row.code]))
    assert "which is like" not in words_of_page(client.get(DIRECTORY, {"q": "tumbling"}))


def test_nothing_found_says_what_to_leave_out_and_is_counted_without_words(client, rita, sign_in):
    ServiceFactory(name="Baby Yoga", maximum_age=1, free=True)
    ServiceFactory(name="Yoga for Mothers", maximum_age=1)
    asked = {"q": "yoga for my 4 year old", "free": "on"}
    page = words_of_page(client.get(client.post(DIRECTORY, asked)["Location"]))
    assert "That does not mean there is nothing." in page
    assert 'For any age <span class="count">1</span>' in page
    answer = client.post(DIRECTORY, {"q": "yoga", "free": "on"})
    assert "Baby Yoga" in words_of_page(client.get(answer["Location"]))
    assert set(Gap.objects.values_list("facet", "count")) == {("words", 1), ("age:4", 1), ("free", 1)}
    client.get(DIRECTORY, asked)
    client.post(DIRECTORY, asked)
    assert set(Gap.objects.values_list("count", flat=True)) == {2}, "looking alone counts nothing"
    assert "yoga" not in str(list(Gap.objects.values()))
    sign_in(rita)
    page = words_of_page(client.get(reverse("signposting:gaps")))
    assert "child of 4 years" in page


def test_starting_again_forgets_the_place(client):
    client.post(DIRECTORY, {"near": "BS5"})
    assert "near BS5" in words_of_page(client.get(DIRECTORY))
    client.post(DIRECTORY, {"again": "yes", "near": "BS5"})
    assert "near BS5" not in words_of_page(client.get(DIRECTORY))
