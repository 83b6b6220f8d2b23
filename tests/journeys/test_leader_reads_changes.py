"""On Monday leaders hear how many families told us something new, and Carol reads what it was (S4-27)."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from families.services import household, telling
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.portal import tasks
from tests.cast import OccurrenceFactory, bring, person

PAGE = reverse("portal:family_changes")


@pytest.fixture
def told(amina, bea, carol):
    """In the days before a moment, Amina told us of an allergy and her days, Bea of her loneliness."""

    def tell(moment):
        with time_machine.travel(moment - timedelta(days=2), tick=False):
            zain = amina.carer.family.children.get(first_name="Zain")
            household.change_child(zain, {"allergies": "egg", "allergy_action": "Ring me."}, by=amina)
            telling.tell_of_family(amina.carer.family, {"best_days": ["tue_am"]}, by=amina)
            telling.tell_privately(amina.carer, "always", by=amina)
            telling.tell_privately(bea.carer, "always", by=bea)
            household.change_carer(amina.carer, name="Amina K", relationship="", phone="", by=carol)
        with time_machine.travel(moment - timedelta(days=20), tick=False):
            telling.tell_skills(amina.carer, skills="Guitar", by=amina)

    return tell


@pytest.fixture
def week(told):
    told(clock.now())


def test_on_monday_a_letter_counts_and_names_nobody(told, carol):
    lena, gone = person("Lena", Role.LEADER), person("Gone", Role.LEADER)
    today = clock.today()
    monday = clock.at(today + timedelta(days=7 - today.weekday()), time(6, 40))
    told(monday)
    with time_machine.travel(monday, tick=False):
        tasks.tell_what_changed()
        tasks.tell_what_changed()
    gone.roles = []
    gone.save()
    with time_machine.travel(monday + timedelta(hours=1), tick=False):
        sweep()
    letters = {message.to[0]: message for message in mail.outbox if "something new" in message.subject}
    assert set(letters) == {carol.email, lena.email}
    assert len([message for message in mail.outbox if "something new" in message.subject]) == 2
    body = letters[lena.email].body
    assert letters[lena.email].subject == "1 family told us something new"
    assert "- Health notes and allergies: 1" in body
    assert "- Days, festivals, food, languages: 1" in body
    for name in ("Amina", "Zain", "egg", "lonely", "Adults and how"):
        assert name not in body
    assert PAGE in body


def test_carol_reads_what_changed_but_never_the_private_question(week, carol, client, sign_in):
    page = sign_in(carol).get(PAGE).content.decode()
    assert "Changed what we know of a child’s health" in page
    assert "(allergies, what to do about an allergy)" in page
    assert "(days that suit)" in page
    assert "lonely" not in page
    assert "Bea" not in page
    assert "what they would share" not in page
    assert "what they would share" in client.get(PAGE, {"all": "yes"}).content.decode()


def test_a_leader_reads_names_of_families_near_and_numbers_of_all(week, amina, client, sign_in):
    lena = person("Lena", Role.LEADER)
    page = sign_in(lena).get(PAGE).content.decode()
    assert "Health notes and allergies" in page
    assert "Amina" not in page
    soon = clock.now() + timedelta(hours=1)
    session = OccurrenceFactory(day=clock.local(soon).date(), starts_at=soon, ends_at=soon + timedelta(hours=2))
    session.programme.leaders.add(lena)
    bring(session, amina)
    assert "Amina" in client.get(PAGE).content.decode()


def test_a_quiet_week_has_no_letter(carol):
    tasks.tell_what_changed()
    sweep()
    assert mail.outbox == []


def test_with_nothing_new_the_page_says_so(carol, client, sign_in):
    assert "Nothing new" in sign_in(carol).get(PAGE).content.decode()
