"""From asking to thanks: Amina asks, Bea offers, Carol brings them together; each presses what her page offers (M9)."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from families.models import BuddyPair
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.portal import tasks
from sessions.models import Attendance
from tests.cast import BookingFactory, OccurrenceFactory
from tests.friendly import settled_family

DAY = timedelta(days=1)
BUTTON = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(?:<input[^>]*>)*<button([^>]*)>(.*?)</button>', re.S)


class Visit:
    """Somebody with the portal open: presses only what the page in front of them offers."""

    def __init__(self, user, page, client=None):
        self.client, self.page = client or Client(), page
        if client is None:
            self.client.force_login(user)

    def read(self):
        return self.client.get(self.page).content.decode()

    def press(self, words):
        """Press the button with these words."""
        for action, attributes, label in BUTTON.findall(self.read()):
            if words in re.sub(r"<.*?>", "", label):
                value = re.search(r'name="(\w+)" value="([^"]+)"', attributes)
                return self.client.post(action, dict([value.groups()]) if value else {}, follow=True).content.decode()
        pytest.fail(f"{words!r} is not on the page")


@pytest.fixture
def amina_at(amina):
    visit = Visit(amina, reverse("families:buddy"))
    visit.client.post(reverse("families:fact", args=["friendly-face"]), {"wants": "yes", "wishes": ["age", "quiet"]})
    return visit


@pytest.fixture
def bea_at(bea):
    for weeks in (1, 2):
        session = OccurrenceFactory(day=clock.today() - timedelta(weeks=weeks))
        BookingFactory(family=bea.carer.family, occurrence=session, attendance=Attendance.CAME)
    visit = Visit(bea, reverse("families:buddy"))
    offer = {"offers": "yes", "at_once": "1", "languages": ["en"], "area": "BS5"}
    visit.client.post(reverse("portal:offer_face"), offer)
    return visit


@pytest.fixture
def carol_at(carol, sign_in):
    return Visit(carol, reverse("portal:buddies"), sign_in(carol))


@pytest.fixture
def pair(amina_at, bea_at, carol_at, amina):
    """Carol has chosen Bea for Amina."""
    page = carol_at.client.get(reverse("portal:buddy_suggest", args=[amina.carer.family.code])).content.decode()
    assert "As they wished: a quiet start, only the two families" in page
    code = re.search(r'name="buddy" value="([^"]+)"', page)[1]
    carol_at.client.post(reverse("portal:buddy_suggest", args=[amina.carer.family.code]), {"buddy": code})
    return BuddyPair.objects.get()


def ring(moment):
    with clock.stopped_at(moment):
        tasks.follow_buddies()
        delivery.sweep()


def test_two_families_meet_and_it_ends_with_thanks(pair, amina_at, bea_at, carol_at, amina, bea):
    amina_at.press("Yes, that’s all right")
    bea_at.press("Yes, that’s all right")
    session = OccurrenceFactory()
    for user in (amina, bea):
        BookingFactory(occurrence=session, family=user.carer.family)
    assert "Did you and" not in amina_at.read()

    ring(clock.at(session.day, time(18, 5)))
    assert [letter.subject for letter in mail.outbox[-2:]] == ["Did you two meet?"] * 2
    assert reverse("families:buddy") in mail.outbox[-1].body
    assert "Asked: did you meet?" in carol_at.read()
    assert "Thank you for telling us" in amina_at.press("Yes, we met")
    assert "You have met" in amina_at.read()
    assert "They have met" in carol_at.read()

    page = bea_at.press("Enough now, with thanks")
    assert "Thank you for walking in together" in page
    assert "Amina" not in page
    assert "Thank you for walking in together" in amina_at.read()
    delivery.sweep()
    assert {letter.subject for letter in mail.outbox[-2:]} == {
        "You know the place now",
        "Thank you for walking in with somebody new",
    }
    assert "Nobody is waiting" in carol_at.read()


def test_ten_silent_days_put_them_on_the_board_with_another_beside_them(pair, amina_at, bea_at, carol_at):
    farah = settled_family("Farah")
    for weeks in (1, 2):
        session = OccurrenceFactory(day=clock.today() - timedelta(weeks=weeks))
        BookingFactory(family=farah, occurrence=session, attendance=Attendance.CAME)
    amina_at.press("Yes, that’s all right")
    delivery.sweep()
    mail.outbox.clear()
    ring(pair.proposed_at + 10 * DAY)
    assert not mail.outbox
    page = carol_at.read()
    assert page.index("Nothing has happened for ten days") < page.index("Best of the others") < page.index("Farah")
    assert "Both families have a letter now" in carol_at.press("Ask Farah instead")
    assert "Best of the others" not in carol_at.read()
    assert "Now we wait" not in amina_at.read()
    assert "Is that all right?" in amina_at.read()
    assert "Walking in is easier together" in bea_at.read()


def test_somebody_else_would_suit_us_better_and_nobody_asks_why(pair, amina_at, bea_at, carol_at):
    amina_at.press("Yes, that’s all right")
    bea_at.press("Yes, that’s all right")
    assert "nobody is told it was you" in amina_at.press("Somebody else would suit us better")
    assert "looking for a friendly face" in amina_at.read()
    assert "Amina" not in bea_at.read()
    assert "Find a friendly face" in carol_at.read()


def test_carol_answers_for_a_family_who_told_her(pair, carol_at):
    carol_at.press("Amina told me yes")
    carol_at.press("Bea told me yes")
    BuddyPair.objects.update(asked_met_at=clock.now())
    assert "Noted" in carol_at.press("They told me they met")
    assert "They have met" in carol_at.read()
    carol_at.press("They know the place now")
    assert "Walking in together" not in carol_at.read()


def test_nobody_left_shows_whom_a_word_could_change(amina_at, carol_at, amina):
    shy = settled_family("Farah", offers_friendly_face=False)
    for weeks in (1, 2):
        session = OccurrenceFactory(day=clock.today() - timedelta(weeks=weeks))
        BookingFactory(family=shy, occurrence=session, attendance=Attendance.CAME)
    page = carol_at.client.get(reverse("portal:buddy_suggest", args=[amina.carer.family.code])).content.decode()
    assert "Nobody is free just now" in page
    assert "know the place, but have not offered yet" in page
    assert "Farah" in page
