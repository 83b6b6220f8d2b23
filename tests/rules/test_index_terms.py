"""A search asks a list of the words and boxes there are: it must never say more than the listed entries do."""

import pytest

from signposting.models import IndexTerm, Service
from signposting.queries.directory import Wish, search
from signposting.queries.vocabulary import vocabulary
from signposting.tasks import step_down
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db


def test_the_words_of_an_entry_that_families_may_not_see_are_never_offered():
    ServiceFactory(name="Zebrafish Hall", state="internal", listed_at=None)
    assert search(Wish(words="zebrafsh")).instead == ""
    assert not IndexTerm.objects.filter(term="zebrafish").exists()


def test_nor_those_of_one_that_was_taken_off():
    service = ServiceFactory(name="Zebrafish Hall")
    assert search(Wish(words="zebrafsh")).instead == "zebrafish"
    Service.objects.filter(pk=service.pk).update(state="declined", listed_at=None)
    assert search(Wish(words="zebrafsh")).instead == ""


def test_nor_do_they_hide_a_word_that_is_nearly_as_much_alike():
    gone = ServiceFactory(name="Zebrafish Hall")
    ServiceFactory(name="Zebrafinch Walk")
    assert search(Wish(words="zebrafsh")).instead == "zebrafish"
    Service.objects.filter(pk=gone.pk).update(state="declined", listed_at=None)
    assert search(Wish(words="zebrafsh")).instead == "zebrafinch"


def test_however_an_entry_is_written_its_words_are_found_at_once():
    Service.objects.bulk_create([ServiceFactory.build(name="Zebrafish Hall", letters="zebrafish hall")])
    assert search(Wish(words="zebrafsh")).instead == "zebrafish"
    Service.objects.update(name="Giraffe Hall", letters="giraffe hall")
    assert search(Wish(words="girafe")).instead == "giraffe"


def test_a_box_is_offered_at_once_and_forgotten_by_night_when_no_entry_answers_it():
    service = ServiceFactory(free=True)
    other = ServiceFactory(name="Zebrafish Hall", free=False)
    assert "free" in vocabulary().facets
    service.tell({"free": False})
    service.save()
    step_down()
    assert "free" not in vocabulary().facets
    assert IndexTerm.objects.filter(term="zebrafish").exists(), f"{other} still has it"


def test_what_came_into_use_while_the_night_took_it_out_is_offered_again():
    ServiceFactory(name="Zebrafish Hall", free=True)
    IndexTerm.objects.all().delete()
    step_down()
    assert search(Wish(words="zebrafsh")).instead == "zebrafish"
    assert "free" in vocabulary().facets
    known = IndexTerm.objects.count()
    step_down()
    assert IndexTerm.objects.count() == known, "once each"


def test_a_word_or_language_too_long_for_an_index_is_no_error():
    service = ServiceFactory(name="z" * 299, languages=["y" * 3000])
    assert [found.pk for found in search(Wish(words="z" * 299)).services] == [service.pk]
