"""At the door Carol sees who needs what: interpreter, formats, access, health, what helps, whose photo she may take."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from families.models import Home
from families.services.consents import say
from groupsite.audit.models import Entry, Reading
from groupsite.kit import clock
from sessions.pages.registers import sheets
from tests.cast import OccurrenceFactory, bring, person


def at(name, row):
    return reverse(f"sessions:{name}", args=[row.code])


@pytest.fixture
def zain(amina):
    return amina.carer.family.children.get(first_name="Zain")


@pytest.fixture
def morning(amina, zain):
    """Amina reads Arabic and brings Zain, who has asthma and a rabbit."""
    carer = amina.carer
    carer.interpreter, carer.formats, carer.access = "Arabic", ["large_print", "easy_read"], "No steps, please"
    carer.save()
    zain.health_note, zain.helps = "Asthma: blue inhaler", "His rabbit"
    zain.save()
    occurrence = OccurrenceFactory()
    occurrence.amina = bring(occurrence, amina)
    with time_machine.travel(occurrence.starts_at - timedelta(minutes=30), tick=False):
        yield occurrence


@pytest.fixture
def register(morning, carol, sign_in):
    client = sign_in(carol)

    def opened():
        return client.get(at("register", morning)).content.decode()

    return opened


def test_carol_sees_what_each_family_needs(register):
    page = register()
    for words in ("Interpreter:", "Arabic", "not booked", "Large print, Easy read", "No steps, please"):
        assert words in page
    for words in ("Asthma: blue inhaler", "Helps: His rabbit"):
        assert words in page


def test_looking_at_health_and_access_is_noted(register, carol, morning):
    register()
    assert [(reading.what, reading.by) for reading in Reading.objects.all()] == [("health", carol)]


def test_with_nothing_to_tell_nothing_is_noted(bea, carol, sign_in):
    occurrence = OccurrenceFactory()
    bring(occurrence, bea)
    sign_in(carol).get(at("register", occurrence))
    assert not Reading.objects.exists()


def test_carol_says_that_the_interpreter_is_booked_and_takes_it_back(register, morning, client, carol):
    pk = morning.amina.pk
    assert f'name="interpreter" value="{pk}"' in register()
    client.post(at("tick", morning), {"interpreter": pk})
    page = register()
    assert "Arabic, booked" in page
    assert f'name="no_interpreter" value="{pk}"' in page
    client.post(at("tick", morning), {"no_interpreter": pk})
    assert "Arabic, not booked" in register()
    assert [e.what for e in Entry.objects.filter(what__startswith="interp").order_by("pk")] == [
        "interpreter.booked",
        "interpreter.not_booked",
    ]


def test_interpreters_are_asked_for_weeks_ahead_without_a_name(morning, amina, sign_in):
    lena = person("Lena", "leader")
    morning.programme.leaders.add(lena)
    with time_machine.travel(morning.starts_at - timedelta(days=10), tick=False):
        client = sign_in(lena)
        page = client.get(reverse("sessions:today")).content.decode()
        assert "Interpreters to book" in page
        assert "Arabic" in page
        assert "Amina" not in page
        client.post(at("interpreter", morning.amina))
        assert "Interpreters to book" not in client.get(reverse("sessions:today")).content.decode()
    morning.amina.refresh_from_db()
    assert morning.amina.interpreter_booked


def test_a_leader_of_another_group_books_no_interpreter_here(morning, sign_in):
    assert sign_in(person("Otto", "leader")).post(at("interpreter", morning.amina)).status_code == 404


def allow(amina, zain, *uses, given=True):
    for use in uses:
        say(f"photo_{use}", amina.carer, child=zain, given=given, by=amina)


def photos(occurrence):
    (row,) = sheets([occurrence])[0].expected
    return {child.first_name: child.photos for child in row.children}


def test_each_use_of_a_photo_is_shown_beside_the_name(register, morning, amina, zain):
    assert "Take no photos of a child unless" in register()
    assert photos(morning) == {"Zain": "", "Noor": ""}
    allow(amina, zain, "wall", "web")
    assert photos(morning) == {"Zain": "Photos: wall, web", "Noor": ""}
    assert "Photos: wall, web" in register()
    allow(amina, zain, "wall", "web", given=False)
    assert photos(morning)["Zain"] == "No photos"


def test_the_other_homes_no_is_a_no_here_too(morning, amina, zain, carol, bea):
    allow(amina, zain, "wall")
    Home.objects.create(child=zain, family=bea.carer.family)
    assert photos(morning)["Zain"] == "Photos: wall"
    say("photo_wall", bea.carer, child=zain, given=False, by=bea)
    assert photos(morning)["Zain"] == "No photos"


def test_the_other_homes_yes_alone_is_no_yes(morning, amina, zain, bea):
    Home.objects.create(child=zain, family=bea.carer.family)
    say("photo_wall", bea.carer, child=zain, given=True, by=bea)
    assert photos(morning)["Zain"] == "No photos"


# -- Before something is sent (S2-16) --------------------------------------------------------------
def told(client, occurrence):
    return client.get(at("cancel", occurrence)).content.decode()


def test_before_a_day_is_cancelled_carol_sees_who_needs_it_in_another_way(morning, amina, bea, carol, sign_in):
    bring(morning, bea)
    page = told(sign_in(carol), morning)
    assert "1 person needs it in another way" in page
    assert "Letters and papers: Large print, Easy read. Interpreter: Arabic." in page
    assert "<bdi>Bea</bdi>" not in page
    assert "No steps" not in page, "access is for the day, not for a letter"


def test_who_has_no_e_mail_or_would_rather_be_rung_is_listed_with_the_number(morning, bea, carol, sign_in):
    bring(morning, bea)
    bea.carer.contact_by, bea.carer.phone = "phone", "+447700900123"
    bea.carer.save()
    page = told(sign_in(carol), morning)
    assert "Would rather be reached by phone call." in page
    assert 'href="tel:+447700900123"' in page
    bea.carer.email = ""
    bea.carer.save()
    assert "No e-mail: ring, or tell them at the group." in told(sign_in(carol), morning)


def test_who_is_not_told_is_not_listed(morning, carol, sign_in):
    empty = OccurrenceFactory(day=clock.today() + timedelta(days=9))
    assert "another way" not in told(sign_in(carol), empty)
