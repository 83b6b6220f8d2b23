"""Barriers count by service and kind, and point at nobody (S2-18)."""

from datetime import timedelta

import pytest

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import Barrier
from signposting.queries.barriers import FEW, by_service, words_of_many
from signposting.services.barriers import tell
from tests.cast import BarrierFactory, ServiceFactory, UserFactory

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
