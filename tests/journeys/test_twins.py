"""Carol finds a family that was written down twice, joins the two, and takes them apart again."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse

from families.models import Family, Merge, Twins
from families.services import twins
from families.services.details import ChildDetails, FamilyDetails
from families.services.registration import quick_family, register
from families.tasks import forget_old_merges, look_for_twins
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Booking
from tests.cast import CarerFactory, OccurrenceFactory, UserFactory, parent, person

BORN = clock.today() - timedelta(days=700)


def zain():
    return ChildDetails("Zain", born_on=BORN)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def leader(carol, sign_in):
    return sign_in(carol)


@pytest.fixture
def twice(carol):
    """Written down at the door, and joined herself a week later."""
    door = quick_family(name="Amina Hassan", phone="07700 900123", children=[zain()], by=carol)
    user = UserFactory(email="amina@example.org", name="")
    own = register(FamilyDetails(name="Amina Hassan", phone="07700 900123", children=(zain(),)), by=user)
    return door, own


def test_carol_joins_the_two_and_takes_them_apart_again(leader, twice):
    door, own = twice
    home = leader.get(reverse("portal:home"))
    assert "families who may be written down twice 1" in words(home)
    listed = leader.get(reverse("families:twins"))
    assert "The same phone number" in words(listed)
    url = re.search(r'href="(/families/twins/[^"]{36}/)"', listed.content.decode())[1]
    page = leader.get(url)
    assert "Amina Hassan and Amina Hassan become one person" in words(page)
    keep = re.search(r'name="keep" value="([^"]+)"', page.content.decode())[1]
    assert keep == str(own.code)  # somebody signs in for it
    after = leader.post(url, {"keep": keep, "answer": "same"}, follow=True)
    assert "The two are one now" in words(after)
    door.refresh_from_db()
    assert door.merged_into == own
    assert own.carers.count() == own.children.count() == 1
    undo = re.search(r'action="(/families/merges/[^"]+)"', after.content.decode())[1]
    assert "two families again" in words(leader.post(undo, follow=True))
    door.refresh_from_db()
    assert door.merged_into is None
    assert not Merge.objects.filter(undone_at=None).exists()
    assert "Nobody is" in words(leader.get(reverse("families:twins")))


def test_she_may_turn_it_round(leader, twice):
    door, own = twice
    url = reverse("families:decide_twins", args=[Twins.objects.get().code])
    turned = re.search(r'href="(\?keep=[^"]+)"', leader.get(url).content.decode())[1]
    assert f'name="keep" value="{door.code}"' in leader.get(url + turned).content.decode()
    leader.post(url, {"keep": str(door.code), "answer": "same"})
    own.refresh_from_db()
    assert own.merged_into == door
    assert door.carers.get().user.email == "amina@example.org"


def test_two_families_are_remembered(leader, twice):
    url = reverse("families:decide_twins", args=[Twins.objects.get().code])
    assert "not shown again" in words(leader.post(url, {"answer": "different"}, follow=True))
    look_for_twins()
    assert "Nobody is" in words(leader.get(reverse("families:twins")))


def test_no_button_decides_nothing(leader, twice):
    url = reverse("families:decide_twins", args=[Twins.objects.get().code])
    leader.post(url, {"answer": "whatever"})
    assert Twins.objects.get().verdict == "open"


def test_what_is_in_the_way_is_said_and_there_is_no_button(leader, twice, carol):
    occurrence = OccurrenceFactory()
    for family in twice:
        Booking.objects.create(occurrence=occurrence, family=family, state="booked")
    url = reverse("families:decide_twins", args=[Twins.objects.get().code])
    page = leader.get(url)
    assert "Give one of them up first" in words(page)
    assert 'value="same"' not in page.content.decode()
    assert "Give one of them up first" in words(leader.post(url, {"answer": "same"}, follow=True))
    assert not Merge.objects.exists()


def test_whoever_joins_learns_nothing_of_the_other(twice, client):
    client.force_login(twice[1].carers.get().user)
    for name in ("families:mine", "families:joined", "portal:home"):
        page = words(client.get(reverse(name)))
        assert "twice" not in page
        assert "the same" not in page


def test_a_leader_without_the_whole_list_does_not_see_pairs(twice, sign_in):
    client = sign_in(person("Sam", Role.LEADER))
    assert client.get(reverse("families:twins")).status_code == 403
    assert "written down twice" not in words(client.get(reverse("portal:home")))


def test_nights_end_what_cannot_be_undone(twice, carol):
    forget_old_merges()
    assert Family.objects.count() == 2


# -- At the door ------------------------------------------------------------------------------------
def form_of(name, *, first_name="Rhys", phone=""):
    return {
        "name": name,
        "phone": phone,
        "child0-first_name": first_name,
        "child0-born_on_day": BORN.day,
        "child0-born_on_month": BORN.month,
        "child0-born_on_year": BORN.year,
    }


@pytest.fixture
def today(db):
    return OccurrenceFactory(day=clock.today(), programme__starts=time(0, 1), programme__ends=time(23, 59))


def test_before_a_family_is_written_down_again_the_leader_is_asked(leader, twice, carol, today):
    twins.call_different(*twice, by=carol)
    url = reverse("sessions:new_family", args=[today.code])
    page = leader.post(url, form_of("Hassan Amina", first_name="Zain"))
    assert "Is it one of these?" in words(page)
    assert Family.objects.count() == 2
    link = re.search(r'href="([^"]+\?family=[^"]+)"', page.content.decode())[1]
    assert "Zain" in words(leader.get(link))


def test_none_of_these_writes_them_down_and_is_remembered(leader, carol, today):
    known = CarerFactory(name="Megan Price", phone="+447700900123").family
    url = reverse("sessions:new_family", args=[today.code])
    assert 'name="new" value="on"' in leader.post(url, form_of("Jo", phone="07700 900123")).content.decode()
    leader.post(url, form_of("Jo", phone="07700 900123") | {"new": "on"})
    new = Family.objects.exclude(pk=known.pk).get()
    pair = Twins.objects.get()
    assert {pair.first, pair.second} == {known, new}
    assert pair.verdict == "different"


def test_somebody_nobody_knows_is_asked_nothing(leader, today):
    parent("Olga", ("Ivan", 20))
    leader.post(reverse("sessions:new_family", args=[today.code]), form_of("Zoltan Kis"))
    assert Family.objects.count() == 2
