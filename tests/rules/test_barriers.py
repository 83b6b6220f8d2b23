"""Barriers count by service and kind, and point at nobody (S2-18)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import Barrier
from signposting.queries.barriers import FEW, by_service, words_of_many
from signposting.services.barriers import tell
from tests.cast import BarrierFactory, ServiceFactory, UserFactory, client_of, person

pytestmark = pytest.mark.django_db
YEAR_AGO = clock.now() - timedelta(days=365)


@pytest.mark.parametrize(
    ("voices", "many", "few", "heard"),
    [
        pytest.param(1, [], ["It costs too much"], 0, id="one"),
        pytest.param(FEW - 1, [], ["It costs too much"], 0, id="one fewer than enough"),
        pytest.param(FEW, [("It costs too much", FEW)], [], FEW, id="enough"),
    ],
)
def test_few_are_told_without_a_number_and_without_their_words(voices, many, few, heard):
    service = ServiceFactory()
    for n in range(voices):
        tell(service, "cost", words=f"Four pounds {n}", by=UserFactory())
    row = by_service(YEAR_AGO)[0]
    assert (row.many, row.few) == (many, few)
    assert len(words_of_many(YEAR_AGO)) == heard


def test_one_person_saying_it_often_is_one_voice(amina):
    service = ServiceFactory()
    for words in ("Too dear", "Four pounds"):
        tell(service, "cost", words=words, by=amina)
    assert Barrier.objects.get().words == "Four pounds"


def test_only_what_stands_on_a_button_is_a_barrier(amina):
    with pytest.raises(Refused):
        tell(ServiceFactory(), "moon", words="", by=amina)


def test_what_is_older_than_a_year_is_not_told():
    BarrierFactory(at=clock.now() - timedelta(days=366))
    assert by_service(YEAR_AGO) == []


def _press(client, service, key, **sent):
    client.post(reverse("signposting:barrier", args=[service.code]), {"key": str(key), "kind": "cost"} | sent)


def test_what_a_champion_hears_from_five_families_is_five_voices_and_pressed_twice_it_is_one(client):
    service, sam = ServiceFactory(), person("Sam", Role.CHAMPION)
    client = client_of(sam)
    key = uuid4()
    for one in (key, key, *(uuid4() for _ in range(FEW - 2))):
        _press(client, service, one)
    assert by_service(YEAR_AGO)[0].many == [], "one fewer than enough has no number"
    _press(client, service, uuid4())
    assert by_service(YEAR_AGO)[0].many == [("It costs too much", FEW)]
    assert not Barrier.objects.exclude(user=None).exists(), "nobody's name stands beside it"


def test_a_champion_who_is_a_parent_says_whose_barrier_it_is():
    service, sam = ServiceFactory(), person("Sam", Role.CHAMPION, Role.PARENT)
    client = client_of(sam)
    page = client.get(reverse("signposting:barrier", args=[service.code])).content.decode()
    assert "A family told me this" in page
    for _time in range(2):
        _press(client, service, uuid4())
    assert Barrier.objects.get().user == sam, "their own is one voice"
    _press(client, service, uuid4(), heard="on")
    assert Barrier.objects.filter(user=None).count() == 1
    plain = client_of(person("Ann", Role.PARENT)).get(reverse("signposting:barrier", args=[service.code]))
    assert "A family told me this" not in plain.content.decode()
