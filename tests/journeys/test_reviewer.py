"""Rita has twenty minutes: she adds a feed, agrees to what is new, and settles what has changed."""

import threading

import httpx
import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting import demo, tasks
from signposting.demo_hub import serve
from signposting.models import Proposal, Service, Source, SyncRun
from signposting.queries import queue as queries
from tests.cast import ProposalFactory, ServiceFactory, SourceFactory


@pytest.fixture
def hub(settings):
    """The demo's own hub, over real HTTP."""
    server = serve(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DEMO_HUB_URL = f"http://127.0.0.1:{server.server_port}"
    yield settings.DEMO_HUB_URL
    server.shutdown()
    server.server_close()


@pytest.fixture
def rita_at_the_desk(rita, sign_in):
    return sign_in(rita)


def say(client, view, *args, **answers):
    return client.post(reverse(f"signposting:{view}", args=args), answers, follow=True)


def seen(client, view, *args):
    """What stood on the page, as the page itself remembers it."""
    return client.get(reverse(f"signposting:{view}", args=args)).context["form"]["seen"].value()


def test_from_an_address_to_an_entry_that_parents_see(hub, rita_at_the_desk, client):
    page = say(client, "source_add", name="Buckinghamshire", url=f"{hub}/outpost/services/", licence="Apache-2.0")
    assert "Found a feed that speaks Outpost." in page.content.decode()
    assert "It starts within a minute" in page.content.decode()
    tasks.read_source(Source.objects.get().pk)
    page = client.get(reverse("signposting:source", args=[Source.objects.get().code])).content.decode()
    assert "Read to the end. 20 services, 20 new." in page
    assert "Asked for by Rita." in page
    desk = client.get(reverse("signposting:desk")).content.decode()
    assert "Is it something for our families?" in desk
    service = Service.objects.get(name="Abbotsbrook Pre-School")
    assert client.get(reverse("signposting:service", args=[service.code])).status_code == 404
    say(client, "decide_service", service.code, answer="approve")
    assert client.get(reverse("signposting:service", args=[service.code])).status_code == 200


def test_a_new_phone_number_at_the_hub_becomes_a_question(hub, rita_at_the_desk, client, rita):
    say(client, "source_add", name="Bucks", url=f"{hub}/outpost", licence="Apache-2.0")
    tasks.read_source(Source.objects.get().pk)
    service = Service.objects.get(name="ABA Horizons")
    say(client, "decide_service", service.code, answer="approve")
    httpx.post(f"{hub}/change")
    say(client, "source_read", Source.objects.get().code)
    tasks.read_source(Source.objects.get().pk)
    question = Proposal.objects.waiting().get(service=service)
    page = client.get(reverse("signposting:desk")).content.decode()
    assert "020 7946 0303" in page
    assert "0203 289 6420 Ext 303" in page
    say(client, "question", question.code, answer="accept")
    assert "020 7946 0303" in client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert "decided this already" in say(client, "question", question.code, answer="refuse").content.decode()


def test_writing_what_is_right_by_hand(rita_at_the_desk, client):
    proposal = ProposalFactory(field="schedules", theirs=[])
    page = say(
        client,
        "question",
        proposal.code,
        seen=seen(client, "question", proposal.code),
        value="Tuesday 9:30am to 11am, term time only",
    )
    assert page.status_code == 200
    service = Service.objects.get(pk=proposal.service_id)
    assert [(row["byday"], row["opens"], row["words"]) for row in service.schedules] == [
        ("TU", "09:30", "term time only")
    ]
    assert (
        "Tuesday, 9:30am to 11am, term time only"
        in client.get(reverse("signposting:service", args=[service.code])).content.decode()
    )


def test_a_fact_that_cannot_be_read_is_said_kindly(rita_at_the_desk, client):
    service = ServiceFactory()
    page = say(
        client, "change_field", service.code, "email", value="ring us",
        seen=seen(client, "change_field", service.code, "email"),
    )  # fmt: skip
    assert "We could not read this." in page.content.decode()


def test_still_right_moves_the_date(rita_at_the_desk, client):
    service = ServiceFactory(flag="due")
    keys = ["status", "phones", "schedules", "locations", "costs"]
    say(client, "check_service", service.code, how="phone", fields_checked=keys)
    service.refresh_from_db()
    assert clock.local(service.verified_at).date() == clock.today()
    assert queries.queue().cards == []
    assert "Nothing waits for you" in client.get(reverse("signposting:desk")).content.decode()


def test_a_check_without_a_how_is_asked_for_again(rita_at_the_desk, client):
    page = say(client, "check_service", ServiceFactory().code, fields_checked=["phones"])
    assert "How do you know?" in page.content.decode()
    assert "Choose an answer" in page.content.decode()


def test_an_address_with_no_feed_behind_it_is_said_in_plain_words(hub, rita_at_the_desk, client):
    page = say(client, "source_add", name="Nothing", url=hub, licence="")
    assert "Nothing answers at this address" in page.content.decode()
    assert not Source.objects.exists()


def test_the_same_feed_is_not_added_twice(hub, rita_at_the_desk, client):
    for _twice in range(2):
        page = say(client, "source_add", name="Bucks", url=f"{hub}/outpost", licence="")
    assert "We read this feed already." in page.content.decode()


def test_a_bell_rung_twice_reads_once(hub, rita, db):
    source = SourceFactory(url=f"{hub}/bristol/v1", asked_at=clock.now())
    tasks.read_source(source.pk)
    tasks.read_source(source.pk)
    assert SyncRun.objects.count() == 1


@pytest.mark.django_db
def test_fields_that_were_not_asked_for_are_left_aside(rita_at_the_desk, client):
    service = ServiceFactory()
    before = Service.objects.filter(pk=service.pk).values().get()
    was = seen(client, "change_field", service.code, "alert")
    sent = {"value": "Shut on Friday", "state": "declined", "verified_at": "2020-01-01", "code": "x"}
    client.post(reverse("signposting:change_field", args=[service.code, "alert"]), sent | {"seen": was})
    after = Service.objects.filter(pk=service.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"changed_at", "alert"}


def test_the_demo_has_a_desk_with_real_work_on_it(hub, rita):
    demo.seed(rita, clock.now())
    ranks = {card.rank for card in queries.queue().cards}
    assert {queries.URGENT, queries.CONTACT, queries.OTHER, queries.NEW, queries.OLD, queries.DUE} <= ranks
    assert Service.objects.listed().count() == 35
    assert set(SyncRun.objects.values_list("outcome", flat=True)) == {"complete"}
    demo.seed(rita, clock.now())
    assert Source.objects.count() == 2, "seeding twice is seeding once"
