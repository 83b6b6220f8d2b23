"""A card hangs in the library; Amina comes by it, says yes to counting, and books: one more there, and no name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from tests.cast import (
    ArrivalFactory,
    BookingFactory,
    LeafletFactory,
    OccurrenceFactory,
    OutreachPlaceFactory,
    client_of,
    person,
)
from tests.journeys.test_parent_books import ticked
from volunteers.models import Arrival, Leaflet


def words(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def session(db):
    return OccurrenceFactory(day=clock.today() + timedelta(days=5))


def book(client, session):
    sent = ticked(client.get(reverse("sessions:session", args=[session.code])))
    for _press in range(2):
        assert client.post(reverse("sessions:book", args=[session.code]), sent).status_code == 302


def test_carol_makes_a_card_for_the_library_and_grace_one_of_her_own(carol, sign_in):
    library, client = OutreachPlaceFactory(name="Junction Library"), sign_in(carol)
    address = reverse("volunteers:place_card", args=[library.code])
    assert f'href="{address}"' in words(client.get(reverse("volunteers:places")))
    for _press in range(2):
        page = words(client.post(address, follow=True))
    card = Leaflet.objects.get()
    assert f"/from/{card.word}/" in page
    graces = client_of(person("Grace Okafor", Role.PARENT, Role.CHAMPION))
    mine = reverse("volunteers:my_card")
    assert f'href="{mine}"' in words(graces.get(reverse("volunteers:outreach")))
    page = words(graces.post(mine, follow=True))
    assert ("Grace" in page, "Okafor" in page) == (True, False)


@pytest.mark.parametrize("said_yes", [True, False], ids=["yes", "no"])
def test_a_first_booking_counts_for_the_library_if_the_parent_said_yes(said_yes, amina, carol, session, sign_in):
    card, client = LeafletFactory(), client_of(amina)
    address = reverse("volunteers:came_by", args=[card.word])
    page = client.get(address)
    assert "Your name is not kept with it" in words(page)
    assert set(page.cookies) <= {"csrftoken"}
    if said_yes:
        cookie = client.post(address).cookies["came_by"]
        assert (cookie["max-age"], cookie["expires"]) == ("", "")  # gone when the browser closes
    book(client, session)
    later = OccurrenceFactory(programme=session.programme, day=session.day + timedelta(days=7))
    book(client, later)
    assert list(Arrival.objects.values_list("place", "via")) == ([(card.place_id, "card")] if said_yes else [])
    assert str(amina.carer.family.code) not in str(Arrival.objects.values())


def test_a_family_that_has_booked_before_counts_for_no_card(amina, session):
    card, client = LeafletFactory(), client_of(amina)
    BookingFactory(family=amina.carer.family, occurrence__day=clock.today() - timedelta(days=30))
    client.post(reverse("volunteers:came_by", args=[card.word]))
    book(client, session)
    assert not Arrival.objects.exists()


def test_a_card_of_somebody_who_is_no_champion_any_more_says_no_name_and_counts_for_nobody(amina, session):
    grace = person("Grace", Role.CHAMPION)
    card, client = LeafletFactory(place=None, champion=grace), client_of(amina)
    address = reverse("volunteers:came_by", args=[card.word])
    client.post(address)
    grace.roles = []
    grace.save()
    assert client.get(address).headers["Location"] == reverse("sessions:timetable")
    book(client, session)
    assert not Arrival.objects.exists()


def test_who_said_a_champion_told_them_counts_without_a_card(amina, session):
    family = amina.carer.family
    family.heard_from = ["champion"]
    family.save()
    book(client_of(amina), session)
    assert list(Arrival.objects.values_list("place", "via")) == [(None, "said")]


def test_figures_show_where_first_bookings_came_from_and_hide_what_is_small(carol, sign_in):
    library, school = OutreachPlaceFactory(name="Junction Library"), OutreachPlaceFactory(name="Hill School")
    ArrivalFactory.create_batch(7, place=library)
    ArrivalFactory.create_batch(2, place=school)
    ArrivalFactory.create_batch(8)
    page = words(sign_in(carol).get(reverse("volunteers:figures")))
    table = page.split("First bookings that came from there")[1].split("</table>")[0]
    assert ("8 </td>" in table, "2 </td>" in table, "hidden</span>" in table) == (True, False, True)
