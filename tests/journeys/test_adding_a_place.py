"""Rita knows a place that no feed has: she writes down what families ask first, and they find it."""

import re

import pytest
from django.urls import reverse

from signposting.familyhub import typed
from signposting.models import Service
from signposting.queries.directory import Wish, search
from signposting.services import asking
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db
ADD = reverse("signposting:add_entry")
PLACE = {
    "name": "Tots at St Anne’s", "description": "Toys, tea and songs.", "schedules": "Tuesday 9:30am to 11am",
    "locations": "St Anne's Hall, 4 Church Lane, Bristol, BS1 4DJ", "costs": "£2 for each family",
    "minimum_age": "0", "maximum_age": "4", "phones": "0117 496 0123", "categories": "Playgroup",
}  # fmt: skip


def send(client, **changes):
    key = re.search(r'name="key" value="([^"]+)"', client.get(ADD).content.decode())[1]
    sent = {"key": key} | PLACE | changes
    return client.post(ADD, sent, follow=True), sent


def test_families_find_it_with_its_times_place_price_and_age_and_it_does_not_count_as_checked(rita, sign_in, client):
    sign_in(rita)
    assert ADD in client.get(reverse("signposting:directory")).content.decode()
    _page, sent = send(client)
    client.post(ADD, sent)
    service = Service.objects.get()
    client.logout()
    seen = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    for words in (
        "Tuesday",
        "4 Church Lane",
        "£2",
        "0117 496 0123",
        "We have not checked this ourselves yet.",
    ):
        assert words in seen
    assert search(Wish(words="playgroup", age=1, days=("TU",))).services == [service]
    assert service.flag == "due"
    assert service.maximum_age == 4
    assert service.free is False


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"minimum_age": "five"}, "We could not read this.", id="unreadable"),
        pytest.param({"minimum_age": "5"}, "The youngest age is above the oldest.", id="ages"),
        pytest.param({"name": ""}, "Fill in: Name", id="no name"),
        pytest.param({"name": "N/A"}, "Give it a name.", id="a word for no name"),
        pytest.param({"name": "<b></b>"}, "Give it a name.", id="a tag"),
        pytest.param({"name": "Known"}, "There is an entry of this name at this place already.", id="known"),
        pytest.param({"name": "tiny tots"}, "asked us not to list them.", id="unwanted"),
    ],
)
def test_what_cannot_be_added_says_why_beside_its_box(changes, says, rita, sign_in, client):
    ServiceFactory(name="Known", locations=typed.read("locations", PLACE["locations"]))
    asking.take_off(ServiceFactory(name="Tiny Tots"), by=rita)
    before = Service.objects.count()
    sign_in(rita)
    page, _sent = send(client, **changes)
    assert says in page.content.decode().replace("&#x27;", "'")
    assert Service.objects.count() == before
