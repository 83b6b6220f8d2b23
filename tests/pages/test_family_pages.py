"""Families as leaders see them: who may open what, what a filter keeps, what a page says and never says."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from families.models import BuddyPair, Family
from families.services import telling
from families.services.finding import refresh
from groupsite.accounts.roles import Role
from groupsite.audit.models import Reading
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.portal.families.changes import families_told, told_since
from groupsite.portal.families.filters import of_age, years_before
from sessions.models import Attendance
from sessions.queries.access import families_open_to
from tests.cast import (
    AboutMeFactory,
    BookingFactory,
    BuddyPairFactory,
    CarerFactory,
    ChildFactory,
    ConsentFactory,
    ContactFactory,
    OccurrenceFactory,
    bring,
    parent,
    person,
)

LIST = reverse("portal:families")
SECRET = {"address": "REFUGE-17-HIDDEN-LANE", "lonely": "LONELY-often", "health_note": "HEALTH-epilepsy"}


def page_of(family, name="family"):
    return reverse(f"portal:{name}", args=[family.code])


@pytest.fixture
def lena(db):
    return person("Lena", Role.LEADER)


@pytest.fixture
def told(amina):
    """Amina has told us a lot, some of it for few eyes."""
    family, carer = amina.carer.family, amina.carer
    zain = family.children.get(first_name="Zain")
    zain.allergies, zain.allergy_action, zain.health_note = "egg", "Ring me.", SECRET["health_note"]
    zain.helps, zain.last_name = "A quiet corner", "Hassan"
    zain.save()
    carer.phone, carer.interpreter, carer.formats = "+447700900123", "ar", ["large_print"]
    carer.address, carer.skills, carer.contact_note = SECRET["address"], "Plays guitar", "After six"
    carer.lonely = SECRET["lonely"]
    carer.save()
    family.languages, family.food = ["ar"], "No pork"
    family.best_days, family.wants_friendly_face = ["tue_am"], True
    family.save()
    AboutMeFactory(child=zain, loves="Diggers")
    refresh([family])
    ConsentFactory(family=family, carer=carer, words="Photos on our wall")
    ContactFactory(family=family, note="Felt welcome")
    return family


# -- Who sees whom ---------------------------------------------------------------------------------


def test_a_leader_sees_families_of_their_sessions_from_two_hours_before_to_a_day_after(lena, amina, bea, carol):
    session = OccurrenceFactory()
    session.programme.leaders.add(lena)
    bring(session, amina)
    bring(OccurrenceFactory(), bea)
    windows = {
        session.starts_at - timedelta(hours=2, minutes=1): 0,
        session.starts_at - timedelta(hours=2): 1,
        session.ends_at + timedelta(hours=24): 1,
        session.ends_at + timedelta(hours=24, minutes=1): 0,
    }
    for at, seen in windows.items():
        assert families_open_to(lena, at).filter(pk=amina.carer.family.pk).count() == seen, at
        assert not families_open_to(lena, at).filter(pk=bea.carer.family.pk).exists()
        assert families_open_to(carol, at).count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.LEADER, Role.COORDINATOR}])
def test_other_roles_see_nobody(role, amina):
    assert not families_open_to(person("Someone", role)).exists()


def test_a_family_that_was_merged_away_is_gone(carol, amina, bea):
    Family.objects.filter(carers__user=bea).update(merged_into=amina.carer.family)
    assert list(families_open_to(carol)) == [amina.carer.family]


def test_a_leader_sees_what_the_day_needs_and_no_more(lena, told, client, sign_in):
    session = OccurrenceFactory()
    session.programme.leaders.add(lena)
    elsewhere = OccurrenceFactory(programme__name="Elsewhere")
    amina = told.carers.get().user
    bring(session, amina)
    bring(elsewhere, amina)
    assert sign_in(lena).get(page_of(told)).status_code == 404
    client.logout()
    with time_machine.travel(session.starts_at, tick=False):
        sign_in(lena)
        assert "Amina" in client.get(LIST).content.decode()
        page = client.get(page_of(told)).content.decode()
        assert "Zain Hassan" in page
        for words in ("egg", "Ring me.", "A quiet corner", "Interpreter: Arabic", "Large print"):
            assert words in page
        hidden = ["900123", "07700", "amina@example.org", "After six", "Plays guitar", "No pork", "Photos on our wall"]
        hidden += ["Felt welcome", "Elsewhere", "What has happened", *SECRET.values()]
        assert [words for words in hidden if words in page] == []
        assert client.get(page_of(told, "family_word")).status_code == 403


def test_a_leader_has_no_filter_that_tells_more_than_the_page(lena, told, client, sign_in):
    session = OccurrenceFactory()
    session.programme.leaders.add(lena)
    bring(session, told.carers.get().user)
    with time_machine.travel(session.starts_at, tick=False):
        sign_in(lena)
        page = client.get(LIST, {"skill": "nothing", "only": ["no_email", "away"], "language": "pl"}).content.decode()
    assert "Amina" in page
    assert "Would share" not in page


def test_a_coordinator_sees_the_family_and_the_reading_is_noted(carol, told, client, sign_in):
    page = sign_in(carol).get(page_of(told)).content.decode()
    shown = [
        "Zain Hassan",
        "egg",
        "07700 900123",
        "amina@example.org",
        "After six",
        "Plays guitar",
        "No pork",
        "Arabic",
    ]
    shown += ["Tuesday morning", "Would like one.", "Photos on our wall", "Felt welcome", "Diggers", "Large print"]
    assert [words for words in shown if words not in page] == []
    assert [words for words in SECRET.values() if words in page] == []
    assert list(Reading.objects.values_list("what", "by")) == [("family", carol.pk)]


def test_health_notes_are_a_page_of_their_own_and_each_opening_is_noted(carol, told, client, sign_in):
    carol.set_unusable_password()  # signs in by code: allauth has nothing to ask again
    carol.save()
    assert SECRET["health_note"] in sign_in(carol).get(page_of(told, "family_health")).content.decode()
    assert list(Reading.objects.values_list("what", "by")) == [("health notes", carol.pk)]


def test_health_notes_ask_for_a_fresh_sign_in(carol, told, client, sign_in):
    carol.set_password("a long walk to the hall")
    carol.save()
    answer = sign_in(carol, fresh=False).get(page_of(told, "family_health"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Reading.objects.exists()
    answer = client.post(answer.url, {"password": "a long walk to the hall"}, follow=True)
    assert SECRET["health_note"] in answer.content.decode()


# -- What a filter keeps ---------------------------------------------------------------------------


def names(answer):
    return sorted(str(family.main_carer) for family in answer.context["page"])


@pytest.fixture
def crowd(told, carol):
    now = clock.now()
    old = {"family__joined_at": now - timedelta(weeks=30)}
    away = CarerFactory(name="Away", email="", family__languages=["Polish"], **old).family
    ChildFactory(family=away, born_on=years_before(clock.today(), 3))
    past = OccurrenceFactory(day=clock.today() - timedelta(weeks=9))
    BookingFactory(family=away, occurrence=past, attendance=Attendance.CAME)
    here = CarerFactory(name="Here", **old).family
    ChildFactory(family=here, born_on=None, due_on=clock.today() + timedelta(days=30))
    BookingFactory(family=here, occurrence=past, attendance=Attendance.CAME)
    BookingFactory(family=here)
    CarerFactory(name="Left", family__left_at=now, family__left_why="moved", **old)
    walking = CarerFactory(name="Walking", family__wants_friendly_face=True, **old).family
    BuddyPairFactory(newcomer=walking, buddy=here, state=BuddyPair.State.PROPOSED)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({}, ["Amina", "Away", "Here", "Walking"], id="everybody who is here"),
        pytest.param({"only": "new"}, ["Amina"], id="new"),
        pytest.param({"only": "face"}, ["Amina"], id="waits for a friendly face"),
        pytest.param({"only": "needs"}, ["Amina"], id="needs"),
        pytest.param({"only": "allergy"}, ["Amina"], id="allergy"),
        pytest.param({"only": "no_email"}, ["Away"], id="no e-mail"),
        pytest.param({"only": "away"}, ["Away"], id="not here for eight weeks"),
        pytest.param({"only": "left"}, ["Left"], id="left"),
        pytest.param({"age": "3"}, ["Away"], id="three on the day"),
        pytest.param({"age": "2"}, ["Amina"], id="two"),
        pytest.param({"age": "due"}, ["Here"], id="on the way"),
        pytest.param({"language": "pl"}, ["Away"], id="language by its name"),
        pytest.param({"language": "ar"}, ["Amina"], id="language by its code"),
        pytest.param({"skill": "GUITAR"}, ["Amina"], id="who plays guitar"),
        pytest.param({"q": "hassan", "only": ["new", "allergy"]}, ["Amina"], id="a name and two filters"),
        pytest.param({"q": "wlaking"}, ["Walking"], id="a slip"),
        pytest.param(
            {"only": "nonsense", "age": "x", "order": "lonely"}, ["Amina", "Away", "Here", "Walking"], id="odd"
        ),
    ],
)
def test_a_filter_keeps(crowd, carol, client, sign_in, asked, found):
    assert names(sign_in(carol).get(LIST, asked)) == found


def test_with_nobody_left_it_says_which_filter_fits_nobody(crowd, carol, client, sign_in):
    page = sign_in(carol).get(LIST, {"language": "cy", "only": "allergy"}).content.decode()
    assert "These alone fit nobody: <bdi>Speaks Welsh</bdi>." in page
    assert 'href="?language=cy"' in page
    assert 'href="?only=allergy"' in page
    page = client.get(LIST, {"language": "pl", "only": "allergy"}).content.decode()
    assert "Each filter fits somebody, but nobody fits all of them." in page
    assert "Try one name alone" in client.get(LIST, {"q": "zzzz"}).content.decode()


@pytest.mark.parametrize("asked", [{"q": "\x00"}, {"q": "x" * 500}, {"page": "-1"}, {"skill": "%"}, {"q": "💐"}])
def test_odd_questions_get_a_page(carol, amina, client, sign_in, asked):
    assert sign_in(carol).get(LIST, asked).status_code == 200


def test_ages_on_leap_days():
    leap = years_before(clock.today().replace(year=2028, month=2, day=29), 1)
    assert (leap.month, leap.day) == (2, 28)
    assert of_age("due", leap)


# -- The story -------------------------------------------------------------------------------------


def test_the_story_is_told_newest_first_in_plain_words_and_page_by_page(carol, amina, client, sign_in):
    family = amina.carer.family
    with time_machine.travel(clock.now() - timedelta(days=20), tick=False):
        record("family.joined", family, by=amina)
        booking = bring(OccurrenceFactory(programme__name="Tuesday play"), amina)
    record("brand.new_thing", amina.carer, by=None)
    for number in range(30):
        with time_machine.travel(clock.now() - timedelta(days=10, minutes=number), tick=False):
            record("visit.came", booking, by=carol)
    page = sign_in(carol).get(page_of(family)).content.decode()
    assert page.index("Brand: new thing") < page.index("Came</bdi>: <bdi>Tuesday play")
    assert "Joined</bdi>" not in page
    assert "?page=2#story" in page
    second = client.get(page_of(family), {"page": "2"}).content.decode()
    assert "Joined</bdi>" in second
    assert "Booked</bdi>: <bdi>Tuesday play" in second
    assert "Amina" in second
    for odd in ("0", "x", "-3", "9" * 40, "٣"):
        assert client.get(page_of(family), {"page": odd}).status_code == 200


def test_the_story_of_a_leader_who_has_gone_stays(carol, amina, client, sign_in):
    gone = person("Gone", Role.LEADER)
    record("carer.changed", amina.carer, by=gone)
    gone.delete()
    assert "Somebody who has left" in sign_in(carol).get(page_of(amina.carer.family)).content.decode()


def test_the_other_home_of_a_child_is_not_on_the_page(carol, amina, client, sign_in):
    cleo = parent("Cleo", ("Ivy", 30))
    cleo.carer.family.homes.create(child=amina.carer.family.children.first())
    page = sign_in(carol).get(page_of(amina.carer.family)).content.decode()
    assert "Cleo" not in page
    assert "Ivy" not in page


def test_the_list_costs_the_same_for_one_page_of_families(carol, client, sign_in, django_assert_max_num_queries):
    for number in range(30):
        ChildFactory(family=CarerFactory(name=f"Carer {number}").family)
    sign_in(carol)
    with django_assert_max_num_queries(10):
        client.get(LIST)


def test_the_story_does_not_say_that_the_private_question_was_answered(carol, amina, client, sign_in):
    telling.tell_privately(amina.carer, "always", by=amina)
    telling.tell_skills(amina.carer, skills="Sings.", by=amina)
    sign_in(carol)
    page = client.get(page_of(amina.carer.family)).content.decode()
    assert "Changed an adult’s details" in page
    assert "rivately" not in page
    assert not told_since(clock.now() - timedelta(days=1)).filter(what="carer.told_privately").exists()
    assert families_told(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)) == 1
    assert "rivately" not in client.get(reverse("portal:family_changes")).content.decode()
