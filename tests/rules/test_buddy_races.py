"""Two leaders at once, two families at once: never a buddy too many, never a yes lost."""

import pytest

from families.models import BuddyPair
from families.services import buddies
from groupsite.accounts.models import User
from groupsite.outbox.models import Letter
from tests.cast import BuddyPairFactory
from tests.friendly import at_once, household, newcomer_family, settled_family, slowly

State = BuddyPair.State


@pytest.fixture
def newcomer(db):
    return newcomer_family(languages=["ur", "en"], outcode="BS5")


@pytest.fixture
def leader(transactional_db, carol):
    return User.objects.get(pk=carol.pk)


def test_two_leaders_propose_for_the_same_newcomer(leader, monkeypatch, newcomer):
    monkeypatch.setattr(buddies, "_check_newcomer", slowly(buddies._check_newcomer))
    choices = [settled_family("Farah"), settled_family("Gosia")]
    ends = at_once(*[lambda buddy=buddy: buddies.propose(newcomer, buddy, by=leader) for buddy in choices])
    assert ends == ["done", "taken"]


def test_two_newcomers_are_never_one_too_many_for_a_buddy(leader, monkeypatch, newcomer):
    other, buddy = household("Bea", wants_friendly_face=True), settled_family("Farah")
    monkeypatch.setattr(buddies, "_check_buddy", slowly(buddies._check_buddy))
    ends = at_once(*[lambda new=new: buddies.propose(new, buddy, by=leader) for new in (newcomer, other)])
    assert ends == ["at_limit", "done"]


def test_without_the_lock_the_buddy_is_asked_twice(leader, monkeypatch, newcomer):
    other, buddy = household("Bea", wants_friendly_face=True), settled_family("Farah")
    monkeypatch.setattr(buddies, "_check_buddy", slowly(buddies._check_buddy))
    monkeypatch.setattr(buddies, "_locked_families", lambda new, old: (new, old))
    ends = at_once(*[lambda new=new: buddies.propose(new, buddy, by=leader) for new in (newcomer, other)])
    assert ends == ["done", "done"]
    assert buddy.as_buddy.count() == 2


def both_press_yes(amina, bea, monkeypatch):
    pair = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family)
    monkeypatch.setattr(buddies, "_check_open", slowly(buddies._check_open))
    at_once(*[lambda user=user: buddies.agree(pair, by=user) for user in (amina, bea)])
    pair.refresh_from_db()
    return pair


def test_two_yeses_at_the_same_moment_both_count(transactional_db, amina, bea, monkeypatch):
    assert both_press_yes(amina, bea, monkeypatch).state == State.TOGETHER
    assert Letter.objects.count() == 2


def test_without_the_lock_one_yes_is_lost(transactional_db, amina, bea, monkeypatch):
    monkeypatch.setattr(buddies, "_locked", lambda pair: BuddyPair.objects.get(pk=pair.pk))
    assert both_press_yes(amina, bea, monkeypatch).state == State.PROPOSED


def test_two_leaders_replace_the_same_stuck_pair(leader, newcomer, monkeypatch):
    pair = BuddyPairFactory(newcomer=newcomer, buddy=settled_family("Farah"))
    monkeypatch.setattr(buddies, "_check_newcomer", slowly(buddies._check_newcomer))
    choices = [settled_family("Gosia"), settled_family("Hana")]
    ends = at_once(*[lambda buddy=buddy: buddies.replace(pair, buddy, by=leader) for buddy in choices])
    assert ends == ["closed", "done"]
    assert BuddyPair.objects.live().count() == 1


def test_a_swap_and_thanks_at_the_same_moment_end_it_once(transactional_db, amina, bea, monkeypatch):
    pair = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family)
    for user in (amina, bea):
        buddies.agree(pair, by=user)
    at_once(lambda: buddies.swap(pair, by=amina), lambda: buddies.end(pair, by=bea))
    pair.refresh_from_db()
    sent = set(Letter.objects.exclude(kind="buddy_together").values_list("kind", flat=True))
    assert (pair.state, len(sent)) == (State.ENDED, 1)
