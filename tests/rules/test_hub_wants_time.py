"""A hub that says how long to leave it alone is left alone for so long, and read then."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from signposting.familyhub.client import Failed, Hub
from signposting.services import sources
from signposting.services.sync import sync, sync_if_due
from tests.cast import SourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hub_that_says(status, after=""):
    """Every answer is this one; `asked` counts them."""
    headers = {"Retry-After": after} if after else {}
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"{}"))

    return Hub(httpx.MockTransport(answer), sleep=lambda _seconds: None), asked


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def is_due(source, *, at):
    return source.pk in [row.pk for row in sources.due(at=at)]


@pytest.fixture
def source():
    """Read this night already, so that nothing but a wish or the hub's own hour makes it due."""
    return SourceFactory()


@pytest.mark.parametrize(
    ("status", "after", "until"),
    [
        (429, "7200", NOW + 2 * HOUR),
        (503, "Tue, 02 Jun 2026 15:00:00 GMT", NOW + 3 * HOUR),
        (429, "999999999", NOW + timedelta(days=2)),
        (429, "5", None),
        (503, "", None),
    ],
    ids=["seconds", "a date", "for ever is two days", "what a worker waits for", "no word of it"],
)
@time_machine.travel(NOW, tick=False)
def test_how_long_it_is_left_alone(status, after, until, source):
    hub, asked = hub_that_says(status, after)
    sync(source, at=NOW, hub=hub)
    assert fresh(source).wait_until == until
    assert not until or len(asked) == 1, "one answer like that is enough, whatever other addresses it may have"


@time_machine.travel(NOW, tick=False)
def test_it_is_read_once_when_its_time_has_come(source):
    sync(source, at=NOW, hub=hub_that_says(429, "7200")[0])
    assert [is_due(source, at=NOW + HOUR * n / 2) for n in range(6)] == [False, False, False, False, True, True]
    sync(source, at=NOW + 2 * HOUR, hub=hub_that_says(503)[0])
    assert fresh(source).wait_until is None
    assert not is_due(source, at=NOW + 3 * HOUR)


def test_read_it_now_waits_with_it_and_says_so(source, carol, sign_in, client):
    sync(source, hub=hub_that_says(429, "7200")[0])
    sign_in(carol)
    page = client.post(reverse("signposting:source_read", args=[source.code]), follow=True).content.decode()
    assert "The hub asked us to wait until" in page
    assert "leave it alone until" in page
    assert "It starts within a minute" not in page
    assert sync_if_due(source.pk) is None, "nobody asks it before"
    assert is_due(source, at=clock.now() + 2 * HOUR)


def test_a_feed_that_was_switched_off_meanwhile_is_not_read_then_and_nobody_says_so(source, carol, sign_in):
    sync(source, hub=hub_that_says(429, "7200")[0])
    sources.set_terms(source, licence="", is_on=False, by=carol)
    later, client = clock.now() + 3 * HOUR, sign_in(carol)
    assert not is_due(source, at=later)
    page = client.get(reverse("signposting:source", args=[source.code])).content.decode()
    assert "leave it alone until" in page
    assert "We read it then." not in page
    client.post(reverse("signposting:source_read", args=[source.code]))
    assert is_due(source, at=later), "somebody asked for it"
    assert "We read it then." in client.get(reverse("signposting:source", args=[source.code])).content.decode()


def test_nothing_more_is_asked_in_a_run_that_was_told_to_stay_away():
    hub, asked = hub_that_says(429, "3600")
    for _try in range(3):
        with pytest.raises(Failed, match="rate_limited"):
            hub.get("https://hub.example.org/services")
    assert len(asked) == 1
