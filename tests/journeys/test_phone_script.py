"""Rita rings a service: words to say, one tap a fact, and nobody's answer is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.models import Correction, PhoneCall, Service
from signposting.queries.queue import queue
from signposting.services import checks, desk, freshness
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(rita):
    row = ServiceFactory(name="Tiny Tots", phones=["0117 496 0100"])
    checks.confirm(row, by=rita, how="visit")
    freshness.doubt(row, "phones", "bounce")
    freshness.doubt(row, "url", "dead_link")
    return row


@pytest.fixture
def script(rita, sign_in, service):
    return sign_in(rita), reverse("signposting:phone", args=[service.code])


def opened(client, address):
    page = client.get(address)
    return " ".join(page.content.decode().split()), page.context["form"]["seen"].value()


def send(client, address, **given):
    return " ".join(client.post(address, given, follow=True).content.decode().split())


def test_the_script_asks_only_what_is_in_doubt_and_takes_one_tap_a_fact(script, service):
    client, address = script
    desk_page = client.get(reverse("signposting:desk")).content.decode()
    assert address in desk_page, "found by a link"
    page, seen = opened(client, address)
    assert "Is this still the best number for families: 0117 496 0100?" in page
    assert "Are you still running?" not in page
    said = send(client, address, seen=seen, answer_phones="right", answer_url="changed", value_url="tots.example.org")
    assert "The call is noted." in said
    service.refresh_from_db()
    assert service.url == "https://tots.example.org"
    assert set(service.checks.filter(how="phone").values_list("field", flat=True)) == {"phones", "url"}
    assert queue().cards == []


def test_whether_they_are_open_is_chosen_and_not_typed(script, service):
    client, address = script
    freshness.doubt(service, "status", "report")
    page, seen = opened(client, address)
    assert "Closed for now" in page
    send(client, address, seen=seen, answer_status="changed", value_status="temporarily closed")
    service.refresh_from_db()
    assert service.status == "temporarily closed"


def test_a_fact_they_did_not_speak_of_stays_in_doubt(script, service):
    client, address = script
    _page, seen = opened(client, address)
    send(client, address, seen=seen, answer_phones="right", answer_url="not_said")
    assert list(service.doubts.open().values_list("field", flat=True)) == ["url"]
    assert "Say at least of one thing" in send(client, address, seen=seen, answer_phones="not_said")


def test_what_moved_while_we_spoke_is_kept_and_what_was_heard_waits_at_the_desk(script, service, carol):
    client, address = script
    _page, seen = opened(client, address)
    desk.edit_field(service, "phones", ["0117 496 0555"], by=carol)
    page = send(client, address, seen=seen, answer_phones="right")
    assert "somebody changed it while you spoke" in page
    assert Service.objects.get().phones == ["0117 496 0555"]
    assert Correction.objects.waiting().get().value == ["0117 496 0100"]
    assert "0117 496 0100" in page, "and is the next card"


def test_no_answer_comes_again_on_its_day_and_not_before(script, service):
    client, address = script
    send(client, address, outcome="3")
    assert queue().cards == []
    assert [card.kind for card in queue(at=clock.now() + timedelta(days=3)).cards] == ["service"]
    assert PhoneCall.objects.get().outcome == "no_answer"


@pytest.mark.parametrize(
    ("outcome", "state", "status"), [("closed", "listed", "defunct"), ("off", "declined", "active")]
)
def test_closed_and_do_not_list_again(outcome, state, status, script, service):
    client, address = script
    send(client, address, outcome=outcome)
    service.refresh_from_db()
    assert (service.state, service.status) == (state, status)
    assert bool(service.do_not_contact_at) is (outcome == "off")
    assert "Take back my last answer" in client.get(reverse("signposting:desk")).content.decode()


def test_a_page_that_was_tampered_with_saves_nothing(script, service):
    client, address = script
    send(client, address, seen="forged", answer_phones="right")
    assert not PhoneCall.objects.exists()
