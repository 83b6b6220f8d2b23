"""What became of a press is said once, in the rule's own words when it said no."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to


@pytest.fixture
def request_(rf):
    request = rf.post("/")
    request._messages = CookieStorage(request)
    return request


def said(request):
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def test_what_was_done_is_said(request_):
    with said_to(request_, "Saved."):
        pass
    assert said(request_) == [("success", "Saved.")]


def test_nothing_is_said_where_the_page_shows_it(request_):
    with said_to(request_):
        pass
    assert said(request_) == []


def test_a_no_is_said_in_its_own_words_and_nothing_else(request_):
    with said_to(request_, "Saved."):
        raise Refused("It is full.", code="heads")
    assert [words for _level, words in said(request_)] == ["It is full."]


def test_any_other_fault_is_not_hushed_up(request_):
    with pytest.raises(ZeroDivisionError), said_to(request_):
        1 / 0  # noqa: B018
