"""Amina finds a mistake and tells us in two taps; she suggests a place; she looks for help by what she needs."""

import pytest
from django.urls import reverse

from signposting.models import Report, Suggestion
from tests.cast import ServiceFactory, client_of

pytestmark = pytest.mark.django_db


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_two_taps_and_she_hears_what_came_of_it(amina, rita, sign_in):
    service = ServiceFactory(name="Tiny Tots")
    parent, desk = client_of(amina), sign_in(rita)
    address = reverse("signposting:report", args=[service.code])
    assert address in page_of(parent, reverse("signposting:service", args=[service.code])), "the first tap"
    assert parent.get(address).content.decode().count('name="topic"') == 4
    said = parent.post(address, {"topic": "closed"}, follow=True).content.decode()
    assert "Thank you. Somebody of ours looks into it." in said
    card = page_of(desk, reverse("signposting:desk"))
    assert "A parent says of" in card
    desk.post(reverse("signposting:answer_report", args=[Report.objects.get().code]), {"outcome": "fixed"})
    told = page_of(parent, reverse("signposting:told_us"))
    assert "You were right, and we have changed it" in told


def test_a_machine_in_the_hidden_box_tells_nothing(client):
    service = ServiceFactory()
    client.post(reverse("signposting:report", args=[service.code]), {"topic": "closed", "website": "spam"})
    assert not Report.objects.exists()


def test_she_suggests_a_place_and_it_is_in_the_directory(amina, rita, sign_in):
    parent, desk = client_of(amina), sign_in(rita)
    assert reverse("signposting:suggest") in page_of(parent, reverse("signposting:directory"))
    parent.post(reverse("signposting:suggest"), {"name": "Bumps and Babes", "words": "Library, Thursdays"})
    assert "A parent suggests" in page_of(desk, reverse("signposting:desk"))
    row = Suggestion.objects.get()
    no = desk.post(reverse("signposting:decide_suggestion", args=[row.code]), {"answer": "not"}, follow=True)
    assert "Say why." in no.content.decode()
    desk.post(reverse("signposting:decide_suggestion", args=[row.code]), {"answer": "take"})
    assert "Bumps and Babes" in page_of(parent, f"{reverse('signposting:directory')}?q=bumps")
    assert "It is in the directory. Thank you." in page_of(parent, reverse("signposting:told_us"))


def test_who_can_help_by_what_she_needs(client):
    ServiceFactory(name="Bristol Mind", description="Counselling when it gets too much.")
    ServiceFactory(name="Next Link", description="Help with domestic abuse.")
    start = page_of(client, reverse("signposting:directory"))
    assert reverse("signposting:needs") in start
    assert reverse("signposting:need", args=["mood"]) in page_of(client, reverse("signposting:needs"))
    mood = page_of(client, reverse("signposting:need", args=["mood"]))
    assert "Bristol Mind" in mood
    assert "Next Link" not in mood
    safe = page_of(client, reverse("signposting:need", args=["safe"]))
    assert "Next Link" in safe
    assert "Leave this page quickly" in safe
    assert "We know of nothing yet" in page_of(client, reverse("signposting:need", args=["learn"]))
    assert client.get(reverse("signposting:need", args=["nothing"])).status_code == 404
