"""What load drivers rely on: one JSON object, addresses that open, counts asked of the database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from families.queries import family_of
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Booking, Occurrence, PartyMember, Totals
from sessions.services.booking import book


def made(*words):
    said = StringIO()
    call_command("seed_measure", *words, stdout=said)
    return json.loads(said.getvalue())


def test_a_session_of_two_places_takes_two_families_and_counts_them(db, client):
    session, people = made("session", "2"), made("people", "3")
    assert client.get(session["url"]).status_code == 200
    occurrence = Occurrence.objects.get(code=session["id"])
    for email in people["parents"]:
        user = User.objects.get(email=email)
        family = family_of(user)
        book(occurrence, family, children=family.children.all(), adults=family.carers.all(), by=user, wait=True)
    assert made("count", "session", session["id"])["count"] == 2


def test_its_people_sign_in_with_the_one_password(db, client):
    people = made("people", "1")
    for email in (*people["parents"], *people["volunteers"]):
        client.post(reverse("account_login"), {"login": email, "password": people["password"]})
        assert client.get(reverse("portal:home")).status_code == 200
        client.logout()


def test_a_register_opens_for_its_leader(db, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    register = made("register", "5")
    client.post(reverse("account_login"), {"login": register["leader"], "password": register["password"]})
    assert client.get(register["url"]).status_code == 200
    assert made("count", "register", register["id"])["count"] == 0


def test_years_of_bookings_lie_behind_and_nobody_is_at_two_places_of_one_session(db):
    assert made("history", "70") == {"bookings": 70, "sessions": 4, "families": 20}
    assert Booking.objects.filter(occurrence__ends_at__lt=clock.now()).exclude(attendance="unknown").count() == 70
    assert PartyMember.objects.count() == 140
    assert sum(row.families + row.missed for row in Totals.objects.all()) == 70


def test_shifts_and_services_are_there_to_be_found(db, client):
    assert made("rota", "4")["shifts"] == 4
    slot, directory = made("slot", "3"), made("directory", "12")
    assert made("count", "slot", slot["id"])["count"] == 0
    assert "Food bank" in client.get(directory["url"], {"q": "food bank"}).content.decode()


@pytest.mark.parametrize("words", [["session"], ["session", "none"], ["count", "cake", "1"], ["session", "0"]])
def test_a_wrong_order_is_explained(words, db):
    with pytest.raises((CommandError, SystemExit)):
        made(*words)
