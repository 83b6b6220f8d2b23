"""Which adult each child is with: no tap where one adult came, one tap a child otherwise (S1-02)."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from families.models import Carer
from groupsite.audit.models import Entry
from sessions.models import Pairing, PartyMember, Press
from sessions.pages.registers import sheets
from sessions.rules.beside import With, beside
from sessions.services.pairs import Paired, pair
from sessions.services.presses import Said, replay
from tests.cast import OccurrenceFactory, bring, person

MUM, DAD = 1, 2
TABLE = [
    pytest.param(None, {MUM: "here"}, (With.SURE, MUM), id="one adult: no tap"),
    pytest.param(None, {MUM: "here", DAD: "away"}, (With.SURE, MUM), id="one of two came"),
    pytest.param(None, {MUM: "here", DAD: "here"}, (With.ASK, None), id="both came, nobody said"),
    pytest.param(DAD, {MUM: "here", DAD: "here"}, (With.SURE, DAD), id="both came, one tap"),
    pytest.param(DAD, {MUM: "here", DAD: "left"}, (With.LEFT, DAD), id="the one who was said has left"),
    pytest.param(None, {MUM: "here", DAD: "left"}, (With.SURE, MUM), id="one left, nobody had said"),
    pytest.param(DAD, {MUM: "here", DAD: "away"}, (With.SURE, MUM), id="the one who was said never came"),
    pytest.param(DAD, {MUM: "left", DAD: "left"}, (With.LEFT, DAD), id="both left"),
    pytest.param(None, {MUM: "left", DAD: "left"}, (With.ALONE, None), id="both left, nobody had said"),
    pytest.param(None, {}, (With.ALONE, None), id="no adult at all"),
]


@pytest.mark.parametrize(("said", "adults", "answer"), TABLE)
def test_whom_a_child_is_with(said, adults, answer):
    it = beside(said, adults)
    assert (it.state, it.adult) == answer


@pytest.fixture
def morning(amina, bea):
    """Amina and Omar have brought Zain and Noor; all four are ticked in. Bea is expected with Theo."""
    Carer.objects.create(family=amina.carer.family, name="Omar")
    occurrence = OccurrenceFactory()
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    heads = occurrence.amina.party.select_related("carer", "child")
    occurrence.who = {head.carer.name if head.carer else head.child.first_name: head for head in heads}
    with time_machine.travel(occurrence.starts_at + timedelta(minutes=20), tick=False):
        yield occurrence


def said(occurrence, child, adult, minute=5):
    who = occurrence.who
    at = occurrence.starts_at + timedelta(minutes=minute)
    return Paired(uuid4(), occurrence.amina.pk, who[child].pk, who[adult].pk, at)


def press(occurrence, says, minute, name=None):
    at = occurrence.starts_at + timedelta(minutes=minute)
    return Said(uuid4(), occurrence.amina.pk, name and occurrence.who[name].pk, says, at)


def with_whom(occurrence):
    """How the register has it, of Amina's children."""
    row = next(row for row in sheets([occurrence])[0].expected if row.called == "Amina")
    return {head.name: (head.pair.state.value, head.pair.name) for head in row.people if head.pair}


def test_each_child_is_with_the_adult_who_was_tapped(morning, carol):
    replay(morning, [press(morning, "here", 1)], by=carol)
    assert with_whom(morning) == {"Zain": ("ask", ""), "Noor": ("ask", "")}
    pair(morning, [said(morning, "Zain", "Omar"), said(morning, "Noor", "Amina")], by=carol)
    assert with_whom(morning) == {"Zain": ("sure", "Omar"), "Noor": ("sure", "Amina")}
    replay(morning, [press(morning, "left", 9, "Omar")], by=carol)
    assert with_whom(morning) == {"Zain": ("left", "Omar"), "Noor": ("sure", "Amina")}
    assert Entry.objects.filter(what="visit.paired").count() == 1


def test_ticks_and_pairs_in_any_order_and_doubled_give_the_same(morning, carol):
    presses = [press(morning, "here", 1), press(morning, "left", 9, "Omar")]
    pairs = [said(morning, "Zain", "Amina", 2), said(morning, "Zain", "Omar", 3), said(morning, "Noor", "Omar", 3)]
    pairs.append(said(morning, "Noor", "Amina", 3))
    seen, dice = set(), random.Random(2)
    for _turn in range(8):
        Pairing.objects.all().delete()
        Press.objects.all().delete()
        PartyMember.objects.update(presence="", beside=None)
        for it in dice.sample([*presses, *pairs, *pairs], 10):
            (replay if isinstance(it, Said) else pair)(morning, [it], by=carol)
        seen.add(tuple(sorted(with_whom(morning).items())))
    assert len(seen) == 1
    assert dict(seen.pop())["Zain"] == ("left", "Omar")


def test_the_later_tap_counts_and_the_earlier_phone_is_told(morning, carol):
    sam = person("Sam", "leader")
    pair(morning, [said(morning, "Zain", "Omar", 9)], by=sam)
    (answer,) = pair(morning, [said(morning, "Zain", "Amina", 5)], by=carol)
    assert answer.state == "later"
    assert "Sam said: Zain is with Omar" in str(answer.words)


def test_only_a_child_and_an_adult_of_one_party_on_this_register_are_paired(morning, carol):
    who, theirs = morning.who, morning.bea.party.exclude(carer=None).get()
    wrong = [
        said(morning, "Amina", "Omar"),
        said(morning, "Zain", "Noor"),
        replace(said(morning, "Zain", "Omar"), adult=theirs.pk),
        replace(said(morning, "Zain", "Omar"), booking=morning.bea.pk),
        said(morning, "Zain", "Omar", 30),
    ]
    assert [it.state for it in pair(morning, wrong, by=carol)] == ["gone"] * 4 + ["clock"]
    assert not Pairing.objects.exists()
    assert who["Zain"].beside is None


def test_a_key_that_comes_with_two_children_breaks_nothing(morning, carol):
    one = said(morning, "Zain", "Omar")
    both = [one, replace(said(morning, "Noor", "Amina"), key=one.key)]
    assert [it.state for it in pair(morning, both, by=carol)] == ["kept", "kept"]
