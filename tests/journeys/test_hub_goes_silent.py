"""A feed nobody reads is said wherever somebody may act on it, and a parent who finds nothing is told whom to ring."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.queries.hubs import unread
from tests.cast import SourceFactory, SyncRunFactory

pytestmark = pytest.mark.django_db
WHERE = ("signposting:sources", "signposting:desk", "portal:home")


def hub(name="Bristol", *, days, last="complete", **fields):
    """A hub with a run of that outcome so many days ago, and a failed one today."""
    made = SourceFactory(name=name, added_at=clock.now() - timedelta(days=90), **fields)
    for ago, outcome in ((days, last), (0, "failed")):
        SyncRunFactory(source=made, outcome=outcome, started_at=clock.now() - timedelta(days=ago))
    return made


def test_rita_and_ada_are_told_that_a_feed_has_gone_silent(rita, ada, sign_in, client):
    hub(days=4)
    for page in WHERE:
        assert "has not been read since" in sign_in(rita).get(reverse(page)).content.decode(), page
    assert "has not been read since" in sign_in(ada).get(reverse("portal:watch")).content.decode()
    assert client.get(reverse("portal:health")).json() == {"status": "ok", "feeds": "not read for three days"}


def test_nothing_is_said_of_a_feed_that_is_read(rita, sign_in, client):
    hub(days=2)
    for page in WHERE:
        assert "has not been read since" not in sign_in(rita).get(reverse(page)).content.decode(), page
    assert client.get(reverse("portal:health")).json() == {"status": "ok", "feeds": "ok"}


@pytest.mark.parametrize(
    ("given", "silent"),
    [
        pytest.param({"days": 4}, True, id="read four days ago, failed since"),
        pytest.param({"days": 2, "last": "incomplete"}, False, id="read in part"),
        pytest.param({"days": 2, "last": "failed"}, True, id="never read"),
        pytest.param({"days": 4, "is_on": False}, False, id="switched off"),
    ],
)
def test_who_is_silent(given, silent):
    made = hub(**given)
    assert list(unread(clock.now())) == [made] * silent


def test_a_hub_added_today_is_given_time():
    SourceFactory()
    assert not unread(clock.now())


def test_a_parent_who_finds_nothing_is_told_the_hubs_own_phone(rita, sign_in, client):
    source = hub(days=1)
    terms = {"licence": "OGL-3.0", "is_on": "on", "phone": "01174960100"}
    assert "no phone number" in sign_in(rita).post(
        reverse("signposting:source_terms", args=[source.code]), terms | {"phone": "ring us"}, follow=True
    ).content.decode()  # fmt: skip
    sign_in(rita).post(reverse("signposting:source_terms", args=[source.code]), terms)
    page = client.get(reverse("signposting:directory"), {"q": "unicorn"}).content.decode()
    assert "may know of more" in page
    assert "0117 496 0100" in page
