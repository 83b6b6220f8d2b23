"""Grace changes who comes; Tom's twins do not both fit, and he comes with one."""

import re

import pytest
from django.urls import reverse

from sessions.models import Booking
from tests.cast import CarerFactory, HelperFactory, OccurrenceFactory, RightFactory, bring, parent, person


@pytest.fixture
def hall(amina):
    occurrence = OccurrenceFactory(programme__heads_limit=7)
    occurrence.held = bring(occurrence, amina)
    return occurrence


def page_of(client, booking):
    return client.get(reverse("sessions:booking", args=[booking.code])).content.decode()


def test_grace_leaves_one_at_home_and_takes_him_along_again(hall, sign_in):
    grace = parent("Grace", ("Ada", 28))
    booking = bring(hall, grace)
    CarerFactory(family=grace.carer.family, name="Gran", is_main=False)
    client = sign_in(grace)
    path = reverse("sessions:change_party", args=[booking.code])
    assert path in page_of(client, booking)
    form = client.get(path).context["form"]
    assert (len(form["children"].value()), form["adults"].value()[-1:]) == (2, form["children"].value()[-1:])
    codes = {str(person.code): str(person) for person in form.household.adults}
    ada = str(form.household.children[0].code)
    page = client.post(path, {"children": [ada], "adults": list(codes)}).content.decode()
    assert "This session is full" in page or "There is room for" in page
    assert "Gran" not in page_of(client, booking).split("Where")[0]
    gran = next(code for code, name in codes.items() if name == "Gran")
    page = client.post(path, {"children": [ada], "adults": [gran]}, follow=True).content.decode()
    assert "Gran" in page
    assert "You are booked" in page


def test_tom_sees_what_would_let_him_in_and_comes_with_one_twin_in_one_press(hall, sign_in):
    tom = parent("Tom", ("Jack", 25), ("Erin", 25))
    booking = bring(hall, tom)
    client = sign_in(tom)
    page = page_of(client, booking)
    assert "You are number 1 on the waiting list." in page
    assert "You all get in when 1 more place comes free." in page
    pressed = re.findall(r'name="people" value="([^"]+)"', page)
    assert len(pressed) == 2
    page = client.post(reverse("sessions:take_fewer", args=[booking.code]), {"people": pressed[0]}, follow=True)
    assert "You are booked" in page.content.decode()
    assert Booking.objects.get(pk=booking.pk).party.count() == 2


def test_a_late_press_says_why_and_he_keeps_his_turn(hall, bea, sign_in):
    tom = parent("Tom", ("Jack", 25), ("Erin", 25))
    booking = bring(hall, tom)
    client = sign_in(tom)
    pressed = re.findall(r'name="people" value="([^"]+)"', page_of(client, booking))
    bring(hall, bea)
    page = client.post(reverse("sessions:take_fewer", args=[booking.code]), {"people": pressed[0]}, follow=True)
    assert "This session is full" in page.content.decode()
    assert "You are number 1 on the waiting list." in page.content.decode()


def test_a_helper_changes_it_and_a_stranger_finds_nothing(hall, amina, bea, sign_in):
    hana = HelperFactory(family=amina.carer.family, user__name="Hana").user
    path = reverse("sessions:change_party", args=[hall.held.code])
    assert sign_in(bea).get(path).status_code == 404
    assert sign_in(hana).get(path).status_code == 200


def test_a_child_closed_to_somebody_is_not_named_to_them(hall, amina, sign_in):
    sam = person("Sam", "parent")
    carer = CarerFactory(family=amina.carer.family, user=sam, name="Sam", is_main=False)
    RightFactory(carer=carer, child=amina.carer.family.children.get(first_name="Noor"), say="none")
    page = sign_in(sam).get(reverse("sessions:change_party", args=[hall.held.code])).content.decode()
    assert "Noor" not in page
    assert "One child whom you do not see here stays in the booking." in page
