"""Amina asked for a friendly face; Bea is one. Neither sees a name before both have said yes (T10, T19)."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from families.models import BuddyPair, Family
from families.services import buddies
from families.views.buddy import ANSWERS, _seen_by
from groupsite.outbox import delivery
from tests.cast import parent

State = BuddyPair.State


def page_of(user):
    client = Client()
    client.force_login(user)
    return client.get(reverse("families:buddy")).content.decode()


def press(user, pair, answer):
    client = Client()
    client.force_login(user)
    url = reverse("families:buddy_answer", kwargs={"code": pair.code, "answer": answer})
    return client.post(url, follow=True)


@pytest.fixture
def pair(amina, bea, carol):
    Family.objects.filter(pk=amina.carer.family_id).update(wants_friendly_face=True)
    Family.objects.filter(pk=bea.carer.family_id).update(offers_friendly_face=True)
    newcomer, buddy = (Family.objects.get(carers__user=user) for user in (amina, bea))
    return buddies.propose(newcomer, buddy, by=carol)


def test_two_families_become_a_pair(pair, amina, bea):
    delivery.sweep()
    links = {re.search(r"http\S+/buddy/", letter.body)[0] for letter in mail.outbox}
    assert links == {"http://localhost:8000" + reverse("families:buddy")}
    assert "Is that all right?" in page_of(amina)
    assert "Would you walk in with them?" in page_of(bea)

    answer = press(amina, pair, "agree")
    assert "Now we wait for the other family" in answer.content.decode()
    assert "Bea" not in answer.content.decode()
    assert "Amina" not in page_of(bea)

    assert "Amina" in press(bea, pair, "agree").content.decode()
    assert "Bea" in page_of(amina)
    delivery.sweep()
    assert {letter.subject for letter in mail.outbox[2:]} == {
        "You and Bea both said yes",
        "You and Amina both said yes",
    }


def test_opening_the_link_answers_nothing(pair, amina):
    page_of(amina)
    client = Client()
    client.force_login(amina)
    for answer in ANSWERS:
        url = reverse("families:buddy_answer", kwargs={"code": pair.code, "answer": answer})
        assert client.get(url).status_code == 405
    pair.refresh_from_db()
    assert (pair.state, pair.newcomer_agreed_at) == (State.PROPOSED, None)


def test_a_no_asks_nothing_and_names_nobody(pair, amina, bea):
    page = press(bea, pair, "decline").content.decode()
    assert "Nobody will ask why" in page
    assert "looking for a friendly face" in page_of(amina)
    assert "Plans have changed" in press(amina, pair, "agree").content.decode()
    delivery.sweep()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([amina.email], "Plans for your friendly face have changed")
    ]


def test_the_name_is_out_of_sight_once_it_has_ended(pair, amina, bea):
    for user in (amina, bea):
        press(user, pair, "agree")
    assert "Amina" in page_of(bea)
    press(amina, pair, "end")
    assert "Amina" not in page_of(bea)
    assert "Bea" not in page_of(amina)


def test_a_strangers_pair_is_not_there(pair):
    stranger = parent("Carla")
    for answer in ANSWERS:
        assert press(stranger, pair, answer).status_code == 404
    pair.refresh_from_db()
    assert pair.state == State.PROPOSED


def test_who_never_asked_sees_what_it_is(bea):
    assert "Walking in is easier together" in page_of(bea)


def test_a_page_is_not_even_given_a_name_before_both_have_said_yes(pair):
    assert _seen_by(pair.newcomer, pair)["name"] == ""
    assert _seen_by(pair.buddy, pair)["name"] == ""
