"""Every page for every person: phone and desk, day and night, with scripts and without (TRUST 5.1, T32, T35)."""

import re

import pytest
from django.urls import reverse

from groupsite.access import SIGN_IN
from tests.browser.eyes import problems
from tests.house.addresses import every_address
from tests.places import arguments

pytestmark = pytest.mark.no_cover  # the house tests open the same pages; to trace them again costs minutes
PEOPLE = ("visitor", "amina", "dev", "carol", "rita", "ada", "chris", "sam")
LOOKED_AT_BY_ALL = {"portal:home"}
ONLY_IN_THE_DEMO = {"portal:demo", "portal:demo_be", "portal:demo_letters"}
SAYS_THAT_NOTHING_IS_THERE = {"signposting:feed_nothing"}
FORM = re.compile(r"<form[^>]*\bnovalidate\b")  # without one there is nothing to send empty
EVERYBODY = {"visitor", "amina"}  # for the others only the header of a page without roles differs
SIGN_IN_SEEN_BY = {"visitor", "amina", "carol"}  # those pages look the same for everybody


def pages_for(name, people, cast, window_of):
    """Each page that falls to this person, as (a name for pictures, its path, its markup).

    What is the same for everybody is seen by a visitor and by Amina; a page of certain roles by the first who sees it.
    """
    windows = {who: window_of(user) for who, user in people.items()}
    for view in every_address():
        may = [who for who, user in people.items() if view.access.public or (user and view.access.lets_in(user))]
        if name not in may or (view.name in SIGN_IN and name not in SIGN_IN_SEEN_BY):
            continue
        path = reverse(view.name, kwargs=arguments(view.name, cast))
        seen = any(windows[who].is_a_page(path) for who in before(name, may, view))
        if not seen and windows[name].is_a_page(path):
            yield f"{name}-{view.name.replace(':', '-')}", path, windows[name].markup


def before(name, may, view):
    """Whose look at a page makes this person's needless."""
    if view.name in LOOKED_AT_BY_ALL or name in EVERYBODY:
        return []
    return may[: may.index(name)] if view.access.roles else [who for who in may if who in EVERYBODY]


def said_by(window):
    """The words of a page, but for the secret that an app is set up with: it is a new one each time."""
    return [word for word in window.page.inner_text("main").split() if not re.fullmatch("[A-Z2-7]{32}", word)]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_is_kind_to(name, people, cast, window_of, pictures, subtests):
    """Each page, and then each of their forms sent empty. To find the pages takes long, so once for both."""
    user, forms = people[name], []
    window, plain = window_of(user), window_of(user, scripts=False)
    for title, path, markup in pages_for(name, people, cast, window_of):
        forms += [(f"{title}-wrong", path)] if FORM.search(markup) else []
        with subtests.test(title):
            window.open(path)
            words = said_by(window)
            assert problems(window, pictures and pictures / title) == ""
            plain.open(path)
            assert said_by(plain) == words, "it says less without scripts"
    window = window_of(user)
    for title, path in forms:
        with subtests.test(title):
            says_what_is_wrong(window, path, pictures and pictures / title)


def says_what_is_wrong(window, path, picture):
    window.open(path)
    if send_empty(window.page):
        assert wrong_with_the_summary(window.page) == []
        assert problems(window, picture) == ""


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
    visitor, *known = [window_of(user) for user in people.values()]  # a visitor to a closed page is sent to sign in
    unseen = []
    for view in every_address():
        path = reverse(view.name, kwargs=arguments(view.name, cast))
        windows = [visitor, *known] if view.access.public else known
        if view.name not in ONLY_IN_THE_DEMO | SAYS_THAT_NOTHING_IS_THERE and all(
            window.status_of(path) in {403, 404} for window in windows
        ):
            unseen.append(view.name)
    assert not unseen, " ".join(unseen)
