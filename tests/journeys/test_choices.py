"""Amina says yes, says no, and takes it back, each with one button; Carol writes down what was said on paper."""

import re

import pytest
from django.urls import reverse

from families.models import Consent
from groupsite.audit.models import Entry
from tests.cast import CarerFactory, UserFactory

CHOICES = reverse("families:choices")


def press(client, url, purpose, button, name=None):
    """Press a button that stands on the page, by its words and the child's name; the page that comes next."""
    page = client.get(url).content.decode()
    rows = re.findall(r"<li>.*?</li>", page, re.S)
    (row,) = (row for row in rows if f"/{purpose}/" in row and (name is None or f"{name}</bdi>" in row))
    action = re.search(r'action="([^"]+)"', row)[1]
    pressed = {words: value for value, words in re.findall(r'name="given" value="(\w+)">([^<]+)<', row)}
    hidden = dict(re.findall(r'type="hidden" name="(child)" value="([^"]+)"', row))
    more = {"how": "paper"} if 'name="how"' in row else {}
    return client.post(action, {"given": pressed[button], **hidden, **more}, follow=True).content.decode()


@pytest.fixture
def home(amina, sign_in):
    return sign_in(amina)


def test_amina_finds_her_choices_on_my_family_and_says_yes_then_no(home, amina):
    assert f'href="{CHOICES}"' in home.get(reverse("families:mine")).content.decode()
    page = press(home, CHOICES, "photo_wall", "Yes", "Zain")
    assert page.count("tag-good") == 1
    assert page.count("Not asked yet") == 2 * 3, "the other child, the other uses, and saying hello"
    page = press(home, CHOICES, "photo_wall", "Take it back", "Zain")
    assert page.count("tag-good") == 0
    assert list(Consent.objects.order_by("pk").values_list("given", "how")) == [(True, "screen"), (False, "screen")]


def test_no_is_as_short_as_yes_and_costs_nothing(home):
    page = press(home, CHOICES, "photo_press", "No", "Noor")
    assert "Nothing is lost by a no" in page
    assert page.count('tag-quiet"><svg') == 1
    assert "You may give photos of my child" in page, "the exact words stand on the page"


def test_saying_hello_is_on_the_same_page(home, amina):
    press(home, CHOICES, "say_hello", "Yes")
    line = Consent.objects.get()
    assert (line.purpose, line.carer, line.child) == ("say_hello", amina.carer, None)


def test_what_nobody_can_choose_is_not_there(home, bea):
    theo = bea.carer.family.children.get()
    url = reverse("families:choose", args=["photo_wall"])
    assert home.post(reverse("families:choose", args=["everything"]), {"given": "yes"}).status_code == 404
    for told in ({"given": "yes", "child": theo.code}, {"given": "perhaps"}, {}, {"given": "yes"}):
        assert "notice-stop" in home.post(url, told, follow=True).content.decode()
    assert not Consent.objects.exists()


def test_the_other_parent_sees_the_childs_photos_and_answers_for_himself(amina, home, sign_in):
    press(home, CHOICES, "photo_wall", "Yes", "Zain")
    press(home, CHOICES, "say_hello", "Yes")
    dad = CarerFactory(family=amina.carer.family, user=UserFactory(roles=["parent"]), is_main=False)
    page = sign_in(dad.user).get(CHOICES).content.decode()
    assert page.count("tag-good") == 1


def test_carol_writes_down_what_a_family_without_e_mail_said(amina, carol, sign_in):
    client = sign_in(carol)
    url = reverse("families:choices_of_family", args=[amina.carer.family.code])
    page = press(client, url, "photo_wall", "Yes", "Zain")
    assert "On paper" in page
    assert "version 1" in page
    line = Consent.objects.get()
    assert (line.how, line.entered_by, line.carer) == ("paper", carol, amina.carer)
    press(client, url, "photo_wall", "Take it back", "Zain")
    assert Consent.objects.latest("pk").given is False
    assert Entry.objects.filter(what__startswith="consent.").count() == 2


def test_nobody_writes_down_a_click_for_somebody_else(amina, carol, sign_in):
    url = reverse("families:note_choice", args=[amina.carer.family.code, "say_hello"])
    assert "notice-stop" in sign_in(carol).post(url, {"given": "yes", "how": "screen"}, follow=True).content.decode()
    assert not Consent.objects.exists()
