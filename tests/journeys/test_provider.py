"""Rita asks a playgroup whether its entry is still right; they change the telephone; she agrees (M14)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from groupsite.outbox import delivery
from signposting.models import Correction
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db


def test_from_the_desk_to_the_playgroup_and_back(rita, sign_in, client, mailoutbox):
    service = ServiceFactory(name="Tiny Tots", email="hello@tots.example", phones=["0117 496 0100"])
    desk = sign_in(rita)
    entry = reverse("signposting:desk_service", args=[service.code])
    assert "Ask whether it is still right" in desk.get(entry).content.decode()
    assert "Asked." in desk.post(reverse("signposting:ask_provider", args=[service.code]), follow=True).content.decode()
    delivery.sweep()
    (letter,) = mailoutbox
    assert letter.to == ["hello@tots.example"]
    link = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
    provider = Client()
    assert "0117 496 0100" in provider.get(link).content.decode()
    form = provider.get(f"{link}fix/").content.decode()
    assert 'value="hello@tots.example"' in form
    sent = {"phones": "0117 496 0999", "email": "hello@tots.example"}
    assert "Thank you" in provider.post(f"{link}fix/", sent).content.decode()
    shown = reverse("signposting:service", args=[service.code])
    assert "0117 496 0100" in provider.get(shown).content.decode(), "nobody has agreed yet"
    card = desk.get(reverse("signposting:desk")).content.decode()
    assert "themselves say that" in card
    desk.post(reverse("signposting:decide_correction", args=[Correction.objects.get().code]), {"answer": "accept"})
    page = provider.get(shown).content.decode()
    assert "0117 496 0999" in page
    assert "Confirmed by the service itself on" in page
