"""Somebody keeps places while looking round, prints the list and passes it on; Bea makes one for a family."""

import html
import json
import re

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.models import Kept, Service, SharedList
from signposting.services import desk
from tests.cast import ServiceFactory, SourceFactory, facts

pytestmark = pytest.mark.django_db
DIRECTORY, MINE, SHARE = (reverse(f"signposting:{name}") for name in ("directory", "my_list", "share_list"))


def page(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def press_keep(client, service, **more):
    return client.post(reverse("signposting:keep", args=[service.code]), more)


def test_a_buddy_makes_a_list_for_a_family_in_six_taps(client, rita):
    """Search, keep three, open the list, give it an address: six taps and one word typed."""
    places = [ServiceFactory(name=f"Playgroup {n}") for n in range(3)]
    taps = [client.post(DIRECTORY, {"q": "playgroup"})]
    for service in places:
        taps.append(press_keep(client, service, next=taps[0]["Location"]))
        assert taps[-1]["Location"] == taps[0]["Location"], "back to where the button was"
    taps.append(client.get(MINE))
    assert "Give it an address to pass on" in page(taps[-1])
    taps.append(client.post(SHARE))
    assert len(taps) == 6
    address = taps[-1]["Location"]
    client.cookies.clear()
    seen = page(client.get(address))
    assert all(service.name in seen for service in places)
    assert "On paper it is good until" in seen
    assert not Kept.objects.exists(), "of a visitor nothing is kept"
    desk.edit_field(places[0], "status", "defunct", by=rita)
    places[1].origin = SourceFactory(licence="")
    places[1].save()
    seen = page(client.get(address))
    assert "Closed for good" in seen
    assert "1 place of this list is no longer in our directory." in seen
    assert places[1].name not in seen


def test_a_parent_who_signs_in_takes_the_list_along(client, amina, sign_in):
    one, other = ServiceFactory(name="One"), ServiceFactory(name="Other")
    press_keep(client, one)
    assert "It is kept in this browser only" in page(client.get(MINE))
    sign_in(amina)
    for service in (one, other, other):
        press_keep(client, service)
    assert list(Kept.objects.values_list("user__name", "service__name")) == [("Amina", "One"), ("Amina", "Other")]
    press_keep(client, one, keep="no")
    assert "One" not in page(client.get(MINE)).split("My list of places")[-1]
    press_keep(client, other, keep="no")
    assert "Nothing on it yet" in page(client.get(MINE))


def test_a_list_has_an_end_and_an_empty_one_is_not_passed_on(client, amina, sign_in):
    services = [ServiceFactory() for _ in range(21)]
    for service in services:
        press_keep(client, service)
    assert "Your list is full: it holds 20. Take one off first." in page(client.get(DIRECTORY))
    client.cookies.clear()
    client.post(SHARE)
    assert "Your list is empty. Keep a place first." in page(client.get(MINE))
    assert not SharedList.objects.exists()
    assert press_keep(client, services[0], next="//evil.example")["Location"] == MINE


def test_what_is_not_public_cannot_be_kept_and_a_forged_list_is_empty(client):
    assert press_keep(client, ServiceFactory(state="waiting")).status_code == 404
    client.cookies["kept"] = "AAAAAAAAAAAAAAAAAAAAAA:forged"
    assert "Nothing on it yet" in page(client.get(MINE))


def test_a_service_page_leads_there_and_out_again(client):
    place = facts(locations=[{"name": "Hall", "address_1": "1 High Street", "postal_code": "BS1 4DJ"}])["locations"]
    plain = ServiceFactory(name="Songs </script>", free=True, locations=place)
    told = client.get(reverse("signposting:service", args=[plain.code])).content.decode()
    assert 'href="geo:0,0?q=Hall' in told
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', told)[1])
    assert data["name"] == "Songs </script>"
    assert data["isAccessibleForFree"] is True
    assert "Printed on" in told
    assert "Leave this page quickly" not in told
    hidden = ServiceFactory(**facts(name="Domestic abuse refuge", locations=[{"postal_code": "BS1"}]))
    told = client.get(reverse("signposting:service", args=[hidden.code])).content.decode()
    assert "Leave this page quickly" in told
    assert "geo:" not in told, "a place that is hidden is not led to"


def test_a_paper_is_good_until_the_first_fact_is_due(client):
    ServiceFactory()
    soon = clock.today().replace(year=clock.today().year + 1)
    service = ServiceFactory(due_on=soon, times_end=None)
    press_keep(client, service)
    assert f"good until {soon.day} " in page(client.get(MINE))


@pytest.mark.parametrize("signed_in", [True, False], ids=["a parent", "a visitor"])
def test_the_number_beside_my_list_is_what_is_on_it(signed_in, client, amina, sign_in):
    if signed_in:
        sign_in(amina)
    stays, goes = ServiceFactory(), ServiceFactory()
    for service in (stays, goes):
        client.post(reverse("signposting:keep", args=[service.code]), {"keep": "yes"})
    beside = '<span class="count">%d</span></a>'
    assert beside % 2 in client.get(reverse("signposting:directory")).content.decode()
    Service.objects.filter(pk=goes.pk).update(state="declined")
    assert beside % 1 in client.get(reverse("signposting:directory")).content.decode()
