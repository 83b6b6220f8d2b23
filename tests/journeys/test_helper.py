"""Sam helps Amina's family until a day: books, gives up, and sees nothing else (S2-13)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from families.models import Helper
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from sessions.models import Booking, BookingState
from tests.cast import HelperFactory, OccurrenceFactory, bring, client_of, parent, person


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page_of(occurrence, family=None):
    url = reverse("sessions:session", args=[occurrence.code])
    return f"{url}?whom={family.code}" if family else url


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sam(db):
    return person("Sam", Role.PARENT)


@pytest.fixture
def helper(amina, sam):
    return HelperFactory(family=amina.carer.family, user=sam)


def press_book(client, url):
    """Fill in the form as it stands and press its button."""
    html = client.get(url).content.decode()
    action = re.search(r'<form method="post" action="([^"]*/book/[^"]*)"', html)[1]
    fields = {
        "key": re.search(r'name="key" value="([^"]+)"', html)[1],
        "children": re.findall(r'name="children"[^>]*value="([^"]+)"', html)
        or re.findall(r'value="([^"]+)"[^>]*name="children"', html),
        "adults": re.findall(r'name="adults"[^>]*value="([^"]+)"', html)[:1],
        "wait": "on",
    }
    return client.post(action, fields, follow=True)


def test_a_helper_books_for_the_family_and_gives_the_place_up(helper, sam, amina):
    occurrence, client = OccurrenceFactory(), signed_in(sam)
    home = words(client.get(reverse("portal:home")))
    assert "Amina ’s family" in home
    assert "Join" not in home
    page = words(press_book(client, page_of(occurrence)))
    assert "You are booked" in page
    booking = Booking.objects.get()
    assert (booking.family, booking.made_by, booking.contact) == (amina.carer.family, sam, amina.carer)
    delivery.sweep()
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]
    assert "for Amina ’s family" in words(client.get(reverse("portal:home")))
    client.post(reverse("sessions:give_up", args=[booking.code]))
    booking.refresh_from_db()
    assert booking.state == BookingState.GIVEN_UP


def test_a_helper_with_a_family_of_their_own_chooses_for_whom(amina):
    ben, occurrence = parent("Ben", ("Uma", 20)), OccurrenceFactory()
    HelperFactory(family=amina.carer.family, user=ben)
    client = signed_in(ben)
    page = client.get(page_of(occurrence))
    assert "Uma" in words(page)
    assert "Zain" not in words(page)
    link = re.search(r'href="([^"]+)"[^>]*><bdi>Amina', page.content.decode())[1]
    assert link == page_of(occurrence, amina.carer.family)
    theirs = words(client.get(link))
    assert "Zain" in theirs
    assert "Uma" not in theirs
    press_book(client, link)
    press_book(client, page_of(occurrence))
    assert {booking.family for booking in Booking.objects.all()} == {amina.carer.family, ben.carer.family}


def test_nobody_who_helps_nobody_is_asked_for_whom(amina, sign_in):
    assert "Book for" not in words(sign_in(amina).get(page_of(OccurrenceFactory())))


def test_a_helper_sees_no_more_than_bookings(helper, sam, amina):
    child = amina.carer.family.children.get(first_name="Zain")
    client = client_of(sam)
    family = [
        reverse("families:mine"),
        reverse("families:carer", kwargs={"code": amina.carer.code}),
        reverse("families:change_child", kwargs={"code": child.code, "part": "allergies"}),
        reverse("families:change_child", kwargs={"code": child.code, "part": "name"}),
        reverse("families:add_adult"),
        reverse("families:invite", kwargs={"kind": "adult"}),
    ]
    for url in family:
        answer = client.get(url)
        assert answer.status_code == 404 or answer.url == reverse("portal:home"), url
        assert client.post(url, {"name": "Mine"}).status_code in {404, 405}, url


ENDS = [
    pytest.param({"until": clock.today() - timedelta(days=1)}, id="yesterday was the last day"),
    pytest.param({"since": clock.today() + timedelta(days=1)}, id="begins tomorrow"),
    pytest.param({"ended_at": clock.now()}, id="ended by the family"),
]


@pytest.mark.parametrize("over", ENDS)
def test_once_it_is_over_the_next_click_is_refused(over, helper, sam, amina):
    occurrence, client = OccurrenceFactory(), signed_in(sam)
    booking = bring(occurrence, amina)
    later = OccurrenceFactory()
    places = [reverse("sessions:booking", args=[booking.code]), page_of(later, amina.carer.family)]
    assert [client.get(url).status_code for url in places] == [200, 200]
    Helper.objects.update(**over)
    assert [client.get(url).status_code for url in places] == [404, 404]
    assert client.post(reverse("sessions:give_up", args=[booking.code])).status_code == 404
    answer = client.post(reverse("sessions:book", args=[later.code]) + f"?whom={amina.carer.family.code}")
    assert answer.status_code == 404
    assert "Amina" not in words(client.get(reverse("portal:home")))
    assert Booking.objects.get().state == BookingState.BOOKED


def test_another_family_cannot_be_chosen(bea, amina):
    occurrence, client = OccurrenceFactory(), signed_in(bea)
    assert client.get(page_of(occurrence, amina.carer.family)).status_code == 404
    assert client.get(page_of(occurrence, bea.carer.family)).status_code == 200
    assert (
        client.post(reverse("sessions:book", args=[occurrence.code]) + f"?whom={amina.carer.family.code}").status_code
        == 404
    )


def test_without_an_own_family_my_family_leads_home(helper, sam):
    assert signed_in(sam).get(reverse("families:mine")).url == reverse("portal:home")
    assert User.objects.get(pk=sam.pk).roles == [Role.PARENT]
