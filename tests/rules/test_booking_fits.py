"""Does this party fit? One table a limit; every refusal names the limit that bound."""

from dataclasses import replace
from datetime import date

import pytest

from groupsite.kit import clock
from sessions import rules

BABIES = rules.BandLimit("babies under one", 0, 12, 2)
LIMITS = rules.Limits(heads=20, fire=30, helpers=2, families=6, bands=(BABIES,))


def codes(room=None, party=None, **limits):
    limits = rules.Limits(**{**LIMITS.__dict__, **limits})
    return [bound.code for bound in rules.space_bounds(limits, room or rules.Room(), party or rules.Party((30,), 1))]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param(0, [], id="empty"),
        pytest.param(16, [], id="exactly the last two places"),
        pytest.param(17, ["heads"], id="one place for two people"),
        pytest.param(18, ["heads"], id="full"),
        pytest.param(25, ["heads"], id="over already, by override"),
    ],
)
def test_heads_count_babies_and_helpers(taken, expected):
    assert codes(rules.Room(heads=taken)) == expected


def test_helpers_are_heads_before_anybody_books():
    assert codes(rules.Room(heads=16), helpers=2) == []
    assert codes(rules.Room(heads=16), helpers=3) == ["heads"]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param(14, [], id="exactly the fire limit"),
        pytest.param(15, ["fire"], id="one over the fire limit"),
        pytest.param(17, ["fire", "heads"], id="over both: the fire limit comes first"),
    ],
)
def test_the_fire_limit_binds_even_where_the_group_would_take_more(taken, expected):
    assert codes(rules.Room(heads=taken), fire=18) == expected


@pytest.mark.parametrize(
    ("families", "limit", "expected"),
    [
        pytest.param(5, 6, [], id="last family"),
        pytest.param(6, 6, ["families"], id="families full"),
        pytest.param(99, None, [], id="no limit on families"),
    ],
)
def test_families_are_counted_when_the_group_counts_them(families, limit, expected):
    assert codes(rules.Room(families=families), families=limit) == expected


@pytest.mark.parametrize(
    ("inside", "ages", "expected"),
    [
        pytest.param((), (3,), [], id="first baby"),
        pytest.param((3,), (11,), [], id="last baby"),
        pytest.param((3, 11), (6,), ["band"], id="one baby too many"),
        pytest.param((3,), (1, 1), ["band"], id="twins for one place"),
        pytest.param((3, 11), (12,), [], id="a child of exactly one is no baby"),
        pytest.param((12, 30), (0,), [], id="older children fill no baby places"),
    ],
)
def test_children_are_counted_by_age(inside, ages, expected):
    assert codes(rules.Room(ages=inside), rules.Party(ages, 1)) == expected


def test_all_limits_that_bind_are_named_the_hardest_first():
    room = rules.Room(heads=28, families=6, ages=(1, 2))
    assert codes(room, rules.Party((3,), 1)) == ["fire", "heads", "families", "band"]


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        pytest.param(rules.Party((24,), 1), [], id="a child with an adult"),
        pytest.param(rules.Party((24,), 0), ["no_adult"], id="a child alone (S1-02)"),
        pytest.param(rules.Party((), 1), ["no_child"], id="an adult alone"),
        pytest.param(rules.Party((), 1, expecting=True), [], id="an adult who expects a baby"),
        pytest.param(rules.Party((), 0), ["no_adult", "no_child"], id="nobody"),
        pytest.param(rules.Party((17,), 1), ["age"], id="a month too young"),
        pytest.param(rules.Party((18,), 1), [], id="youngest"),
        pytest.param(rules.Party((35,), 1), [], id="oldest"),
        pytest.param(rules.Party((36,), 1), ["age"], id="too old"),
        pytest.param(rules.Party((24, 40, 3), 1), ["age", "age"], id="each child is asked about"),
        pytest.param(rules.Party((-1,), 1), ["age"], id="not born yet"),
    ],
)
def test_who_may_come(party, expected):
    limits = rules.Limits(heads=20, fire=30, from_months=18, to_months=36)
    assert [bound.code for bound in rules.party_bounds(limits, party)] == expected


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        pytest.param(date(2024, 6, 10), date(2026, 6, 9), 23, id="the day before"),
        pytest.param(date(2024, 6, 10), date(2026, 6, 10), 24, id="the birthday"),
        pytest.param(date(2024, 6, 10), date(2026, 6, 11), 24, id="the day after"),
        pytest.param(date(2024, 2, 29), date(2025, 2, 28), 12, id="29 February in another year"),
        pytest.param(date(2024, 2, 29), date(2025, 2, 27), 11, id="the day before that"),
        pytest.param(date(2025, 1, 31), date(2025, 4, 30), 3, id="the 31st in a short month"),
        pytest.param(date(2026, 7, 1), date(2026, 6, 30), -1, id="due tomorrow"),
    ],
)
def test_age_is_taken_on_the_day_of_the_session(born, on, months):
    assert clock.age_in_months(born, on) == months


@pytest.mark.parametrize(
    ("bound", "sentence"),
    [
        pytest.param(
            lambda: rules.space_bounds(LIMITS, rules.Room(heads=17), rules.Party((30,), 1)),
            "There is room for 1 more person, and you are 2. Babies count too. "
            "You can join the waiting list, bring fewer people, or choose another day.",
            id="heads",
        ),
        pytest.param(
            lambda: rules.space_bounds(LIMITS, rules.Room(heads=18), rules.Party((30,), 1)),
            "This session is full. You can join the waiting list, or choose another day.",
            id="full",
        ),
        pytest.param(
            lambda: rules.space_bounds(LIMITS, rules.Room(ages=(3,)), rules.Party((1, 1), 1)),
            "For babies under one, 1 of 2 places are left, and you ask for more. "
            "You can join the waiting list, bring fewer children of that age, or choose another day.",
            id="band",
        ),
        pytest.param(
            lambda: rules.space_bounds(LIMITS, rules.Room(families=6), rules.Party((30,), 1)),
            "This session takes 6 families, and all those places are taken. "
            "You can join the waiting list, or choose another day.",
            id="families",
        ),
        pytest.param(
            lambda: rules.space_bounds(rules.Limits(heads=9, fire=5), rules.Room(heads=4), rules.Party((30,), 1)),
            "The fire limit of the hall is 5 people, and 1 place is left. Nobody may go over it.",
            id="fire",
        ),
        pytest.param(
            lambda: rules.party_bounds(LIMITS, rules.Party((60,), 1), ["Zain"]),
            "Zain is too old for this session: it is for children under 5 years. Look for one for older ones.",
            id="age",
        ),
    ],
)
def test_a_refusal_says_which_limit_and_what_to_do(bound, sentence):
    assert str(bound()[0].says) == sentence


@pytest.mark.parametrize(
    ("room", "free", "full"),
    [
        pytest.param(rules.Room(), 18, False, id="empty"),
        pytest.param(rules.Room(heads=16), 2, False, id="one family"),
        pytest.param(rules.Room(heads=17), 1, True, id="no room for an adult with a child"),
        pytest.param(rules.Room(heads=40), 0, True, id="never less than none"),
        pytest.param(rules.Room(heads=2, families=6), 16, True, id="families full"),
    ],
)
def test_what_is_left(room, free, full):
    left = rules.left(LIMITS, room)
    assert (left.heads, left.is_full) == (free, full)


@pytest.mark.parametrize(("heads", "full"), [(17, False), (18, True)])
def test_where_parents_learn_one_place_is_a_place(heads, full):
    assert rules.left(replace(LIMITS, with_children=False), rules.Room(heads=heads)).is_full is full
