"""A family is found by any of its names however spelt, and stays findable whatever changes them."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from families.models import Family
from families.rules.names import asked, found_by, slips_of
from families.search import find
from families.services import household
from families.services.details import ChildDetails, FamilyDetails
from families.services.finding import refresh, refresh_all
from families.services.registration import quick_family, register
from groupsite.kit import clock
from tests.cast import CarerFactory, ChildFactory, UserFactory, parent

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def obriens(db):
    family = CarerFactory(name="Siobhán O’Brien", email="shiv.ob@example.org", phone="+447700900123").family
    CarerFactory(family=family, name="Bill Turner", email="", is_main=False)
    ChildFactory(family=family, first_name="Mohammed", last_name="Turner-O’Brien")
    for name in ("Sinead Bryan", "Bill Robson", "Maya Turnbull", "Amina Khan", "Joan Smith"):
        CarerFactory(name=name)
    return family


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Siobhán O’Brien", id="as written"),
        pytest.param("siobhan obrien", id="no accent, no apostrophe"),
        pytest.param("O'BRIEN siobhan", id="other order"),
        pytest.param("siob ob", id="beginnings"),
        pytest.param("William Turner", id="the long form of Bill"),
        pytest.param("mo turner", id="a child by a short form"),
        pytest.param("bill siobhan", id="two people of one household"),
        pytest.param("siobahn obrien", id="swapped letters"),
        pytest.param("shiobhan", id="a letter too many"),
        pytest.param("siobhn", id="a letter missing"),
        pytest.param("siobhan obrian", id="a wrong letter"),
        pytest.param("siobhan o brien", id="in two words"),
        pytest.param("07700 900123", id="phone"),
        pytest.param("+44 (0)7700 900 123", id="phone from abroad"),
        pytest.param("900123", id="the end of a phone number"),
        pytest.param("shiv.ob@ex", id="the start of an e-mail"),
        pytest.param("Shiv.OB@example.org", id="the whole e-mail"),
        pytest.param("shiv.ob@", id="as far as the sign"),
    ],
)
def test_she_is_found(obriens, typed):
    assert find(typed).first() == obriens


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("  ", id="spaces"),
        pytest.param("s", id="one letter"),
        pytest.param("%%", id="a pattern"),
        pytest.param("siobhan khan", id="two households"),
        pytest.param("xavier", id="nobody"),
        pytest.param("zz@example.org", id="nobody's e-mail"),
        pytest.param("\x00", id="NUL"),
        pytest.param("' OR 1=1 --", id="a trick"),
        pytest.param("_______", id="wild letters"),
        pytest.param("x" * 5000, id="very long"),
    ],
)
def test_nobody_is_found(obriens, typed):
    assert list(find(typed)) == []


def test_the_nearest_come_first(db):
    other_form, start, whole = (CarerFactory(name=name).family for name in ("William Hay", "Billings Hay", "Bill Hay"))
    assert list(find("bill hay")) == [whole, start, other_form]


def test_slips_are_forgiven_only_when_nobody_is_called_so(db):
    jon = CarerFactory(name="Joan Smith").family
    CarerFactory(name="Joann Smyth")
    assert list(find("joan smith")) == [jon]


@given(st.text(max_size=80))
def test_whatever_is_typed_makes_words_to_look_for(text):
    for one in asked(text):
        assert one.word
        assert " " not in one.word


@given(
    st.text("abcdefgh", min_size=4, max_size=9),
    st.integers(0, 8),
    st.sampled_from(["wrong", "missing", "many", "swapped"]),
)
def test_every_single_slip_is_among_the_patterns(word, place, slip):
    place = min(place, len(word) - 2)
    typed = {
        "wrong": word[:place] + "x" + word[place + 1 :],
        "missing": word[:place] + word[place + 1 :],
        "many": word[:place] + "x" + word[place:],
        "swapped": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    }[slip]
    patterns = [re.compile(pattern.replace("_", ".")) for pattern in slips_of(typed)]
    assert len(typed) < 4 or typed == word or any(pattern.fullmatch(word) for pattern in patterns)


def test_the_index_answers_and_not_a_walk_over_every_family(obriens):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for typed in ("siobhan obrien", "bill", "900123", "shiv.ob@"):
        assert "families_by_names" in find(typed).explain(), typed


# -- It stays true ---------------------------------------------------------------------------------

NOA = ChildDetails(first_name="Noa", born_on=clock.today().replace(day=1))


def registered():
    register(FamilyDetails(name="Sam", children=(NOA,)), by=UserFactory(name=""))


def filled_in_at_the_door():
    quick_family(name="Sam", phone="07700 900999", children=[NOA], by=UserFactory())


def adult_changed():
    amina = parent("Amina", ("Zain", 30))
    household.change_carer(amina.carer, name="Noa Ali", relationship="", phone="07700 900555", by=amina)


def adult_added():
    amina = parent("Amina", ("Zain", 30))
    household.add_adult(amina.carer.family, name="Noa", relationship="", by=amina)


def child_added():
    amina = parent("Amina", ("Zain", 30))
    household.add_child(amina.carer.family, NOA, by=amina)


def child_changed():
    amina = parent("Amina", ("Zain", 30))
    household.change_child(amina.carer.family.children.get(), {"first_name": "Noa", "last_name": "Ali"}, by=amina)


WAYS = [registered, filled_in_at_the_door, adult_changed, adult_added, child_added, child_changed]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_name_is_findable_as_soon_as_it_is_there(way, db):
    way()
    assert find("noa").count() == 1
    assert refresh_all() == 0


WRITES = re.compile(
    r"\b(Carer|Child|Home)\.objects\.\w*create\(|child_row\(|\.(carers|homes)\.(\w*create|update|add)\("
)
BUSY = [
    path
    for path in ROOT.glob("*/services/*.py")
    if WRITES.search(path.read_text()) and path.parts[-3] in {"families", "sessions", "volunteers"}
]


def forgets(source):
    return bool(WRITES.search(source)) and "refresh(" not in source


@pytest.mark.parametrize("path", BUSY, ids=lambda path: path.stem)
def test_whoever_writes_names_keeps_them_findable(path):
    assert not forgets(path.read_text())


def test_a_service_that_forgets_is_noticed():
    assert forgets("def add(family): Carer.objects.create(family=family, name='Noa')")


def test_what_was_changed_by_hand_is_found_after_the_night(obriens):
    obriens.carers.filter(name="Bill Turner").update(name="Ezra Turner")
    assert list(find("ezra")) == []
    assert refresh_all() == 1
    assert list(find("ezra")) == [obriens]


def test_a_household_of_nobody_is_found_by_nothing(obriens):
    obriens.carers.all().delete()
    obriens.children.all().delete()
    refresh([obriens])
    assert Family.objects.get(pk=obriens.pk).found_by == ""
    assert found_by([""], [""]) == ""


def test_families_from_before_are_found_from_the_day_of_the_upgrade(db):
    family = CarerFactory(name="Siobhán O’Brien").family
    Family.objects.update(found_by="")
    call_command("migrate", verbosity=0)
    assert list(find("siobhan obrien", Family.objects.all())) == [family]
