"""Two adults came with two children: Lena says with a tap whom each child is with, and the list for a fire knows."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from families.models import Carer
from tests.cast import OccurrenceFactory, bring, person


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def today(lena, amina, bea):
    """Amina comes with Omar, Zain and Noor; Bea alone with Theo."""
    Carer.objects.create(family=amina.carer.family, name="Omar")
    occurrence = OccurrenceFactory()
    occurrence.programme.leaders.add(lena)
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    heads = occurrence.amina.party.select_related("carer", "child")
    occurrence.who = {head.carer.name if head.carer else head.child.first_name: head.pk for head in heads}
    with time_machine.travel(occurrence.starts_at + timedelta(minutes=5)):
        yield occurrence


def words(client, name, occurrence):
    page = client.get(reverse(name, args=[occurrence.code])).content.decode()
    text = re.sub(r"<[^>]+>", "", page[page.index("<main") :])
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def taps(today, lena, sign_in):
    """Lena's thumb: each tap is a button that stands on the page."""
    client = sign_in(lena)

    def tap(name, value, *, page=""):
        html = client.get(reverse("sessions:register", args=[today.code]) + page).content.decode()
        assert f'name="{name}" value="{value}"' in html
        client.post(reverse("sessions:tick", args=[today.code]) + page, {name: value})
        return client

    return tap


def test_one_adult_needs_no_tap(taps, today):
    client = taps("came", today.bea.pk)
    assert "Theo with Bea" in words(client, "portal:evacuation", today)
    assert 'name="beside"' not in client.get(reverse("sessions:register", args=[today.code])).content.decode()


def test_two_adults_need_one_tap_a_child_and_the_list_for_a_fire_says_so(taps, today):
    who = today.who
    client = taps("came", today.amina.pk)
    assert "Zain with Amina or Omar" in words(client, "portal:evacuation", today)
    taps("beside", f"{who['Zain']}.{who['Omar']}")
    taps("beside", f"{who['Noor']}.{who['Amina']}")
    shown = words(client, "portal:evacuation", today)
    assert "Zain with Omar" in shown
    assert "Noor with Amina" in shown


def test_a_child_whose_adult_has_left_is_seen_and_given_to_the_other(taps, today):
    who = today.who
    taps("came", today.amina.pk)
    taps("beside", f"{who['Zain']}.{who['Omar']}")
    client = taps("left", who["Omar"], page="?leaving=1")
    assert "Omar has left Zain is with Amina" in words(client, "sessions:register", today)
    assert "Zain was with Omar, who has left" in words(client, "portal:evacuation", today)
    taps("beside", f"{who['Zain']}.{who['Amina']}")
    assert "Omar has left" not in words(client, "sessions:register", today)
    assert "Zain with Amina" in words(client, "portal:evacuation", today)


def test_nobody_is_put_beside_an_adult_of_another_family(taps, today):
    client = taps("came", today.amina.pk)
    theirs = today.bea.party.exclude(carer=None).get()
    answer = client.post(
        reverse("sessions:tick", args=[today.code]), {"beside": f"{today.who['Zain']}.{theirs.pk}"}, follow=True
    )
    assert "They are not on this register any more" in answer.content.decode()
