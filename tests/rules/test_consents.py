"""A consent is a line that nobody changes: exact words, their version, who, when, how (TRUST T63)."""

import hashlib

import pytest
from django.db import DatabaseError, transaction

from families.choices import cards, newest_answer
from families.models import Consent
from families.rules import consents as rules
from families.services import consents
from groupsite.audit.models import Entry
from groupsite.kit.errors import Refused
from tests.cast import CarerFactory, ConsentFactory, FamilyFactory


@pytest.fixture
def zain(amina):
    return amina.carer.family.children.get(first_name="Zain")


def state(amina, child, key="photo_wall"):
    (card,) = (card for card in cards(amina.carer, [child]) if card.key == key)
    return card.choices[0].state


def new_words(monkeypatch, key="photo_wall"):
    newer = rules.PURPOSES[key]._replace(version=2, words="You may also film my child.")
    monkeypatch.setitem(rules.PURPOSES, key, newer)


def test_a_yes_stands_until_the_words_are_new_and_a_no_holds_at_once(amina, zain, monkeypatch):
    assert state(amina, zain) == "ask"
    consents.say("photo_wall", amina.carer, child=zain, given=True, by=amina)
    assert state(amina, zain) == "yes"
    new_words(monkeypatch)
    assert state(amina, zain) == "again"
    consents.say("photo_wall", amina.carer, child=zain, given=True, by=amina)
    assert state(amina, zain) == "yes"
    consents.say("photo_wall", amina.carer, child=zain, given=False, by=amina)
    assert state(amina, zain) == "no"
    lines = list(Consent.objects.order_by("pk").values_list("given", "version", "words"))
    assert [line[:2] for line in lines] == [(True, 1), (True, 2), (False, 2)]
    assert (lines[0][2][:14], lines[1][2]) == ("You may take p", "You may also film my child.")


def test_an_old_no_stays_a_no_whatever_the_words(amina, zain, monkeypatch):
    consents.say("photo_wall", amina.carer, child=zain, given=False, by=amina)
    new_words(monkeypatch)
    assert state(amina, zain) == "no"


def test_a_line_says_who_when_how_and_by_whom_it_was_written_down(amina, carol, zain):
    consents.say("photo_web", amina.carer, child=zain, given=True, how="interpreter", by=carol)
    line = Consent.objects.get()
    assert (line.carer, line.child, line.family) == (amina.carer, zain, amina.carer.family)
    assert (line.how, line.entered_by, line.language) == ("interpreter", carol, "en-gb")
    entry = Entry.objects.get(what="consent.given")
    assert (entry.by, entry.details) == (carol, {"purpose": "photo_web", "how": "interpreter"})


def test_what_she_ticks_herself_was_written_down_by_nobody_else(amina, zain):
    consents.say("photo_wall", amina.carer, child=zain, given=True, by=amina)
    assert Consent.objects.get().entered_by is None


def test_pressed_twice_it_is_one_line(amina, zain):
    for _ in range(2):
        consents.say("photo_wall", amina.carer, child=zain, given=True, by=amina)
    assert Consent.objects.count() == 1


def test_nobody_answers_for_another_familys_child(amina, bea):
    theo = bea.carer.family.children.get()
    for child in (theo, None):
        with pytest.raises(Refused):
            consents.say("photo_wall", amina.carer, child=child, given=True, by=amina)
    with pytest.raises(Refused):
        consents.say("say_hello", bea.carer, child=theo, given=True, by=bea)
    assert not Consent.objects.exists()


def test_saying_hello_is_each_adults_own(amina):
    other = CarerFactory(family=amina.carer.family, is_main=False)
    consents.say("say_hello", other, given=True, by=amina)
    assert newest_answer("say_hello", amina.carer, None) is None
    assert newest_answer("say_hello", other, None) == (True, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [("given", False), ("words", "Anything"), ("version", 9), ("purpose", "photo_press"), ("how", "paper")],
)
def test_the_database_refuses_to_change_what_was_said(field, value, db):
    line = ConsentFactory()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Consent.objects.filter(pk=line.pk).update(**{field: value})
    assert getattr(Consent.objects.get(), field) != value


def test_the_database_refuses_to_put_a_yes_in_somebody_elses_mouth(amina, bea):
    line = ConsentFactory(family=amina.carer.family, carer=amina.carer)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Consent.objects.filter(pk=line.pk).update(carer=bea.carer)


def test_when_people_go_their_lines_lose_them_or_go_too(amina, zain):
    line = consents.say("photo_wall", amina.carer, child=zain, given=True, by=amina)
    amina.carer.delete()
    line.refresh_from_db()
    assert (line.carer, line.given) == (None, True)
    zain.homes.all().delete()
    line.family.delete()
    assert not Consent.objects.exists()


def test_two_households_that_are_merged_keep_their_lines(amina, zain):
    line = consents.say("photo_wall", amina.carer, child=zain, given=True, by=amina)
    other = FamilyFactory()
    Consent.objects.filter(pk=line.pk).update(family=other)
    assert Consent.objects.get().family == other


PRINTS = {
    "photo_wall": (1, "04c5d6e4"),
    "photo_web": (1, "75caffde"),
    "photo_press": (1, "6226a222"),
    "say_hello": (1, "0784321e"),
}
"""Version and fingerprint of the words. Whoever changes words raises the version here and in the rules."""


@pytest.mark.parametrize("key", rules.PURPOSES)
def test_new_words_have_a_new_version(key):
    purpose = rules.PURPOSES[key]
    assert (purpose.version, hashlib.sha256(str(purpose.words).encode()).hexdigest()[:8]) == PRINTS[key]
