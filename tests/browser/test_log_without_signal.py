"""A champion at a school gate without a signal: chats are kept on the phone and arrive later, once each (M16)."""

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from tests.cast import OutreachPlaceFactory, person
from volunteers.models import Chat

LOG = reverse("volunteers:log_chat")


@pytest.fixture
def grace(people):
    OutreachPlaceFactory(name="Junction Road Library")
    return person("Grace", Role.PARENT, Role.CHAMPION)


def opened(window):
    window.open(LOG)
    window.page.wait_for_selector("html[data-kept]", state="attached")
    return window.page


def save(page, *topics, place=None):
    for topic in topics:
        page.get_by_label(topic, exact=True).check()
    if place:
        page.get_by_label("Where?").select_option(place)
    page.get_by_role("button", name="Save", exact=True).click()


def test_chats_kept_without_a_signal_arrive_once_each_when_it_is_back(grace, window_of):
    window = window_of(grace)
    page = opened(window)
    window.context.set_offline(True)
    save(page, "Sleep", place="Junction Road Library")
    page.get_by_text("1 chat waits on this phone").wait_for()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    save(page, "Money and benefits", "Sleep")
    page.get_by_text("2 chats wait on this phone").wait_for()
    assert not page.get_by_label("Sleep", exact=True).is_checked()
    assert Chat.objects.count() == 0
    window.context.set_offline(False)
    page.get_by_text("wait on this phone").wait_for(state="detached")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert sorted(map(sorted, Chat.objects.values_list("topics", flat=True))) == [["money", "sleep"], ["sleep"]]
    assert Chat.objects.filter(by=grace, place__name="Junction Road Library", name="").count() == 1


def test_home_leads_to_the_log_without_a_signal_and_a_visit_wants_its_day(grace, window_of):
    window = window_of(grace)
    opened(window)
    window.context.set_offline(True)
    page = window.page
    page.goto(window.home + reverse("portal:home"))
    page.get_by_label("An outreach visit").check()
    save(page)
    page.get_by_text("A visit needs a day on which you look in again").wait_for()
    page.get_by_label("A short chat").check()
    save(page)
    page.get_by_text("1 chat waits on this phone").wait_for()
