"""Amina says what the other parent may do for each child; it holds from the next click on."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from families.models import Right, Say
from families.services.rights import set_rights
from groupsite.accounts.roles import Role
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from sessions.services.booking import book
from tests.cast import CarerFactory, OccurrenceFactory, bring, client_of, person


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def part(child, which):
    return reverse("families:change_child", kwargs={"code": child.code, "part": which})


@pytest.fixture
def sara(amina):
    user = person("Sara", Role.PARENT)
    CarerFactory(family=amina.carer.family, user=user, name="Sara", email=user.email, is_main=False)
    return user


@pytest.fixture
def hers(sara):
    return client_of(sara)


@pytest.fixture
def zain(amina):
    zain = amina.carer.family.children.get(first_name="Zain")
    zain.allergies, zain.allergy_action = "Sesame", "Keep apart"
    zain.save()
    return zain


def say(sara, child, what):
    set_rights(sara.carer, {child: what}, by=sara)


def test_amina_chooses_on_a_page(amina, sara, zain, sign_in):
    client = sign_in(amina)
    url = reverse("families:rights", kwargs={"code": sara.carer.code})
    assert url in client.get(reverse("families:mine")).content.decode()
    page = client.get(url)
    assert "What may Sara do?" in words(page)
    noor = amina.carer.family.children.get(first_name="Noor")
    assert client.post(url, {str(zain.code): "bring", str(noor.code): "all"}).status_code == 302
    assert list(Right.objects.values_list("carer", "child", "say")) == [(sara.carer.pk, zain.pk, "bring")]


def test_everything_is_what_nobody_has_written_down(hers, zain):
    assert "Sesame" in words(hers.get(reverse("families:mine")))
    assert hers.get(part(zain, "allergies")).status_code == 200


def test_book_and_bring_closes_health(hers, sara, zain):
    say(sara, zain, Say.BRING)
    page = words(hers.get(reverse("families:mine")))
    assert "Zain" in page
    assert "Sesame" not in page
    for which in ("allergies", "helps"):
        assert hers.get(part(zain, which)).status_code == 404
        assert hers.post(part(zain, which), {"has_allergies": "no"}).status_code == 404
    zain.refresh_from_db()
    assert zain.allergies == "Sesame"
    assert hers.get(part(zain, "name")).status_code == 200
    assert "Zain" in words(hers.get(reverse("sessions:session", args=[OccurrenceFactory().code])))


def test_nothing_closes_the_child(hers, sara, amina, zain):
    booking = bring(OccurrenceFactory(), amina)
    say(sara, zain, Say.NONE)
    assert "Zain" not in words(hers.get(reverse("families:mine")))
    assert hers.get(part(zain, "name")).status_code == 404
    session = OccurrenceFactory()
    assert "Zain" not in words(hers.get(reverse("sessions:session", args=[session.code])))
    page = words(hers.get(reverse("sessions:booking", args=[booking.code])))
    assert "Noor" in page
    assert "Zain" not in page
    with pytest.raises(Refused) as no:
        book(session, amina.carer.family, children=[zain], adults=[sara.carer], by=sara)
    assert no.value.code == "not_yours"
    assert bring(session, amina).party.filter(child=zain).exists()


def test_an_outing_of_that_child_alone_is_not_there(hers, sara, amina, zain):
    booking = bring(OccurrenceFactory(), amina, children=[zain], contact=sara.carer)
    assert hers.get(reverse("sessions:booking", args=[booking.code])).status_code == 200
    say(sara, zain, Say.NONE)
    assert hers.get(reverse("sessions:booking", args=[booking.code])).status_code == 404
    assert booking.occurrence.programme.name not in words(hers.get(reverse("portal:home")))
    delivery.sweep()
    assert mail.outbox == []


def test_only_the_one_who_says_who_belongs_sets_rights(hers, amina, sara):
    for adult in (amina.carer, sara.carer):
        assert hers.get(reverse("families:rights", kwargs={"code": adult.code})).status_code == 404


def test_both_parents_see_what_one_of_them_booked(hers, amina):
    booking = bring(OccurrenceFactory(), amina)
    assert booking.occurrence.programme.name in words(hers.get(reverse("portal:home")))
