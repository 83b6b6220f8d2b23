"""Amina and Bea see each other's first names for a session; nobody else sees them, and they see nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Home
from families.rules.consents import PURPOSES
from families.services.consents import say
from families.services.details import ChildDetails
from families.services.registration import quick_family
from groupsite.kit import clock
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from tests.cast import CarerFactory, OccurrenceFactory, bring, parent


def hello(user, given=True):
    say("say_hello", user.carer, given=given, by=user)


@pytest.fixture
def tuesday(db):
    return OccurrenceFactory(programme__heads_limit=30)


@pytest.fixture
def both(amina, bea, tuesday):
    """Both are booked and said yes; Bea's whole name is Bea Brown, and Theo is her child."""
    bea.carer.name = "Bea Brown"
    bea.carer.save()
    for user in (amina, bea):
        bring(tuesday, user)
        hello(user)
    return tuesday


@pytest.fixture
def seen(client, tuesday):
    """What the session's page shows to somebody."""

    def _seen(user=None):
        client.logout()
        if user:
            client.force_login(user)
        return client.get(reverse("sessions:session", args=[tuesday.code])).content.decode()

    return _seen


def test_amina_says_yes_from_the_sessions_own_page_and_sees_whom_she_may_meet(amina, bea, tuesday, seen, client):
    for user in (amina, bea):
        bring(tuesday, user)
    hello(bea)
    page = seen(amina)
    assert "Bea" not in page
    assert reverse("families:choices") + "#say_hello" in page
    client.post(reverse("families:choose", args=["say_hello"]), {"given": "yes"})
    assert "<bdi>Bea</bdi>" in seen(amina)
    assert "<bdi>Amina</bdi>" in seen(bea)


def test_only_first_names_of_adults_are_seen(both, amina, seen):
    page = seen(amina)
    assert "<bdi>Bea</bdi>" in page
    assert "Brown" not in page
    assert "Theo" not in page


def test_a_yes_taken_back_holds_at_once_for_both(both, amina, bea, seen):
    hello(bea, given=False)
    assert "Bea" not in seen(amina)
    assert "<bdi>Amina</bdi>" not in seen(bea)


def test_a_yes_to_older_words_names_nobody_until_it_is_given_again(both, amina, bea, seen, monkeypatch):
    newer = PURPOSES["say_hello"]._replace(version=2, words="Others may see my whole name.")
    monkeypatch.setitem(PURPOSES, "say_hello", newer)
    hello(amina)
    assert "<bdi>Bea</bdi>" not in seen(amina)
    hello(bea)
    assert "<bdi>Bea</bdi>" in seen(amina)


def test_who_did_not_say_yes_sees_nobody_and_is_seen_by_nobody(both, amina, seen):
    cleo = parent("Cleo", ("Ida", 20))
    bring(both, cleo)
    assert "Bea" not in seen(cleo)
    assert "Cleo" not in seen(amina)


def test_a_visitor_a_leader_and_a_parent_who_is_not_booked_see_nobody(both, carol, seen):
    cleo = parent("Cleo", ("Ida", 20))
    hello(cleo)
    for user in (None, carol, cleo):
        page = seen(user)
        assert "Bea" not in page
        assert "Whom you may meet" not in page


def test_who_waits_sees_nobody_and_is_seen_by_nobody(both, amina, seen):
    both.programme.heads_limit = 7
    both.programme.save()
    cleo = parent("Cleo", ("Ida", 20))
    hello(cleo)
    assert bring(both, cleo).state == "waiting"
    assert "Bea" not in seen(cleo)
    assert "Cleo" not in seen(amina)


def test_who_gave_the_place_up_is_gone(both, amina, bea, seen):
    give_up(both.bookings.get(family=bea.carer.family), by=bea)
    assert "Bea" not in seen(amina)
    assert "Whom you may meet" not in seen(bea)


def test_two_homes_of_one_child_never_see_each_other(both, amina, bea, seen):
    Home.objects.create(child=amina.carer.family.children.first(), family=bea.carer.family)
    assert "<bdi>Bea</bdi>" not in seen(amina)
    assert "<bdi>Amina</bdi>" not in seen(bea)
    assert "Nobody else has said yes so far" in seen(amina)


def test_an_adult_who_stays_at_home_is_not_named(both, amina, bea, carol, seen):
    other = CarerFactory(family=bea.carer.family, name="Otto", is_main=False)
    say("say_hello", other, given=True, by=bea)
    assert "Otto" not in seen(amina)


def test_a_family_without_sign_in_that_said_yes_aloud_is_named(both, amina, carol, seen):
    finn = ChildDetails(first_name="Finn", born_on=clock.today() - timedelta(days=500))
    family = quick_family(name="Gran Mo", children=[finn], by=carol)
    say("say_hello", family.carers.get(), given=True, how="spoken", by=carol)
    bring(both, family, by=carol)
    assert "<bdi>Gran</bdi>" in seen(amina)


def test_a_session_that_is_off_or_over_names_nobody(both, amina, carol, seen):
    cancel(both, "Snow", by=carol)
    assert "Bea" not in seen(amina)
