"""Rita asks a playgroup whether its entry is still right; they change the telephone; she agrees (M14)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox import delivery
from signposting.familyhub import typed
from signposting.familyhub.normalise import record
from signposting.models import Correction
from signposting.rules.asking import token_of
from signposting.services import asking, desk
from tests.cast import ServiceFactory
from tests.oruk.mutations import real_records

pytestmark = pytest.mark.django_db


def boxes(page):
    """What a browser sends of a page on which nobody types anything."""
    return {box.html_name: box.value() or "" for box in page.context["form"]}


FULL = {
    "schedules": [
        {"byday": "TU", "freq": "WEEKLY", "interval": 2, "dtstart": "2026-02-03", "opens_at": "9:30"},
        {"bymonthday": "15", "freq": "MONTHLY", "valid_to": "2030-07-31", "opens_at": "9:30"},
    ],
    "cost_options": [{"option": "for each family", "amount": 2}, {"option": "under one", "amount": 0}],
    "locations": [{"name": "Hall", "postal_code": "BS1 4DJ", "latitude": 51.4501, "longitude": -2.594}],
}  # fmt: skip


def test_from_the_desk_to_the_playgroup_and_back(rita, sign_in, client, mailoutbox):
    service = ServiceFactory(name="Tiny Tots", email="hello@tots.example", phones=["0117 496 0100"])
    staff = sign_in(rita)
    entry = reverse("signposting:desk_service", args=[service.code])
    assert "Ask whether it is still right" in staff.get(entry).content.decode()
    assert (
        "Asked." in staff.post(reverse("signposting:ask_provider", args=[service.code]), follow=True).content.decode()
    )
    delivery.sweep()
    (letter,) = mailoutbox
    assert letter.to == ["hello@tots.example"]
    link = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
    provider = Client()
    assert "0117 496 0100" in provider.get(link).content.decode()
    page = provider.get(f"{link}fix/")
    assert 'value="hello@tots.example"' in page.content.decode()
    assert "Thank you" in provider.post(f"{link}fix/", boxes(page) | {"phones": "0117 496 0999"}).content.decode()
    shown = reverse("signposting:service", args=[service.code])
    assert "0117 496 0100" in provider.get(shown).content.decode(), "nobody has agreed yet"
    card = staff.get(reverse("signposting:desk")).content.decode()
    assert "themselves say that" in card
    staff.post(reverse("signposting:decide_correction", args=[Correction.objects.get().code]), {"answer": "accept"})
    page = provider.get(shown).content.decode()
    assert "0117 496 0999" in page
    assert "Confirmed by the service itself on" in page


def test_who_changes_the_telephone_changes_nothing_else(rita, client, mailoutbox):
    """Over all that real hubs say: places by the hub's own position, prices with words, every second week."""
    for row in real_records()[::7]:
        facts = record(FULL | row, at=clock.now()).facts | {"email": "hello@tots.example"}
        service = ServiceFactory(**facts)
        page = reverse("signposting:provider_fix", args=[token_of(asking.ask(service, by=rita).code)])
        sent = boxes(client.get(page))
        assert "Nothing is different yet" in client.post(page, sent).content.decode(), row["name"]
        client.post(page, sent | {"phones": "0117 496 0999"})
        assert [one.field for one in service.corrections.all()] == ["phones"], row["name"]


def test_what_we_change_while_their_page_is_open_is_not_undone_by_them(rita, client):
    service = ServiceFactory(email="hello@tots.example", phones=["0117 496 0100"], url="https://old.example.org")
    page = reverse("signposting:provider_fix", args=[token_of(asking.ask(service, by=rita).code)])
    sent = boxes(client.get(page))
    desk.edit_field(service, "phones", ["0117 496 0777"], by=rita)
    client.post(page, sent | {"url": "https://new.example.org"})
    assert [one.field for one in service.corrections.all()] == ["url"]


def test_a_page_that_is_not_ours_changes_nothing(rita, client):
    service = ServiceFactory(email="hello@tots.example", phones=["0117 496 0100"])
    page = reverse("signposting:provider_fix", args=[token_of(asking.ask(service, by=rita).code)])
    assert "This page is too old" in client.post(page, {"phones": "0117 496 0999", "seen": "x"}).content.decode()
    assert not service.corrections.exists()


def test_who_runs_it_is_not_told_to_ring_before_they_go(rita, client):
    ended = typed.read("schedules", "Tuesday 10:00 to 11:00, until 31 July 2020")
    service = ServiceFactory(email="hello@tots.example", schedules=ended)
    page = client.get(reverse("signposting:provider", args=[token_of(asking.ask(service, by=rita).code)]))
    assert "until 31 July 2020" in page.content.decode()
    assert "Ring before you go" not in page.content.decode()
