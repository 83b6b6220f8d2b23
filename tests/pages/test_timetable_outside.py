"""What leaves the house: one calendar of all dates, words for search engines, a frame for the group's own website."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from sessions.models import Occurrence
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring


@pytest.fixture
def dates(db):
    group = ProgrammeFactory(name="Tots </script><b>", frames=["https://www.example.org"], weather="We play in rain.")
    return [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2)]


def url(name, thing):
    return reverse(f"sessions:{name}", args=[thing.code])


def test_all_dates_are_in_one_calendar_and_one_called_off_says_so(client, dates):
    Occurrence.objects.filter(pk=dates[0].pk).update(cancelled_at=clock.now())
    file = client.get(url("group_calendar", dates[0].programme)).content.decode()
    assert file.count("BEGIN:VEVENT") == 2
    assert file.count("STATUS:CANCELLED") == 1
    assert "METHOD:PUBLISH" in file


def test_search_engines_read_the_session_and_no_name_ends_the_script(client, dates):
    page = client.get(url("session", dates[0])).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    event = json.loads(found)
    assert event["name"] == "Tots </script><b>"
    assert event["startDate"] == clock.local(dates[0].starts_at).isoformat()
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["address"]["postalCode"] == "BS5 9AA"


def test_a_moved_session_says_when_it_was(client, dates):
    Occurrence.objects.filter(pk=dates[0].pk).update(moved_from=dates[0].starts_at - timedelta(days=1))
    page = client.get(url("session", dates[0])).content.decode()
    assert "EventRescheduled" in page
    assert "This session has moved." in page


def test_the_list_may_stand_only_in_the_groups_own_websites_and_sets_no_cookie(client, dates, amina):
    bring(dates[0], amina)
    page = client.get(url("embedded", dates[0].programme))
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.org" in policy
    assert "default-src 'self'" in policy
    assert "X-Frame-Options" not in page.headers
    assert not page.cookies
    assert "Amina" not in page.content.decode()
    assert url("session", dates[1]) in page.content.decode()


@pytest.mark.parametrize("name", ["embedded", "session"])
def test_nothing_else_stands_in_a_frame(name, client, db):
    """A group that names no website has none; other pages never."""
    occurrence = OccurrenceFactory()
    page = client.get(url(name, occurrence.programme if name == "embedded" else occurrence))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_poster_has_what_one_needs_to_come(client, dates):
    page = client.get(url("poster", dates[0].programme)).content.decode()
    for words in ("Every Tuesday", "9:30am to 11am", "Church Road, Bristol", "Under 5 years", "We play in rain."):
        assert words in page
