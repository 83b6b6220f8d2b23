"""Proposing a pair, and two yeses before any name (T19)."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from families.models import BuddyPair, EndedWhy, Family, Home
from families.services import buddies
from families.services import household as household_service
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from tests.cast import BuddyPairFactory, FamilyFactory
from tests.friendly import household, newcomer_family, settled_family

State = BuddyPair.State


@pytest.fixture
def newcomer(db):
    return newcomer_family(languages=["ur", "en"], outcode="BS5")


def other_home(newcomer):
    family = settled_family("Farah")
    Home.objects.create(child=newcomer.children.get(), family=family)
    return family


def at_limit(newcomer):
    family = settled_family("Farah", buddies_at_once=1)
    BuddyPairFactory(buddy=family)
    return family


def test_both_families_are_asked_without_a_name(newcomer, carol, mailoutbox):
    buddies.propose(newcomer, settled_family("Farah"), by=carol)
    delivery.sweep()
    subjects = {letter.subject for letter in mailoutbox}
    assert subjects == {"A friendly face for your first visit", "A new family would like a friendly face"}
    asked = {letter.body.split("Hello ")[1].split(",")[0]: letter.body for letter in mailoutbox}
    assert "Is that all right?" in asked["Amina"]
    assert "Farah" not in asked["Amina"]
    assert "Amina" not in asked["Farah"]
    assert all(letter.body.count("http") == 2 for letter in mailoutbox)  # the page, and the house in the foot
    assert Entry.objects.get().what == "buddy.proposed"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(at_limit, "at_limit", id="at the limit"),
        pytest.param(other_home, "same_family", id="the other home of the same child"),
        pytest.param(lambda newcomer: newcomer, "same_family", id="themselves"),
        pytest.param(lambda _: household("Farah"), "not_offered", id="does not offer"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(make, code, newcomer, carol):
    with pytest.raises(Refused) as refusal:
        buddies.propose(newcomer, make(newcomer), by=carol)
    assert refusal.value.code == code
    assert not newcomer.as_newcomer.filter(state=State.PROPOSED).exists()
    assert not Letter.objects.exists()


def test_nobody_is_found_a_buddy_they_did_not_ask_for(carol):
    with pytest.raises(Refused, match="not asked"):
        buddies.propose(household("Bea"), settled_family("Farah"), by=carol)


def test_a_second_proposal_for_the_same_newcomer_is_kindly_refused(newcomer, carol):
    buddies.propose(newcomer, settled_family("Farah"), by=carol)
    with pytest.raises(Refused, match="just found"):
        buddies.propose(newcomer, settled_family("Gosia"), by=carol)
    with pytest.raises(IntegrityError), transaction.atomic():
        BuddyPairFactory(newcomer=newcomer)


# -- Two yeses -------------------------------------------------------------------------------------


@pytest.fixture
def pair(amina, bea):
    """Amina, who is new, and Bea, who knows the place."""
    return BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family)


def test_one_yes_is_not_enough(pair, amina):
    assert buddies.agree(pair, by=amina).state == State.PROPOSED
    assert not Letter.objects.exists()


def test_with_both_yeses_both_get_the_others_first_name(pair, amina, bea, mailoutbox):
    buddies.agree(pair, by=bea)
    assert buddies.agree(pair, by=amina).state == State.TOGETHER
    delivery.sweep()
    assert {letter.to[0]: letter.subject for letter in mailoutbox} == {
        amina.email: "You and Bea both said yes",
        bea.email: "You and Amina both said yes",
    }
    assert not any(child in letter.body for letter in mailoutbox for child in ("Zain", "Noor", "Theo"))


def test_saying_yes_twice_is_one_yes(pair, amina, bea):
    for _ in range(2):
        buddies.agree(pair, by=amina)
    first = BuddyPair.objects.get().newcomer_agreed_at
    for _ in range(2):
        buddies.agree(pair, by=bea)
    assert BuddyPair.objects.get().newcomer_agreed_at == first
    assert Letter.objects.count() == 2
    assert Entry.objects.filter(what="buddy.agreed").count() == 2


@pytest.mark.parametrize(
    "act", [buddies.agree, buddies.decline, buddies.end, buddies.swap, partial(buddies.say_if_met, met=True)]
)
def test_nobody_else_may_answer(act, pair, dev):
    with pytest.raises(PermissionDenied):
        act(pair, by=dev)


def test_a_leader_passes_on_a_yes_said_at_the_door(pair, carol, amina):
    with pytest.raises(PermissionDenied):
        buddies.agree(pair, by=carol)
    with pytest.raises(PermissionDenied):
        buddies.agree(pair, by=amina, said_by=pair.buddy)
    with pytest.raises(PermissionDenied):
        buddies.agree(pair, by=carol, said_by=FamilyFactory())
    assert buddies.agree(pair, by=carol, said_by=pair.newcomer).newcomer_agreed_at
    assert Entry.objects.get().details == {"together": False, "passed_on": True}


def test_a_no_ends_it_and_a_yes_comes_too_late(pair, amina, bea):
    for _ in range(2):
        assert buddies.decline(pair, by=bea).state == State.DECLINED
    with pytest.raises(Refused, match="Plans have changed"):
        buddies.agree(pair, by=amina)


@pytest.mark.parametrize("who", ["amina", "bea", "carol"])
def test_either_family_or_a_leader_may_end_it_with_thanks(who, pair, amina, bea, request):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused, match="not both said yes"):
        buddies.end(pair, by=by)
    for user in (amina, bea):
        buddies.agree(pair, by=user)
    ended = buddies.end(pair, by=by)
    assert (ended.state, buddies.end(pair, by=by).state) == (State.ENDED, State.ENDED)
    assert (ended.ended_why, ended.ended_at is not None) == (EndedWhy.THANKS, True)
    assert Entry.objects.filter(what="buddy.ended").count() == 1
    assert not Family.objects.get(pk=pair.newcomer_id).wants_friendly_face


def change_of_plans(pair):
    BuddyPair.objects.update(state=State.ENDED, ended_at=clock.now())


def carers_gone(pair):
    for family in (pair.newcomer, pair.buddy):
        family.carers.all().delete()


@pytest.mark.parametrize("happens", [change_of_plans, carers_gone, lambda pair: BuddyPair.objects.all().delete()])
def test_letters_about_plans_that_changed_are_not_sent(happens, newcomer, amina, bea, carol, mailoutbox):
    asked = buddies.propose(newcomer, settled_family("Farah"), by=carol)
    agreed = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family)
    for user in (amina, bea):
        buddies.agree(agreed, by=user)
    for pair in (asked, agreed):
        happens(pair)
    delivery.sweep()
    assert not mailoutbox
    assert set(Letter.objects.values_list("state", flat=True)) == {"dropped"}


def test_whoever_said_yes_already_is_not_asked_again(amina, bea, carol, mailoutbox):
    Family.objects.filter(pk=amina.carer.family_id).update(wants_friendly_face=True)
    Family.objects.filter(pk=bea.carer.family_id).update(offers_friendly_face=True)
    pair = buddies.propose(amina.carer.family, bea.carer.family, by=carol)
    buddies.agree(pair, by=amina)
    delivery.sweep()
    assert [letter.to for letter in mailoutbox] == [[bea.email]]


# -- Since when they wait --------------------------------------------------------------------------


def test_a_family_waits_since_it_asked_and_no_more_once_it_does_not(amina):
    family = amina.carer.family
    family = household_service.change_family(family, {"wants_friendly_face": True}, by=amina)
    since = family.asked_for_face_at
    assert since is not None
    family = household_service.change_family(family, {"wants_friendly_face": True, "buddy_wishes": ["age"]}, by=amina)
    assert (family.asked_for_face_at, family.buddy_wishes) == (since, ["age"])
    assert household_service.change_family(family, {"wants_friendly_face": False}, by=amina).asked_for_face_at is None
