"""When two households look like one. A false alarm costs a leader a minute; a missed one a family its history."""

from datetime import date

import pytest

from families.matching import all_twins, house_of, likely, twins_of
from families.models import Home, Twins
from families.rules.sameness import ASK, SAYS, SUGGEST, WEIGHTS, Adult, House, Small, compare, name_reason
from families.services import twins
from families.services.details import ChildDetails
from families.services.finding import refresh_all
from families.services.registration import quick_family
from tests.cast import CarerFactory, ChildFactory

MAY, JUNE = date(2024, 5, 3), date(2024, 6, 9)


def house(*adults, children=()):
    return House(tuple(Adult(*adult) for adult in adults), tuple(Small(*child) for child in children))


NAMES = [
    pytest.param("Zoë Clarke", "Zoe Clarke", "name", id="an accent"),
    pytest.param("Nowak Aleksandra", "Aleksandra Nowak", "name", id="the other order"),
    pytest.param("Łukasz Wójcik", "lukasz  WOJCIK", "name", id="letters no keyboard has"),
    pytest.param("Siobhán O'Brien", "Siobhan O’Brien", "name", id="apostrophes"),
    pytest.param("Bill Robertson", "William Robertson", "name_alike", id="a nickname"),
    pytest.param("Maria da Silva", "Maria Silva", "name_alike", id="a part left out"),
    pytest.param("Amina Hassan", "Amina", "called", id="a first name alone"),
    pytest.param("Amina", "amina", "called", id="both a first name alone"),
    pytest.param("Amina Hassan", "Fatima Hassan", "", id="sisters-in-law"),
    pytest.param("John Smith", "Jane Smythe", "", id="nothing"),
    pytest.param("Amina Hassan", "Amina Khan", "", id="the same first name alone"),
    pytest.param("", "Amina", "", id="no name"),
]


@pytest.mark.parametrize(("one", "other", "reason"), NAMES)
def test_what_two_names_have_in_common(one, other, reason):
    assert name_reason(one, other) == name_reason(other, one) == reason


PAIRS = [
    pytest.param(
        house(("Megan Price", "+447700900123")), house(("Megan Price", "+447700900123")), True, id="name and number"
    ),
    pytest.param(house(("A", "", "m@x.org")), house(("B", "", "M@x.org")), True, id="the same address"),
    pytest.param(
        house(("Megan Price",), children=[("Rhys", MAY)]),
        house(("Meg Price",), children=[("Rhys", MAY)]),
        True,
        id="written down at the door by her nickname",
    ),
    pytest.param(
        house(("Ann Lee",), children=[("Tom", MAY), ("Eve", JUNE)]),
        house(("Ben Lee",), children=[("Thomas", MAY), ("Eve", JUNE)]),
        True,
        id="each parent joined alone with both children",
    ),
    pytest.param(house(("John Smith",)), house(("John Smith",)), False, id="two John Smiths"),
    pytest.param(
        house(("Ann Lee", "+447700900123")), house(("Zed Khan", "+447700900123")), False, id="one phone in a hostel"
    ),
    pytest.param(
        house(("Ann Lee",), children=[("Tom", MAY)]),
        house(("Zed Khan",), children=[("Tom", MAY)]),
        False,
        id="two children of one name and day",
    ),
    pytest.param(
        house(("Ann Lee",), children=[("Tom", MAY)]),
        house(("Ann Lee",), children=[("Tom", JUNE)]),
        False,
        id="two Toms on two days",
    ),
    pytest.param(
        house(("Ann Lee",), children=[("Tom", MAY, 7), ("Eve", JUNE, 8)]),
        house(("Ben Lee",), children=[("Tom", MAY, 7), ("Eve", JUNE, 8)]),
        False,
        id="one child in two homes",
    ),
    pytest.param(house(), house(), False, id="nobody"),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_which_pairs_a_leader_is_shown(one, other, same):
    assert (compare(one, other).score >= SUGGEST) == same
    assert compare(one, other).score == compare(other, one).score


def test_every_reason_has_words_and_a_weight():
    assert WEIGHTS.keys() == SAYS.keys()


@pytest.mark.django_db
def test_before_a_family_is_written_down_the_likely_ones_are_found(carol):
    known = quick_family(
        name="Megan Price", phone="07700 900123", children=[ChildDetails("Rhys", born_on=MAY)], by=carol
    )
    quick_family(name="Olga Petrova", phone="", children=[ChildDetails("Ivan", born_on=JUNE)], by=carol)
    for asked in (
        house_of(name="Meg Price", phone="", children=[ChildDetails("Rhys", born_on=MAY)]),
        house_of(name="Price Megan", phone="", children=[]),
        house_of(name="Somebody", phone="+447700900123", children=[]),
    ):
        (match,) = likely(asked)
        assert match.family == known
        assert match.likeness.score >= ASK
    assert likely(house_of(name="Zoltan", phone="", children=[ChildDetails("Zoltan", born_on=JUNE)])) == []


@pytest.mark.django_db
def test_the_night_finds_what_joining_finds_and_notes_it_once(carol):
    one, other = (
        quick_family(name=name, phone="07700 900123", children=[ChildDetails("Rhys", born_on=MAY)], by=carol)
        for name in ("Megan Price", "Meg Price")
    )
    Twins.objects.all().delete()
    assert [pair[:2] for pair in all_twins()] == [(one.pk, other.pk)]
    assert [pair[:2] for pair in twins_of(other)] == [(one.pk, other.pk)]
    assert (twins.sweep(), twins.sweep()) == (1, 0)
    assert Twins.objects.get().reasons == ["phone", "name_alike", "child"]


@pytest.mark.django_db
def test_called_different_they_are_not_shown_again(carol):
    one, other = (CarerFactory(email="same@example.org", name=name).family for name in ("Ann Lee", "Zed Khan"))
    twins.sweep()
    twins.call_different(one, other, by=carol)
    twins.sweep()
    assert twins.look_for(one) == 0
    assert Twins.objects.get().verdict == Twins.Verdict.DIFFERENT


@pytest.mark.django_db
def test_two_homes_of_one_child_are_no_twins(amina):
    other = CarerFactory(name="Ben Hassan", phone="").family
    for child in amina.carer.family.children.all():
        Home.objects.create(child=child, family=other)
    assert twins.sweep() == 0


@pytest.mark.django_db
def test_a_number_that_half_the_hall_shares_says_nothing():
    for n in range(30):
        CarerFactory(phone="+441174960123", name=f"Ann Lee{n}")
    assert twins.sweep() == 0


@pytest.mark.django_db
def test_what_the_night_costs_does_not_grow_with_the_list(django_assert_max_num_queries):
    for n in range(40):
        ChildFactory(family=CarerFactory(email=f"same{n // 2}@example.org").family)
    with django_assert_max_num_queries(6):
        assert twins.sweep() == 20


@pytest.mark.django_db
def test_names_alone_find_nobody_at_night(db):
    for _ in range(2):
        CarerFactory(name="John Smith")
    refresh_all()
    assert twins.sweep() == 0
