"""Who is suggested at all: the few hard rules, and what relaxing one gives when nobody is left (M8)."""

import pytest

from families.models import BuddyPair, Family, Home
from families.services import suggesting
from families.services.suggesting import Known
from groupsite.kit import clock
from tests.cast import BuddyPairFactory
from tests.friendly import BORN, everybody, newcomer_family, settled_family, suggested

State = BuddyPair.State


@pytest.fixture
def newcomer(db):
    return newcomer_family(languages=["ur", "en"], outcode="BS5")


def offering(newcomer):
    return settled_family("Farah")


def declined_before(newcomer):
    family = settled_family("Farah")
    BuddyPairFactory(newcomer=newcomer, buddy=family, state=State.DECLINED, ended_at=clock.now())
    return family


def other_home(newcomer):
    family = settled_family("Farah")
    Home.objects.create(child=newcomer.children.get(), family=family)
    return family


def at_limit(newcomer):
    family = settled_family("Farah", buddies_at_once=1)
    BuddyPairFactory(buddy=family)
    return family


def with_room_again(newcomer):
    family = settled_family("Farah", buddies_at_once=1)
    BuddyPairFactory(buddy=family, state=State.ENDED, ended_at=clock.now())
    return family


@pytest.mark.parametrize(
    ("make", "appears"),
    [
        pytest.param(offering, True, id="offers"),
        pytest.param(with_room_again, True, id="has room again"),
        pytest.param(lambda _: settled_family("Farah", offers_friendly_face=False), False, id="does not offer"),
        pytest.param(at_limit, False, id="at the limit"),
        pytest.param(declined_before, False, id="these two said no before"),
        pytest.param(other_home, False, id="the other home of the same child"),
        pytest.param(lambda _: settled_family("Farah", left_at=clock.now()), False, id="comes no more"),
    ],
)
def test_who_is_suggested_at_all(make, appears, newcomer):
    family = make(newcomer)
    assert ([one.family for one in suggested(newcomer)] == [family]) is appears


def test_somebody_who_has_never_been_is_not_suggested(newcomer):
    family = settled_family("Farah")
    assert suggested(newcomer, settled=[]) == []
    assert [one.family for one in suggested(newcomer, settled=[family.pk])] == [family]


def test_a_newcomer_who_offers_is_not_her_own_buddy(newcomer):
    Family.objects.update(offers_friendly_face=True)
    assert suggested(newcomer) == []


@pytest.mark.parametrize("count", [1, 30])
def test_suggesting_costs_the_same_for_one_family_as_for_thirty(count, newcomer, django_assert_num_queries):
    for number in range(count):
        settled_family(f"Family {number}", BORN, languages=["en"])
    with django_assert_num_queries(3):
        assert suggested(newcomer)[0].family.carers.all()[0].name == "Family 0"


def test_several_newcomers_cost_what_one_costs(newcomer, django_assert_num_queries):
    farah, other = settled_family("Farah"), newcomer_family("Bea")
    BuddyPairFactory(newcomer=other, buddy=farah, state=State.DECLINED, ended_at=clock.now())
    with django_assert_num_queries(3):
        found = suggesting.suggest_for([newcomer, other], Known(settled=everybody()))
    assert {pk: [one.family for one in best] for pk, best in found.items()} == {newcomer.pk: [farah], other.pk: []}


# -- What relaxing a rule gives --------------------------------------------------------------------


def relaxed(newcomer, **known):
    found = suggesting.relax(newcomer, Known(**{"settled": everybody(), "been": everybody()} | known))
    return {one.rule: (one.count, one.best.family) for one in found}


def test_who_walks_with_as_many_as_they_like_could_be_asked_for_one_more(newcomer):
    busy = at_limit(newcomer)
    assert suggested(newcomer) == []
    assert relaxed(newcomer, been=[busy.pk]) == {"room": (1, busy)}


def test_who_knows_the_place_and_has_not_offered_could_be_asked(newcomer):
    far = settled_family("Farah", offers_friendly_face=False)
    near = settled_family("Gosia", BORN, offers_friendly_face=False, languages=["ur"], outcode="BS5")
    assert far != near
    assert relaxed(newcomer, been=[far.pk, near.pk]) == {"offers": (2, near)}


def test_who_has_come_only_once_could_be_asked(newcomer):
    family, never = settled_family("Farah"), settled_family("Gosia")
    assert never != family
    assert relaxed(newcomer, settled=[], been=[family.pk]) == {"settled": (1, family)}


def test_nothing_bends_the_rules_that_never_bend(newcomer):
    for make in (other_home, declined_before):
        make(newcomer)
    Family.objects.exclude(pk=newcomer.pk).update(offers_friendly_face=False)
    assert relaxed(newcomer, been=Family.objects.exclude(pk=newcomer.pk).values("pk")) == {}
