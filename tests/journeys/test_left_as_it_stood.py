"""A box saved as it stands changes nothing: at the entry, at a question of the hub, on the telephone."""

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.familyhub.normalise import record
from signposting.models import FactChange, Service
from signposting.services import desk
from tests.cast import ProposalFactory, ServiceFactory, SourceRecordFactory

pytestmark = pytest.mark.django_db
FACTS = record(
    {
        "name": "Tiny Tots",
        "schedules": [
            {"byday": "TU", "interval": 2, "dtstart": "2026-02-03", "opens_at": "9:30", "closes_at": "11:00"},
            {"byday": "TH", "valid_from": "2026-01-08", "valid_to": "2030-07-31"},
        ],
        "cost_options": [{"option": "for each family", "amount": 2}],
        "locations": [{"name": "Hall", "postal_code": "BS1 4DJ", "latitude": 51.4501, "longitude": -2.594}],
    },
    at=clock.now(),
).facts
LOSSY = ("schedules", "costs", "locations")


def boxes(page):
    """What a browser sends of a page on which nobody types anything."""
    return {box.html_name: box.value() or "" for box in page.context["form"]}


@pytest.mark.parametrize("field", LOSSY)
def test_at_the_entry(field, rita, sign_in, client):
    service = ServiceFactory(**FACTS)
    sign_in(rita)
    page = reverse("signposting:change_field", args=[service.code, field])
    client.post(page, boxes(client.get(page)))
    assert getattr(Service.objects.get(), field) == FACTS[field]
    assert not FactChange.objects.exists()


def test_what_a_colleague_changed_while_the_page_was_open_is_overwritten_only_by_who_has_seen_it(
    rita, carol, sign_in, client
):
    service = ServiceFactory(phones=["0117 496 0100"])
    sign_in(rita)
    page = reverse("signposting:change_field", args=[service.code, "phones"])
    typed = boxes(client.get(page)) | {"value": "0117 496 0100\n0117 496 0200"}
    desk.edit_field(service, "phones", ["0117 496 0999"], by=carol)
    told = client.post(page, typed)
    assert "It is now: 0117 496 0999." in told.content.decode()
    assert Service.objects.get().phones == ["0117 496 0999"]
    assert boxes(told)["value"] == typed["value"], "nothing that was typed is lost"
    for _press in range(2):
        assert client.post(page, boxes(told)).status_code == 302
    assert Service.objects.get().phones == ["0117 496 0100", "0117 496 0200"]


@pytest.mark.parametrize("field", LOSSY)
def test_at_a_hubs_question(field, rita, sign_in, client):
    source = SourceRecordFactory(service=ServiceFactory())
    proposal = ProposalFactory(record=source, field=field, theirs=FACTS[field])
    sign_in(rita)
    page = reverse("signposting:question", args=[proposal.code])
    client.post(page, boxes(client.get(page)))
    assert getattr(Service.objects.get(), field) == FACTS[field]


@pytest.mark.parametrize("field", LOSSY)
def test_on_the_telephone(field, rita, sign_in, client):
    service = ServiceFactory(**FACTS)
    sign_in(rita)
    page = reverse("signposting:phone", args=[service.code])
    client.post(page, boxes(client.get(page)) | {f"answer_{field}": "changed"})
    assert [check.field for check in service.checks.all()] == [field]
    assert getattr(Service.objects.get(), field) == FACTS[field]
    assert not FactChange.objects.exists()
