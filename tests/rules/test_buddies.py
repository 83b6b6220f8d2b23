"""Who walks in with whom: the weighing, the few hard rules, two yeses before any name (M8, T19)."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from families.models import BuddyPair, Family, Home
from families.rules import buddies as weighing
from families.services import buddies
from groupsite.accounts.models import User
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from tests.cast import BuddyPairFactory, CarerFactory, ChildFactory, FamilyFactory

State = BuddyPair.State
BORN = date(2025, 6, 1)


def household(name="Somebody", *birthdays, **fields):
    family = FamilyFactory(**fields)
    CarerFactory(family=family, name=name)
    for born_on in birthdays:
        ChildFactory(family=family, born_on=born_on)
    return family


def settled_family(name, *birthdays, **fields):
    return household(name, *birthdays, **{"offers_friendly_face": True} | fields)


@pytest.fixture
def newcomer(db):
    return household("Amina", BORN, wants_friendly_face=True, languages=["ur", "en"], outcode="BS5")


@pytest.fixture
def golden(newcomer):
    """Six families who offer, and how many sessions each shares with the newcomer."""
    families = {
        "Farah": settled_family("Farah", BORN, languages=["ur", "en"], outcode="BS5"),
        "Gosia": settled_family("Gosia", BORN, languages=["pl", "en"], outcode="BS5"),
        "Hana": settled_family("Hana", BORN - timedelta(days=330), languages=["ur"], outcode="BS7"),
        "Ines": settled_family("Ines", BORN + timedelta(days=150), languages=["en"], outcode="BS1", buddies_at_once=2),
        "Jo": settled_family("Jo", BORN - timedelta(days=900), languages=["en"], outcode="BS5"),
        "Kim": settled_family("Kim", outcode="BS2"),
    }
    BuddyPairFactory(buddy=families["Ines"])
    together = {families["Farah"].pk: 1, families["Gosia"].pk: 3, families["Ines"].pk: 3}
    return families, together


def everybody(*_):
    return Family.objects.values_list("pk", flat=True)


def suggested(newcomer, together=None):
    return buddies.suggest(newcomer, together or {}, settled=everybody())


def names(suggestions):
    return [one.family.carers.get().name for one in suggestions]


# -- The golden ranking ----------------------------------------------------------------------------


def test_the_best_three_come_with_their_reasons(newcomer, golden, monkeypatch):
    suggestions = suggested(newcomer, golden[1])
    assert [(name, one.score) for name, one in zip(names(suggestions), suggestions, strict=True)] == [
        ("Gosia", 85),
        ("Farah", 83),
        ("Ines", 65),
    ]
    assert [factor.reason for factor in suggestions[1].factors] == [
        "Both speak English, Urdu",
        "Children of the same age",
        "Booked for 1 of the same sessions",
        "Both live in BS5",
        "Walks in with nobody else at the moment",
    ]
    assert [(factor.name, factor.points, factor.weight) for factor in suggestions[2].factors] == [
        ("Language", 15, 30),
        ("Children’s ages", 20, 25),
        ("Same sessions", 25, 25),
        ("Area", 0, 10),
        ("Free to help", 5, 10),
    ]


@pytest.mark.parametrize(
    ("without", "ranking"),
    [
        pytest.param("language", [("Gosia", 70), ("Farah", 53), ("Ines", 50)], id="language"),
        pytest.param("ages", [("Gosia", 60), ("Farah", 58), ("Ines", 45)], id="ages"),
        pytest.param("sessions", [("Farah", 75), ("Gosia", 60), ("Hana", 52)], id="sessions"),
        pytest.param("area", [("Gosia", 75), ("Farah", 73), ("Ines", 65)], id="area"),
        pytest.param("load", [("Gosia", 75), ("Farah", 73), ("Ines", 60)], id="load"),
    ],
)
def test_without_a_factor_the_ranking_changes_like_this(without, ranking, newcomer, golden, monkeypatch):
    others = {name: weighed for name, weighed in weighing.FACTORS.items() if name != without}
    monkeypatch.setattr(weighing, "FACTORS", others)  # not delitem, which puts it back at the end
    suggestions = suggested(newcomer, golden[1])
    assert [(name, one.score) for name, one in zip(names(suggestions), suggestions, strict=True)] == ranking


def test_the_weights_add_up_to_a_hundred_and_a_perfect_pair_has_it_all():
    twin = weighing.Side(languages=frozenset({"ur"}), birthdays=(BORN,), outcode="BS5", together=3)
    assert sum(weighed.weight for weighed in weighing.FACTORS.values()) == 100
    assert sum(factor.points for factor in weighing.weigh(twin, twin)) == 100


@pytest.mark.parametrize("gone", list(weighing.FACTORS))
def test_taking_one_factor_from_a_perfect_pair_costs_its_stated_weight(gone, monkeypatch):
    twin = weighing.Side(languages=frozenset({"ur"}), birthdays=(BORN,), outcode="BS5", together=3)
    weight = weighing.FACTORS[gone].weight
    others = {name: weighed for name, weighed in weighing.FACTORS.items() if name != gone}
    monkeypatch.setattr(weighing, "FACTORS", others)
    assert sum(factor.points for factor in weighing.weigh(twin, twin)) == 100 - weight


@pytest.mark.parametrize(
    ("mine", "theirs", "points"),
    [
        pytest.param({"en"}, {"en"}, 30, id="English is all either speaks"),
        pytest.param({"en", "pl"}, {"en"}, 15, id="English, but no mother tongue"),
        pytest.param({"en", "pl"}, {"pl"}, 30, id="a mother tongue"),
        pytest.param({"Saraiki"}, {"Saraiki"}, 30, id="a language that is not on the list"),
        pytest.param({"pl"}, {"ur"}, 0, id="nothing in common"),
        pytest.param(set(), {"en"}, 0, id="not known"),
    ],
)
def test_what_a_language_in_common_is_worth(mine, theirs, points):
    sides = [weighing.Side(languages=frozenset(spoken)) for spoken in (mine, theirs)]
    assert weighing.weigh(*sides)[0].points == points


@pytest.mark.parametrize(
    ("days", "points", "reason"),
    [
        (0, 25, "Children of the same age"),
        (31, 25, "Children 1 month apart"),
        (91, 25, "Children 3 months apart"),
        (122, 20, "Children 4 months apart"),
        (335, 12, "Children 11 months apart"),
        (600, 5, "Children 20 months apart"),
        (731, 0, ""),
    ],
)
def test_what_like_ages_are_worth(days, points, reason):
    sides = [weighing.Side(birthdays=(BORN,)), weighing.Side(birthdays=(BORN + timedelta(days=days),))]
    assert (weighing.weigh(*sides)[1].points, weighing.weigh(*sides)[1].reason) == (points, reason)


# -- The few hard rules ----------------------------------------------------------------------------


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
    ],
)
def test_who_is_suggested_at_all(make, appears, newcomer):
    family = make(newcomer)
    assert ([one.family for one in suggested(newcomer)] == [family]) is appears


def test_somebody_who_has_never_been_is_not_suggested(newcomer):
    family = settled_family("Farah")
    assert buddies.suggest(newcomer, {}, settled=[]) == []
    assert [one.family for one in buddies.suggest(newcomer, {}, settled=[family.pk])] == [family]


def test_a_newcomer_who_offers_is_not_her_own_buddy(newcomer):
    Family.objects.update(offers_friendly_face=True)
    assert suggested(newcomer) == []


@pytest.mark.parametrize("count", [1, 30])
def test_suggesting_costs_the_same_for_one_family_as_for_thirty(count, newcomer, django_assert_num_queries):
    for number in range(count):
        settled_family(f"Family {number}", BORN, languages=["en"])
    with django_assert_num_queries(4):
        assert suggested(newcomer)[0].family.carers.all()[0].name == "Family 0"


# -- Proposing -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("act", [buddies.agree, buddies.decline, buddies.end])
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
    assert buddies.decline(pair, by=bea).state == State.DECLINED
    assert buddies.decline(pair, by=bea).state == State.DECLINED
    with pytest.raises(Refused, match="Plans have changed"):
        buddies.agree(pair, by=amina)


@pytest.mark.parametrize("who", ["amina", "bea", "carol"])
def test_either_family_or_a_leader_may_end_it(who, pair, request):
    by = request.getfixturevalue(who)
    ended = buddies.end(pair, by=by)
    assert (ended.state, buddies.end(pair, by=by).state) == (State.ENDED, State.ENDED)
    assert ended.ended_at is not None
    assert Entry.objects.filter(what="buddy.ended").count() == 1


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


# -- Races -----------------------------------------------------------------------------------------


def at_once(*acts):
    """How acts ended that began at the same moment."""
    gate, ends = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
            ends.append("done")
        except Exception as error:
            ends.append(getattr(error, "code", type(error).__name__))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def slowly(service):
    """The same, with time between looking and writing, as on a busy day."""

    def check(*args):
        service(*args)
        connection.cursor().execute("SELECT pg_sleep(0.2)")

    return check


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
