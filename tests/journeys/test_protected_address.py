"""Amina hides from somebody: her address is for her own eyes and the safeguarding lead's (TRUST §3)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from families.models import Family
from groupsite.accounts.roles import Role
from groupsite.audit.models import Reading
from tests.cast import CarerFactory, OccurrenceFactory, bring, person

CANARY = "17 Quietcanary Lane"


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def protected(amina, sign_in):
    family = amina.carer.family
    Family.objects.filter(pk=family.pk).update(outcode="BS5")
    client = sign_in(amina)
    link = reverse("families:address")
    assert link in client.get(reverse("families:mine")).content.decode()
    client.post(link, {"address": f"{CANARY}\n\n  Bristol "}, follow=True)
    return client


@pytest.fixture
def lead(db, sign_in):
    return person("Lena", Role.SAFEGUARDING)


def test_she_sees_it_and_no_other_adult_of_the_family_does(protected, amina):
    assert CANARY in protected.get(reverse("families:address")).content.decode()
    sara = person("Sara", Role.PARENT)
    CarerFactory(family=amina.carer.family, user=sara, is_main=False)
    client = Client()
    client.force_login(sara)
    for url in (reverse("families:mine"), reverse("families:address")):
        assert CANARY not in client.get(url).content.decode()
    assert client.get(reverse("families:carer", kwargs={"code": amina.carer.code})).status_code == 404


def test_the_family_has_no_area_any_more(protected, amina):
    assert Family.objects.get(pk=amina.carer.family.pk).outcode == ""
    page = words(protected.post(reverse("families:fact", kwargs={"slug": "area"}), {"area": "BS7"}, follow=True))
    assert "Saved" in page
    assert Family.objects.get(pk=amina.carer.family.pk).outcode == ""


def test_another_adult_is_not_told_why_there_is_no_area(protected, amina):
    sara = person("Sara", Role.PARENT)
    CarerFactory(family=amina.carer.family, user=sara, is_main=False)
    client = Client()
    client.force_login(sara)
    page = words(client.post(reverse("families:fact", kwargs={"slug": "area"}), {"area": "BS7"}, follow=True))
    assert "Saved" in page
    assert Family.objects.get(pk=amina.carer.family.pk).outcode == ""


def test_emptied_it_is_forgotten_and_an_area_is_possible_again(protected, amina):
    protected.post(reverse("families:address"), {"address": " "})
    amina.carer.refresh_from_db()
    assert amina.carer.address == ""
    protected.post(reverse("families:fact", kwargs={"slug": "area"}), {"area": "BS7"})
    assert Family.objects.get(pk=amina.carer.family.pk).outcode == "BS7"


def test_in_the_table_it_cannot_be_read(protected):
    with connection.cursor() as cursor:
        cursor.execute("select address from families_carer")
        assert CANARY not in str(cursor.fetchall())


def test_the_lead_opens_it_and_that_is_noted(protected, lead, amina, sign_in):
    client = sign_in(lead)
    page = client.get(reverse("families:protected"))
    assert CANARY not in page.content.decode()
    url = re.search(r'href="(/families/protected/[^"]+)"', page.content.decode())[1]
    assert CANARY in words(client.get(url))
    reading = Reading.objects.get(what="protected address")
    assert (reading.by_id, reading.about) == (lead.pk, f"families.carer:{amina.carer.pk}")


def test_the_lead_proves_again_who_they_are(protected, lead, sign_in, amina):
    client = sign_in(lead, fresh=False)
    answer = client.get(reverse("families:protected_address", kwargs={"code": amina.carer.code}))
    assert answer.url.startswith(reverse("again"))
    assert not Reading.objects.exists()


def test_no_leader_sees_it(protected, carol, sign_in, amina):
    bring(OccurrenceFactory(), amina)
    client = sign_in(carol)
    for name in ("families:protected", "families:protected_address"):
        kwargs = {"code": amina.carer.code} if name.endswith("address") else {}
        assert client.get(reverse(name, kwargs=kwargs)).status_code == 403


def test_who_has_none_is_not_on_the_list(lead, amina, sign_in):
    client = sign_in(lead)
    assert "Nobody has one" in words(client.get(reverse("families:protected")))
    url = reverse("families:protected_address", kwargs={"code": amina.carer.code})
    assert client.get(url).status_code == 404
