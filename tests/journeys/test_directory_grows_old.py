"""Rita looks after entries: what grows old warns parents, writes to her, and comes back with one check (M11, M13)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox import delivery
from signposting import tasks
from signposting.services import checks
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db
KEYS = ["status", "phones", "schedules", "locations", "costs"]


def test_from_the_weeks_letter_to_an_entry_that_is_fresh_again(rita, sign_in, client, mailoutbox):
    now = clock.now()
    with time_machine.travel(now - timedelta(days=200)):
        service = ServiceFactory(name="Tiny Tots", phones=["0117 496 0100"])
        checks.confirm(service, by=rita, how="phone")
    sign_in(rita)
    client.post(reverse("signposting:give", args=[service.code]), {"owner": rita.code})
    tasks.step_down()
    tasks.write_to_owners()
    with time_machine.travel(now + timedelta(days=7)):
        delivery.sweep()
    (letter,) = mailoutbox
    assert "Tiny Tots" in letter.body
    address = re.search(r"https?://[^/]+(/desk/\S+)", letter.body).group(1)
    page = client.get(address).content.decode()
    assert "Yours" in page
    assert "Shown with a warning" in page
    shown = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert "Not checked since" in shown
    assert "Ring them before you set out." in shown
    client.post(reverse("signposting:check_service", args=[service.code]), {"how": "visit", "fields_checked": KEYS})
    shown = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert "Ring them before you set out." not in shown
    assert f"Seen on a visit on {clock.today():%-d %B %Y} by Rita" in shown
    assert "Nothing is due" in client.get(address).content.decode()


def test_a_reviewer_sees_why_a_fact_is_doubted(rita, sign_in, client):
    service = ServiceFactory(name="Tiny Tots", phones=["0117 496 0100"])
    checks.confirm(service, by=rita, how="phone")
    checks.freshness.doubt(service, "url", "dead_link")
    sign_in(rita)
    page = client.get(reverse("signposting:desk_service", args=[service.code])).content.decode()
    assert "Their page does not answer any more" in page
    assert "Ask about: Web site" in " ".join(page.split())
    assert "Is everything about" in client.get(reverse("signposting:desk")).content.decode()
