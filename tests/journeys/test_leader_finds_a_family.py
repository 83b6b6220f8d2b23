"""Carol looks a family up by what she heard at the door, reads its page, and notes a word with them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from families.models import Contact
from groupsite.accounts.roles import Role
from groupsite.audit.models import Reading
from tests.cast import CarerFactory, ChildFactory, OccurrenceFactory, bring, person


@pytest.fixture
def siobhan(db):
    carer = CarerFactory(name="Siobhán O’Brien", phone="+447700900123")
    ChildFactory(first_name="Aoife", family=carer.family)
    CarerFactory(name="Sinead Bryan")
    return carer


def test_carol_finds_siobhan_however_she_types_it_and_notes_a_word(siobhan, carol, client, sign_in):
    home = sign_in(carol).get(reverse("portal:home")).content.decode()
    the_list = re.search(r'href="([^"]+)"[^>]*>(?:(?!</a>).)*Families', home, re.DOTALL)[1]
    page = client.get(the_list, {"q": "siobahn obrien"}).content.decode()
    assert "1 family" in page
    assert "Aoife" in page
    family = re.search(r'href="(/families/[0-9a-f-]{36}/)"', page)[1]
    page = client.get(family).content.decode()
    assert "Siobhán O’Brien" in page
    assert Reading.objects.filter(by=carol, what="family").count() == 1
    form = re.search(r'href="([^"]+/word/)"', page)[1]
    page = client.post(form, {"note": "Looks for a cot"}).content.decode()
    assert "There is a problem" in page
    assert "Looks for a cot" in page
    page = client.post(form, {"kind": "gentle", "way": "rang", "note": "Looks for a cot"}, follow=True).content.decode()
    assert "Noted." in page
    assert "A gentle hello: Rang" in page
    assert "Looks for a cot" in page
    assert Contact.objects.get().by == carol
    answer = client.post(form, {"kind": "gentle", "way": "rang", "note": "\x00"})
    assert "There is a problem" in answer.content.decode()


def test_lena_finds_her_family_at_the_door_by_a_child(siobhan, client, sign_in):
    lena = person("Lena", Role.LEADER)
    session = OccurrenceFactory()
    session.programme.leaders.add(lena)
    with time_machine.travel(session.starts_at - timedelta(minutes=5), tick=False):
        page = sign_in(lena).get(reverse("sessions:door", args=[session.code]), {"q": "aoife obrien"}).content.decode()
        assert "Siobhán O’Brien" in page
        bring(session, siobhan.family, by=lena)
        page = client.get(reverse("portal:families"), {"q": "900123"}).content.decode()
        assert "Siobhán O’Brien" in page
        assert "900123" not in page.replace('value="900123"', "")


def pressed(page, words):
    """Where the link with these words leads."""
    return next(
        href for href, text in re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL) if words in text
    )


def test_carol_writes_down_what_a_family_without_e_mail_tells_her(siobhan, carol, client, sign_in):
    url = reverse("portal:family", args=[siobhan.family.code])
    page = sign_in(carol).get(url).content.decode()
    client.post(pressed(page, "Change name or phone"), {"name": "Siobhan Byrne", "phone": "07700 900555"})
    answer = client.post(pressed(page, "Add a child"), {"first_name": "Cillian"})
    assert "There is a problem" in answer.content.decode()
    born = {"born_on_day": "3", "born_on_month": "2", "born_on_year": "2025", "has_allergies": "no"}
    client.post(pressed(page, "Add a child"), {"first_name": "Cillian", **born})
    client.post(pressed(page, "Add an adult"), {"name": "Omar", "relationship": "Uncle"})
    client.post(pressed(page, "Name<span"), {"first_name": "Aoibhe", "last_name": "Byrne"})
    page = client.get(url).content.decode()
    for words in (
        "Siobhan Byrne",
        "07700 900555",
        "Cillian",
        "Omar",
        "Uncle",
        "Aoibhe Byrne",
        "Added a child",
        "Carol",
    ):
        assert words in page, words
    assert client.get(reverse("portal:families"), {"q": "aoibhe omar"}).context["page"].paginator.count == 1


def test_an_allergy_takes_a_fresh_sign_in_and_health_notes_are_the_familys_own(siobhan, carol, client):
    carol.set_password("a long walk to the hall")
    carol.save()
    client.force_login(carol)
    session = client.session
    session["second_factor_at"] = 1
    session.save()
    family, child = siobhan.family, siobhan.family.children.get()

    def page_of(part, family=family):
        return reverse("portal:family_child", args=[family.code, child.code, part])

    told = {"has_allergies": "yes", "allergies": "Egg", "allergy_action": "Ring me."}
    answer = client.post(page_of("allergies"), told)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    child.refresh_from_db()
    assert child.allergies == ""
    answer = client.post(answer.url, {"password": "a long walk to the hall"})
    child.refresh_from_db()
    assert child.allergies == "Egg"
    assert Reading.objects.filter(what="allergies", by=carol).exists()
    assert client.get(page_of("helps")).status_code == 404
    assert client.get(page_of("name", family=CarerFactory().family)).status_code == 404
