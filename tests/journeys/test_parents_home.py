"""Amina's home says what is next for her; the header's links are not said again."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import BookingState
from tests.cast import (
    BookingFactory,
    BuddyPairFactory,
    FirstVisitFactory,
    OccurrenceFactory,
    SmallJobFactory,
    VolunteerFactory,
    bring,
    person,
)

HOME = reverse("portal:home")


@pytest.fixture
def home(amina, sign_in):
    client = sign_in(amina)
    return lambda: " ".join(client.get(HOME).content.decode().partition("<main")[2].split())


def test_her_next_booking_comes_first_and_the_rest_is_below(amina, home):
    session = OccurrenceFactory(day=clock.today() + timedelta(days=1))
    bring(session, amina)
    waits = OccurrenceFactory(programme__name="Saturday Music", day=clock.today() + timedelta(days=3))
    BookingFactory(occurrence=waits, family=amina.carer.family, state=BookingState.WAITING, waiting_since=clock.now())
    page = home()
    assert page.index("Tomorrow") < page.index(session.programme.name) < page.index("Zain")
    assert page.index("Also ahead") < page.index("Saturday Music") < page.index("On the waiting list")
    assert page.index("Your children") < page.index(reverse("families:mine"))
    assert f'href="{reverse("sessions:timetable")}"' not in page, "the header has it"


def test_what_we_would_like_to_know_is_asked_until_it_is_answered(amina, bea, home):
    assert "We would like to know" not in home()
    visit = FirstVisitFactory(family=amina.carer.family)
    pair = BuddyPairFactory(newcomer=bea.carer.family, buddy=amina.carer.family)
    page = home()
    assert reverse("families:first_visit") in page
    assert "There is a question about walking in together." in page
    visit.answer = "good"
    visit.save()
    pair.buddy_agreed_at = clock.now()
    pair.save()
    assert "We would like to know" not in home()


def test_while_her_session_runs_it_says_that_ten_minutes_would_help(amina, home, sign_in):
    session = OccurrenceFactory(day=clock.today())
    job = SmallJobFactory(occurrence=session, what="Wash the cups")
    with time_machine.travel(session.starts_at - timedelta(hours=3)):
        booking = bring(session, amina)
    client = sign_in(amina)

    def link():
        return "Ten minutes to help today?" in home()

    with time_machine.travel(session.starts_at - timedelta(hours=3)):
        assert not link(), "not hours before"
    with time_machine.travel(session.starts_at + timedelta(minutes=5)):
        page = home()
        assert "On now" in page
        assert link()
        shown = client.get(reverse("sessions:booking", args=[booking.code])).content.decode()
        address = shown.partition("/rota/link/")[2].partition('"')[0]
        assert "Wash the cups" in client.get(f"/rota/link/{address}").content.decode()
        job.claimed_at = clock.now()
        job.name = "Bea"
        job.save()
        assert not link(), "all is taken"


def test_a_volunteer_whose_agreements_lapsed_finds_them_at_home(sign_in, db):
    vera = person("Vera")
    VolunteerFactory(user=vera, welcomed_on=clock.today())
    page = sign_in(vera).get(HOME).content.decode()
    assert "The rota is not open to you just now" in page
    assert "The yearly agreements are due." in page
    assert reverse("volunteers:agreements") in page
    assert "Tell us who is coming" not in page, "she has not asked to join a group"
    lena = person("Lena", Role.VOLUNTEER)
    VolunteerFactory(user=lena, welcomed_on=clock.today(), follows=[Role.VOLUNTEER, Role.LEADER])
    assert "Leading is not open to you just now" in sign_in(lena).get(HOME).content.decode()
    dev = person("Devi", Role.VOLUNTEER)
    VolunteerFactory(user=dev, welcomed_on=clock.today())
    assert "not open to you" not in sign_in(dev).get(HOME).content.decode()


def test_carol_sees_the_session_that_runs_and_not_the_next(carol, sign_in):
    session = OccurrenceFactory(programme__name="Now and Here", day=clock.today())
    OccurrenceFactory(programme__name="Later On", day=clock.today() + timedelta(days=1))
    with time_machine.travel(session.starts_at + timedelta(minutes=30)):
        page = sign_in(carol).get(HOME).content.decode()
        assert page.index("On now") < page.index("Now and Here")
        assert "Later On" not in page


def test_she_finds_how_to_help_and_is_not_asked_who_she_is(amina, sign_in, home):
    assert f'href="{reverse("volunteers:help")}"' in home()
    for form in ("volunteers:help", "volunteers:apply"):
        asked = sign_in(amina).get(reverse(form)).content.decode()
        assert f'value="{amina.email}"' in asked
        assert f'value="{amina.name}"' in asked


def test_whoever_helps_already_or_is_on_the_way_is_not_asked_for_an_hour(amina, home):
    VolunteerFactory(user=amina, welcomed_on=clock.today())
    assert reverse("volunteers:help") not in home(), "on the way in"
    amina.volunteer.delete()
    amina.roles = [Role.PARENT, Role.VOLUNTEER]
    amina.save()
    assert reverse("volunteers:help") not in home()
