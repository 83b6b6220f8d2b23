"""Every page for every person: phone and desk, day and night, with scripts and without (TRUST 5.1, T32, T35)."""

import re

import pytest
from django.urls import reverse

from groupsite.access import SIGN_IN
from tests.browser.eyes import A_GLANCE, EVERY_LIGHT, problems
from tests.house.addresses import every_address
from tests.places import arguments

PEOPLE = ("visitor", "amina", "dev", "carol", "rita", "ada")
ONLY_IN_THE_DEMO = {"portal:demo", "portal:demo_be", "portal:demo_letters"}
SAYS_THAT_NOTHING_IS_THERE = {"signposting:feed_nothing"}
FORM = re.compile(r"<form[^>]*\bnovalidate\b")  # without one there is nothing to send empty
SIGN_IN_SEEN_BY = {"visitor", "amina", "carol"}  # those pages look the same for everybody


def pages_for(name, user, cast, window):
    """Each page that this person may open, as (a name for pictures, its path, the lights to see it in).

    What is the same for everybody is looked at closely as a visitor and as Amina; the others' header differs.
    """
    for view in every_address():
        may = view.access.public or (user is not None and view.access.lets_in(user))
        if not may or (view.name in SIGN_IN and name not in SIGN_IN_SEEN_BY):
            continue
        path = reverse(view.name, kwargs=arguments(view.name, cast))
        if window.is_a_page(path):
            own = view.access.roles or view.name == "portal:home" or name in {"visitor", "amina"}
            lights = EVERY_LIGHT if own else A_GLANCE
            yield f"{name}-{view.name.replace(':', '-')}", path, lights


def said_by(window):
    """The words of a page, but for the secret that an app is set up with: it is a new one each time."""
    return [word for word in window.page.inner_text("main").split() if not re.fullmatch("[A-Z2-7]{32}", word)]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_is_kind_to(name, people, cast, window_of, pictures, subtests):
    user = people[name]
    window, plain = window_of(user), window_of(user, scripts=False)
    for title, path, lights in pages_for(name, user, cast, window):
        with subtests.test(title):
            window.open(path)
            words = said_by(window)
            assert problems(window, pictures and pictures / title, lights) == ""
            plain.open(path)
            assert said_by(plain) == words, "it says less without scripts"


@pytest.mark.parametrize("name", PEOPLE)
def test_every_form_sent_empty_says_what_is_wrong(name, people, cast, window_of, pictures, subtests):
    window = window_of(people[name])
    for title, path, lights in pages_for(name, people[name], cast, window):
        if lights == A_GLANCE or not FORM.search(window.markup):
            continue
        with subtests.test(title):
            window.open(path)
            if send_empty(window.page):
                assert wrong_with_the_summary(window.page) == []
                assert problems(window, pictures and pictures / f"{title}-wrong") == ""


def send_empty(page):
    """Press the main button of the page's form; is there something to complain about?"""
    button = page.locator("main form[method=post][novalidate] button.btn-primary:not([type=button])")
    button = button.filter(visible=True)  # a form that is folded away has no main button yet
    if not button.count():
        return False
    button.first.click()
    page.wait_for_load_state("load")
    return page.locator(".error-summary").count() > 0


def wrong_with_the_summary(page):
    found = []
    if not page.title().startswith("Error:"):
        found.append("the title does not start with Error:")
    if not page.evaluate("document.activeElement.classList.contains('error-summary')"):
        found.append("the summary has no focus")
    for link in page.locator(".error-summary a").all():
        target = link.get_attribute("href")
        if not page.locator(f"[id='{target[1:]}']").count():
            found.append(f"{target} leads nowhere")
    return found


def test_no_page_is_hidden_from_everybody(people, cast, window_of):
    """An example in tests/places.py that nobody can open would leave its page unseen by the tests above."""
    windows = [window_of(user) for user in people.values()]
    unseen = []
    for view in every_address():
        path = reverse(view.name, kwargs=arguments(view.name, cast))
        if view.name not in ONLY_IN_THE_DEMO | SAYS_THAT_NOTHING_IS_THERE and all(
            window.status_of(path) in {403, 404} for window in windows
        ):
            unseen.append(view.name)
    assert unseen == []
