"""Carol says a gentle hello to a family she misses, and goodbye to one that has outgrown the group."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from families.models import Contact, Family
from groupsite.kit import clock
from groupsite.outbox import delivery
from sessions.models import Attendance
from tests.cast import BookingFactory, CarerFactory, ChildFactory
from tests.journeys.test_buddies_to_thanks import Visit


@pytest.fixture
def away(carol, sign_in):
    return Visit(carol, reverse("portal:lapsed"), sign_in(carol))


def not_seen(name="Grace", **fields):
    family = CarerFactory(name=name, **fields).family
    day = clock.today() - timedelta(weeks=10)
    BookingFactory(family=family, occurrence__day=day, attendance=Attendance.CAME)
    return family


def page_of(family):
    return reverse("portal:lapsed_family", args=[family.code])


def test_carol_reads_the_letter_and_sends_it(away):
    family = not_seen()
    assert page_of(family) in away.read()
    page = away.client.get(page_of(family)).content.decode()
    assert "We have not seen you for a while" in page
    assert not Contact.objects.exists()
    answer = away.client.post(page_of(family), {"way": "letter", "note": "Misses the singing."}, follow=True)
    assert "left in peace for three months" in answer.content.decode()
    assert "Grace" not in away.read()
    delivery.sweep()
    assert [letter.subject for letter in mail.outbox] == ["A hello from Little Acorns"]
    assert away.client.get(page_of(family)).status_code == 404


@pytest.mark.parametrize("way", ["rang", "spoke", "left"])
def test_or_she_rings_or_leaves_them_be(way, away):
    family = not_seen()
    away.client.post(page_of(family), {"way": way, "note": ""})
    assert Contact.objects.get().way == way
    assert "Nobody is missing" in away.read()
    delivery.sweep()
    assert not mail.outbox


def test_who_needs_it_in_another_form_is_told_in_person(away):
    family = not_seen(formats=["large_print"], contact_note="After six, please.")
    page = away.client.get(page_of(family)).content.decode()
    assert "Tell them in person." in page
    assert "Large print" in page
    assert "After six, please." in page
    assert "Send the letter" not in page
    page = away.client.post(page_of(family), {"way": "letter", "note": "Hi"}).content.decode()
    assert "not the way to this family" in page
    assert 'value="Hi"' in page


def test_a_goodbye_in_person_and_then_they_have_left(away):
    family = CarerFactory(name="Gill", email="", family__joined_at=clock.now() - timedelta(days=900)).family
    ChildFactory(family=family, born_on=clock.today() - timedelta(days=5 * 365 + 20))
    goodbyes = Visit(None, reverse("portal:goodbyes"), away.client)
    page = goodbyes.read()
    assert page.index("Gill") < page.index("Tell them in person.")
    assert "Noted" in goodbyes.press("I said goodbye")
    assert "Spoke to them" in goodbyes.read()
    goodbyes.press("They have left us")
    assert "Nobody has outgrown us" in goodbyes.read()
    assert Family.objects.get(pk=family.pk).left_why == "grown"
