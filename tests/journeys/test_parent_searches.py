"""Amina looks for something for Zain on a Saturday, and sees how far she can trust it."""

import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from signposting.services import checks
from tests.cast import ServiceFactory, facts

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-02-03T12:00:00Z", tick=False)
def test_amina_finds_a_saturday_group_and_opens_it(client, rita):
    found = facts(
        name="Saturday Dads", description="A breakfast for dads and male carers.", minimum_age=0, maximum_age=5,
        url="https://dads.example.org", contacts=[{"phone": "0117 496 0001"}],
        cost_options=[{"option": "Free"}],
        schedules=[{"byday": "1SA", "opens_at": "10:00", "closes_at": "12:00"}],
        locations=[{"name": "Library", "address_1": "1 High Street", "city": "Bristol", "postal_code": "BS1 4DJ"}],
    )  # fmt: skip
    service = ServiceFactory(**found)
    checks.confirm(service, by=rita, how="visit", at=clock.now())
    page = client.get(reverse("signposting:directory"), {"q": "dads", "age": "2", "day": "SA", "free": "on"})
    words = page.content.decode()
    assert "1 service on Saturday 7 February" in " ".join(words.split())
    assert "Found by: “dads” is in its name, the age fits, free, runs then" in " ".join(words.split())
    assert reverse("signposting:service", args=[service.code]) in words
    words = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert "first Saturday of the month, 10am to midday" in words
    assert 'href="tel:01174960001"' in words
    assert 'href="https://dads.example.org" rel="noopener noreferrer external"' in words
    assert "Checked by us on 3 February 2026." in words


def test_nothing_found_is_not_nothing_there(client):
    words = client.get(reverse("signposting:directory"), {"q": "submarine"}).content.decode()
    assert "That does not mean there is nothing." in words


def test_a_closed_service_says_so_before_anything_else(client):
    service = ServiceFactory(status="temporarily closed", alert="Back in May")
    words = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert words.index("Closed for now") < words.index("Back in May")
    assert "Do not set out without ringing first." in words
