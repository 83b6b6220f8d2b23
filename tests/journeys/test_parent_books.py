"""A parent finds a session, books all of them, hears of it, waits, is offered a place, gives it up."""

import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.outbox.delivery import sweep
from sessions.models import Booking
from sessions.queries.bookings import bookings_of
from sessions.services.booking import give_up
from tests.cast import OccurrenceFactory, bring


@pytest.fixture
def tuesday(db):
    return OccurrenceFactory(
        programme__name="Tuesday play", programme__heads_limit=6, programme__venue__finding_us="The blue door"
    )


def ticked(page):
    form = page.context["form"]
    return {name: form[name].value() for name in ("children", "adults", "key")}


def ask(client, occurrence, **more):
    sent = ticked(client.get(reverse("sessions:session", args=[occurrence.code]))) | more
    return client.post(reverse("sessions:book", args=[occurrence.code]), sent, follow=True).content.decode()


def test_amina_books_in_three_requests_and_hears_of_it(amina, tuesday, sign_in):
    page = ask(sign_in(amina), tuesday)
    for words in ("You are booked", "Tuesday play", "Amina", "Zain", "Noor", "The blue door"):
        assert words in page
    sweep()
    (letter,) = mail.outbox
    assert letter.to == ["amina@example.org"]
    ((name, content, kind),) = letter.attachments
    assert (name, kind.split(";")[0]) == ("session.ics", "text/calendar")
    assert "METHOD:PUBLISH" in content
    assert list(bookings_of(amina)) == [Booking.objects.get()]


def test_pressing_twice_or_going_back_books_once(amina, tuesday, sign_in):
    client = sign_in(amina)
    sent = ticked(client.get(reverse("sessions:session", args=[tuesday.code])))
    pages = [client.post(reverse("sessions:book", args=[tuesday.code]), sent) for _ in range(3)]
    assert len({page.url for page in pages}) == 1
    assert Booking.objects.count() == 1


def test_bea_finds_it_full_waits_is_offered_the_place_and_takes_it(amina, bea, tuesday, sign_in):
    with time_machine.travel(tuesday.starts_at.replace(hour=12, minute=0) - (tuesday.ends_at - tuesday.starts_at) * 80):
        held = bring(tuesday, amina)
        client = sign_in(bea)
        page = client.get(reverse("sessions:session", args=[tuesday.code])).content.decode()
        assert "There is room for 1 more person, and you are 2." in page
        assert "Join the waiting list" in page
        page = ask(client, tuesday, wait="yes")
        assert "You are number 1 on the waiting list." in page
        give_up(held, by=amina)
        sweep()
        offer = next(letter for letter in mail.outbox if letter.subject.startswith("There is a place"))
        path = re.search(r"http://\S+?(/sessions/bookings/\S+)", offer.body).group(1)
        page = client.get(path).content.decode()
        assert "We hold places for all of you until" in page
        assert Booking.objects.get(family=bea.carer.family).state == "offered"  # the link only showed
        page = client.post(path + "accept/", follow=True).content.decode()
        assert "You are booked" in page


def test_bea_says_no_thank_you(amina, bea, tuesday, sign_in):
    held, waiting = bring(tuesday, amina), bring(tuesday, bea)
    give_up(held, by=amina)
    page = sign_in(bea).post(reverse("sessions:give_up", args=[waiting.code]), follow=True).content.decode()
    assert "You gave this place up" in page


def test_a_late_yes_is_answered_kindly(amina, bea, tuesday, sign_in):
    held, waiting = bring(tuesday, amina), bring(tuesday, bea)
    give_up(held, by=amina)
    waiting.refresh_from_db()
    with time_machine.travel(waiting.offer_ends_at, tick=False):
        client = sign_in(bea)
        page = client.post(reverse("sessions:take_offer", args=[waiting.code]), follow=True).content.decode()
    assert "This offer has run out" in page


def test_a_refusal_stays_on_the_page_with_what_was_ticked(amina, tuesday, sign_in):
    page = ask(sign_in(amina), tuesday, adults=[])
    assert "Error:" in page
    assert "Every child comes with an adult who stays" in page
    assert page.count("checked") == 2
    assert not Booking.objects.exists()


def test_bea_is_a_moment_too_late_and_keeps_her_turn(amina, bea, tuesday, sign_in):
    client = sign_in(bea)
    page = client.get(reverse("sessions:session", args=[tuesday.code]))
    sent = ticked(page) | {"wait": "on"}  # as the page has it
    assert 'name="wait"' in page.content.decode()
    bring(tuesday, amina)
    page = client.post(reverse("sessions:book", args=[tuesday.code]), sent, follow=True).content.decode()
    assert "You are number 1 on the waiting list." in page


def test_without_that_tick_a_full_session_asks_before_anybody_waits(amina, bea, tuesday, sign_in):
    client = sign_in(bea)
    page = client.get(reverse("sessions:session", args=[tuesday.code]))
    sent = {name: value for name, value in ticked(page).items() if name != "wait"}
    bring(tuesday, amina)
    page = client.post(reverse("sessions:book", args=[tuesday.code]), sent).content.decode()
    assert "There is room for 1 more person" in page
    assert "Join the waiting list" in page
    assert not Booking.objects.filter(family=bea.carer.family).exists()


def test_she_gives_it_up_and_her_calendar_lets_go(amina, tuesday, sign_in):
    client = sign_in(amina)
    ask(client, tuesday)
    booking = Booking.objects.get()
    page = client.post(reverse("sessions:give_up", args=[booking.code]), follow=True).content.decode()
    assert "Thank you for telling us" in page
    sweep()
    letter = next(each for each in mail.outbox if each.subject.startswith("You gave your place up"))
    assert "METHOD:CANCEL" in letter.attachments[0][1]
