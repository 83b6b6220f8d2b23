"""Portals that read each other: a round trip asks nothing twice, and our own words are known again from afar."""

import json
from datetime import timedelta

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from groupsite.kit import clock
from signposting.familyhub.client import Hub
from signposting.familyhub.normalise import record
from signposting.models import Proposal, Service, SourceRecord
from signposting.services import desk
from signposting.services.sync import sync
from tests.cast import ServiceFactory, SourceFactory
from tests.oruk.mutations import real_records

pytestmark = pytest.mark.django_db
ROOT = "/directory/open-referral"


def recorded():
    """Our feed as it is now, kept so that another portal can read it when this one is gone from the database."""
    client, page, kept = Client(), reverse("signposting:feed_services"), {}
    rows = client.get(page + "?per_page=100").json()
    assert rows["last_page"]
    kept[f"{ROOT}/services"] = rows
    for row in rows["contents"]:
        kept[f"{ROOT}/services/{row['id']}"] = client.get(f"{page}/{row['id']}").json()

    def answer(request):
        body = kept.get(request.url.path)
        return httpx.Response(200 if body else 404, stream=httpx.ByteStream(json.dumps(body).encode()))

    return httpx.MockTransport(answer)


def read(source, feed, *, later=timedelta()):
    return sync(source, at=clock.now() + later, hub=Hub(feed, sleep=lambda seconds: None))


def agree_to_all(rita):
    for service in Service.objects.waiting():
        desk.approve(service, by=rita)


def move_out():
    """The next portal starts with an empty directory, in the same database."""
    Service.objects.all().delete()


@pytest.fixture
def ours():
    """The real records, as if they were all our own."""
    at = clock.now()
    return [ServiceFactory(**record(row, at=at).facts) for row in real_records()[:60]]


def test_a_second_portal_has_nothing_to_ask_on_its_second_run(ours, rita):
    names = {str(service.code) for service in ours}
    feed, source = recorded(), SourceFactory(url=f"https://first.example.org{ROOT}")
    move_out()
    first = read(source, feed)
    assert (first.outcome, set(first.new), first.changed) == ("complete", names, {})
    agree_to_all(rita)
    for later in (timedelta(hours=1), timedelta(days=60)):
        again = read(source, feed, later=later)
        assert (again.outcome, again.new, again.changed, again.vanished, again.rekeyed) == ("complete", [], {}, [], {})
    assert not Proposal.objects.exists()


def test_our_own_records_are_known_again_through_a_chain_of_three(rita):
    ours = [ServiceFactory(name=name) for name in ("Stay and Play", "Rhyme Time")]
    feed = recorded()
    for host in ("second", "third"):
        move_out()
        source = SourceFactory(url=f"https://{host}.example.org{ROOT}", root=f"https://{host}.example.org{ROOT}")
        assert len(read(source, feed).new) == 2
        agree_to_all(rita)
        feed = recorded()
    move_out()
    for service in ours:
        ServiceFactory(code=service.code, name=service.name)
    report = read(SourceFactory(url=f"https://third.example.com{ROOT}"), feed)
    assert (report.outcome, report.seen, report.new) == ("complete", set(), [])
    assert [problem.code for problem in report.problems] == ["echo", "echo"]
    assert not SourceRecord.objects.exists()
