"""Amina's bookings in her phone's calendar, by an address that nobody guesses (T69)."""

import re

import pytest
from django.urls import reverse
from icalendar import Calendar

from families.models import Carer
from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant, withdraw
from groupsite.kit.logs import masked
from groupsite.portal.feeds import keys
from groupsite.portal.models import CalendarKey
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from tests.cast import OccurrenceFactory, bring
from tests.pages.test_plain_words import assert_plain

MINE = reverse("portal:my_calendar")


@pytest.fixture
def address(amina, sign_in):
    """As she copies it from the page."""
    page = sign_in(amina).post(MINE).content.decode()
    return re.search(r"<code>http://localhost:8000([^<]+)</code>", page)[1]


def events(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_she_finds_it_on_my_family_and_sees_the_address_once(amina, sign_in, address):
    client = sign_in(amina)
    assert MINE in client.get(reverse("families:mine")).content.decode()
    page = client.get(MINE).content.decode()
    assert_plain(page)
    assert "It still works." in page
    assert address not in page


def test_it_holds_her_places_and_only_hers(amina, bea, carol, address, client):
    booked, off, given_up = (OccurrenceFactory() for _n in range(3))
    for session in (booked, off, given_up):
        bring(session, bea)
    bring(booked, amina)
    bring(off, amina)
    give_up(bring(given_up, amina), by=amina)
    cancel(off, "Snow", by=carol)
    client.logout()
    found = {str(event["SUMMARY"]): str(event["STATUS"]) for event in events(client, address)}
    assert found == {booked.programme.name: "CONFIRMED", off.programme.name: "CANCELLED"}
    assert b"METHOD:PUBLISH" in client.get(address).content


def test_whoever_has_it_reads_times_and_public_titles_and_nothing_else(amina, address, client):
    quiet = OccurrenceFactory(programme__name="After a loss", programme__discreet=True)
    bring(quiet, amina)
    client.logout()
    said = client.get(address).content.decode()
    assert "Your session" in said
    for secret in ("Amina", "Zain", "Noor", "After a loss", quiet.programme.venue.name, "BS5", "bookings"):
        assert secret not in said


def test_it_opens_nothing_else(address, client, amina):
    client.logout()
    client.get(address)
    assert not client.cookies
    assert client.post(address).status_code == 405
    assert client.get(reverse("families:mine")).status_code == 302


def test_a_new_one_ends_the_old_one_and_stop_ends_it_for_good(amina, sign_in, address, client):
    page = sign_in(amina).post(MINE).content.decode()
    newer = re.search(r"<code>http://localhost:8000([^<]+)</code>", page)[1]
    assert client.get(address).status_code == 404
    assert client.get(newer).status_code == 200
    sign_in(amina).post(reverse("portal:stop_calendar"))
    assert client.get(newer).status_code == 404


def test_the_key_is_128_bits_by_chance_and_kept_only_as_a_digest(amina):
    tokens = {keys.renew(amina) for _n in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {22}
    kept = CalendarKey.objects.get()
    assert all(token not in (kept.digest, str(kept)) for token in tokens)
    assert keys.holder("A" * 22) is None
    assert keys.holder(kept.digest) is None


def test_our_logs_do_not_keep_the_address(address):
    assert masked(f"GET {address} 200") == "GET /feed/[masked]/sessions.ics 200"


def test_who_may_no_longer_sign_in_shows_nothing(amina, address, client):
    amina.is_active = False
    amina.save()
    assert client.get(address).status_code == 404


def test_it_shows_what_she_may_see_at_this_moment_and_no_more(amina, bea, address, client):
    """Out of a household its places are gone; without the role there is no calendar, as there is no page of it."""
    bring(OccurrenceFactory(), amina)
    assert len(events(client, address)) == 1
    Carer.objects.filter(user=amina).update(family=bea.carer.family, is_main=False)
    assert events(client, address) == []
    grant(amina, Role.LEADER, by=None)
    withdraw(amina, Role.PARENT, by=None)
    assert client.get(address).status_code == 404
    grant(amina, Role.PARENT, by=None)
    assert events(client, address) == []
