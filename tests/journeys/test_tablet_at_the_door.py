"""Lena puts a tablet by the door: families tick themselves in, and only she gets it to do anything else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from groupsite.accounts.held import MARK, MOST_GUESSES
from tests.cast import OccurrenceFactory, bring, person, phone_of

PASSWORD = "a long walk to the hall"


@pytest.fixture
def lena(db):
    lena = person("Lena", "leader")
    lena.set_password(PASSWORD)
    lena.save()
    return lena


@pytest.fixture
def morning(lena, amina, bea):
    """It begins in ten minutes."""
    occurrence = OccurrenceFactory()
    occurrence.programme.leaders.add(lena)
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    with time_machine.travel(occurrence.starts_at - timedelta(minutes=10), tick=False) as moment:
        occurrence.clock = moment
        yield occurrence


def url(occurrence, name):
    return reverse(f"sessions:{name}", args=[occurrence.code])


def said(answer):
    return answer.content.decode()


@pytest.fixture
def tablet(morning, lena):
    """From the register by a link and a button."""
    browser = phone_of(lena)
    assert f'href="{url(morning, "tablet")}"' in said(browser.get(url(morning, "register")))
    assert f'action="{url(morning, "tablet_on")}"' in said(browser.get(url(morning, "tablet")))
    assert "Tap your name" in said(browser.post(url(morning, "tablet_on"), follow=True))
    return browser


def tap(tablet, morning, booking):
    assert f'name="came" value="{booking.pk}"' in said(tablet.get(url(morning, "tablet")))
    return said(tablet.post(url(morning, "tablet_tick"), {"came": booking.pk}, follow=True))


def test_families_tick_themselves_in_and_lena_sees_it_on_her_phone(morning, tablet, lena):
    assert "Welcome, Amina" in tap(tablet, morning, morning.amina)
    assert "Nobody else is on the list" in tap(tablet, morning, morning.bea)
    register = said(phone_of(lena).get(url(morning, "register")))
    assert [f'name="unknown" value="{row.pk}"' in register for row in (morning.amina, morning.bea)] == [True, True]


def shows_who_she_is(tablet, morning, password):
    """From the link for the leader to what comes after her password."""
    asked = tablet.get(url(morning, "tablet_leader"), follow=True)
    way = f"{reverse('account_reauthenticate')}?next={url(morning, 'tablet_leader')}"
    assert f'href="{way}"' in said(asked)
    page = tablet.get(way)
    assert f'href="{url(morning, "tablet")}"' in said(page), "whoever has tapped it by mistake finds back"
    morning.clock.shift(20)
    return tablet.post(way, {"password": password}, follow=True)


def test_locked_it_opens_by_her_password_and_goes_on(morning, tablet):
    morning.clock.shift(timedelta(minutes=16))
    assert "This tablet is locked" in said(tablet.get(url(morning, "tablet")))
    assert "That is not your password" in said(shows_who_she_is(tablet, morning, "guessed at"))
    assert "This tablet is locked" in said(tablet.get(reverse("portal:home"), follow=True))
    assert "What shall this tablet do?" in said(shows_who_she_is(tablet, morning, PASSWORD))
    assert "Tap your name" in said(tablet.post(url(morning, "tablet_leader"), {"on": "1"}, follow=True))
    assert "Welcome, Bea" in tap(tablet, morning, morning.bea)


def test_she_stops_it_and_has_her_tablet_back(morning, tablet):
    assert tablet.get(reverse("portal:home")).url == url(morning, "tablet")
    shows_who_she_is(tablet, morning, PASSWORD)
    assert "Add a family" in said(tablet.post(url(morning, "tablet_leader"), {"off": "1"}, follow=True))
    assert tablet.get(reverse("portal:home")).status_code == 200
    assert "Show the door page" in said(tablet.get(url(morning, "tablet")))


def guesses(tablet, morning, *, times):
    return [said(shows_who_she_is(tablet, morning, "guessed at")) for _ in range(times)]


def test_whoever_guesses_signs_it_out_before_they_keep_her_out_everywhere(morning, tablet, lena):
    pages = guesses(tablet, morning, times=MOST_GUESSES)
    assert ["That is not your password" in page for page in pages] == [True] * (MOST_GUESSES - 1) + [False]
    assert "This tablet is signed out" in pages[-1]
    assert "_auth_user_id" not in tablet.session
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": lena.email, "password": PASSWORD})
    assert elsewhere.session["_auth_user_id"] == str(lena.pk)


def test_what_she_mistyped_before_she_went_on_is_forgotten(morning, tablet):
    guesses(tablet, morning, times=MOST_GUESSES - 1)
    tablet.get(url(morning, "tablet"))
    assert tablet.session[MARK]["guesses"] == MOST_GUESSES - 1, "a tap does not forget"
    shows_who_she_is(tablet, morning, PASSWORD)
    tablet.post(url(morning, "tablet_leader"), {"on": "1"})
    assert tablet.session[MARK]["guesses"] == 0
