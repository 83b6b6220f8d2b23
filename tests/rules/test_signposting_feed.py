"""What we publish holds against the official and the strict schemas."""

import pytest
from django.urls import reverse

from signposting.familyhub import typed
from tests.cast import ServiceFactory, SourceFactory
from tests.oruk.feed import STRICT_SERVICE, feed_faults, told

pytestmark = pytest.mark.django_db


def full_service():
    return ServiceFactory(
        name="Rhyme Time",
        description="Songs.\nAnd stories.",
        organisation="St Anne's",
        url="https://rhyme.example.org",
        email="rhyme@example.org",
        phones=["0117 496 0001"],
        minimum_age=0,
        maximum_age=4.5,
        costs=typed.read("costs", "£2 for each family\nfree for babies"),
        schedules=typed.read(
            "schedules", "Tuesday 9:30am to 11am, term time only\nfirst Saturday 10:00 to 12:00\nNow and then"
        ),
        locations=typed.read("locations", "St Anne's Hall, 4 Church Lane, Bristol, Avon, BS1 4DJ\nSomewhere"),
        categories=["Parent and toddler groups"],
        languages=["English"],
        service_areas=["Bristol"],
        closures=[{"start": "2026-12-20", "end": "2027-01-03"}],
    )


def test_an_empty_directory_is_a_valid_feed():
    assert feed_faults() == []


def test_a_full_and_a_bare_service_are_valid():
    full_service()
    ServiceFactory(name="Bare", status=None)
    ServiceFactory(name="Odd", status="Sometimes open")
    assert feed_faults() == []


def test_the_schema_would_notice_a_null():
    assert told(STRICT_SERVICE, {"id": None}) != []


def test_only_what_parents_may_see_is_published(client):
    shown = ServiceFactory(name="Shown")
    ServiceFactory(name="Waiting", state="waiting", listed_at=None)
    ServiceFactory(name="Not ours to show", origin=SourceFactory(licence=""))
    page = client.get(reverse("signposting:feed_services")).json()
    assert [row["id"] for row in page["contents"]] == [str(shown.code)]


@pytest.mark.parametrize(("query", "status"), [("page=0", 400), ("page=x", 400), ("page=99", 200), ("per_page=1", 200)])
def test_odd_pages_are_answered_plainly(query, status, client):
    ServiceFactory.create_batch(3)
    answer = client.get(reverse("signposting:feed_services") + "?" + query)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if query == "page=99":
        assert answer.json()["empty"]
        assert answer.json()["last_page"]
    if query == "per_page=1":
        assert (answer.json()["total_pages"], answer.json()["size"]) == (3, 1)
