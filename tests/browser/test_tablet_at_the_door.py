"""A tablet at the door in a real browser: no script, large buttons, and nothing of the register left behind."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Error

from groupsite.accounts.held import LOCKS_AFTER, MARK
from groupsite.kit import clock
from sessions.models import Booking
from tests.browser.eyes import problems
from tests.cast import OccurrenceFactory, bring, parent, prove

TOUCH = 44


@pytest.fixture
def morning(people):
    """It begins in half an hour; six families are expected."""
    starts = clock.now() + timedelta(minutes=30)
    occurrence = OccurrenceFactory(
        day=clock.local(starts).date(), starts_at=starts, ends_at=starts + timedelta(minutes=90)
    )
    for number in range(6):
        bring(occurrence, parent(f"Katarzyna{number}", ("Oliwia", 20)))
    return occurrence


def url(occurrence, name):
    return reverse(f"sessions:{name}", args=[occurrence.code])


def turned_on(window, occurrence):
    window.open(url(occurrence, "tablet"))
    window.page.get_by_role("button", name="Show the door page").click()
    window.page.get_by_role("heading", name="Tap your name").wait_for()
    return window.page


def heights(page):
    return [button.bounding_box()["height"] for button in page.locator("main :is(button, a)").all()]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_family_taps_its_name_with_a_thumb(scripts, morning, people, window_of, pictures):
    window = window_of(people["carol"], scripts=scripts)
    page = turned_on(window, morning)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert min(heights(page)) >= TOUCH
    page.get_by_role("button", name="Katarzyna3", exact=True).click()
    page.get_by_text("Welcome, Katarzyna3").wait_for()
    assert page.get_by_role("button", name="Katarzyna3", exact=True).count() == 0
    assert Booking.objects.get(party__carer__name="Katarzyna3").attendance == "came"
    if scripts:  # what looks for problems is one
        assert problems(window, pictures and pictures / "tablet-door") == ""


def sign_in_of(window):
    return SessionStore(next(it["value"] for it in window.context.cookies() if it["name"] == "sessionid"))


def idle(window):
    """As if nobody had tapped for a quarter of an hour."""
    session = sign_in_of(window)
    session[MARK] = session[MARK] | {"used": session[MARK]["used"] - LOCKS_AFTER}
    session.save()


def proved(window):
    """As if the leader had just given the password."""
    session = sign_in_of(window)
    prove(session)
    session.save()


def test_what_stands_round_the_list_is_kind_too(morning, people, window_of, pictures):
    """The empty list, the lock, and the way back to the leader: no walk of all pages gets there."""
    window = window_of(people["carol"])
    page = turned_on(window, morning)
    Booking.objects.update(attendance="came")
    page.reload()
    page.get_by_text("Nobody else is on the list").wait_for()
    assert problems(window, pictures and pictures / "tablet-empty") == ""
    idle(window)
    page.reload()
    page.get_by_role("heading", name="This tablet is locked").wait_for()
    assert problems(window, pictures and pictures / "tablet-locked") == ""
    page.get_by_role("link", name="Unlock").click()
    page.get_by_role("link", name="Back to the door").wait_for()
    assert problems(window, pictures and pictures / "tablet-again") == ""
    proved(window)
    page.goto(window.home + url(morning, "tablet_leader"))
    page.get_by_role("button", name="Go on at the door").wait_for()
    assert problems(window, pictures and pictures / "tablet-leader") == ""
    page.get_by_role("button", name="Stop, and open the register").click()
    page.get_by_role("link", name="Add a family").wait_for()
    window.open(url(morning, "tablet"))
    assert problems(window, pictures and pictures / "tablet-start") == ""


def test_the_register_that_was_kept_for_no_signal_is_gone(morning, people, window_of):
    window = window_of(people["carol"])
    window.open(url(morning, "register"))
    window.page.wait_for_selector("html[data-kept]", state="attached")
    page = turned_on(window, morning)
    page.wait_for_function("caches.has('pages').then(kept => !kept)")
    window.context.set_offline(True)
    with pytest.raises(Error):
        page.goto(window.home + url(morning, "register"))
