"""Amina joins on her phone, with her thumb: every question in a real browser, with scripts and without."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from families.models import Family
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.browser.eyes import problems


def sign_up(page):
    page.get_by_role("link", name="Start with your e-mail").click()
    page.locator("input[name=email]").fill("amina@example.org")
    page.locator("main button.btn-primary").first.click()
    page.wait_for_load_state("load")
    delivery.sweep()
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE)[0]
    page.locator("input[name=code]").fill(code)
    page.locator("main button.btn-primary").first.click()
    page.wait_for_load_state("load")


def birthday(page, day):
    for word, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(word, exact=True).fill(str(number))


def steps(page):
    """What she does on each page, in order; the page's heading first."""
    born = clock.today().replace(day=1, month=1)
    yield "What should we call you?", lambda: page.get_by_label("Your name").fill("Amina Khan")
    yield "Can we ring you too?", lambda: page.get_by_label("Phone number").fill("07700 900123")
    yield "Where do you live?", lambda: page.get_by_label("postcode").fill("bs5 0aa")
    yield "Your children", lambda: page.get_by_role("link", name="Add a child").click()
    yield "What is your child’s name?", lambda: page.get_by_label("First name").fill("Zain")
    yield "When was Zain born?", lambda: birthday(page, born)
    yield "Does Zain have any allergies?", lambda: allergies(page)
    yield "What else helps us look after Zain?", lambda: page.get_by_label("What helps your child?").fill("His rabbit")
    yield "Your children so far", lambda: None
    yield "Would you like a friendly face on your first visit?", lambda: page.get_by_label("Yes, please").check()
    yield "Which languages do you speak at home?", lambda: page.get_by_label("Urdu").check()
    yield "What makes it easier for you?", lambda: page.get_by_label("Large print").check()
    yield "How did you hear about us?", lambda: page.get_by_label("A library").check()
    yield "Is this all right?", lambda: None


def allergies(page):
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("allergic to").fill("Egg")
    page.get_by_label("What should we do?").fill("The pen is in the blue bag. Ring me.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_amina_joins_with_her_thumb(scripts, transactional_db, window_of, pictures, live_server):
    window = window_of(scripts=scripts)
    page = window.page
    window.open(reverse("families:join"))
    sign_up(page)
    for number, (heading, act) in enumerate(steps(page)):
        assert page.locator("h1").inner_text() == heading
        if scripts:
            assert problems(window, pictures and pictures / f"join-{number:02}") == ""
        act()
        if heading != "Your children":
            page.locator("main button.btn-primary").click()
        page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == "Welcome, you’re in"
    assert Family.objects.get().carers.get().name == "Amina Khan"
    if scripts:
        assert problems(window, pictures and pictures / "join-99") == ""
