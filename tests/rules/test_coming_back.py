"""A family that had left and comes back is on the lists again, and what it tells us is not taken for old."""

from datetime import timedelta

import pytest

from families.models import Child, Family, LeftWhy
from families.services import household, registration, telling
from families.services.details import ChildDetails, FamilyDetails, Needs
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.portal.data import retention
from groupsite.portal.newcomers.queries import grown
from sessions.services.register import mark, walk_in
from tests.cast import BookingFactory, OccurrenceFactory, bring

EGG = {"allergies": "Egg", "allergy_action": "Ring me"}


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = str(tmp_path / "erased.txt")


@pytest.fixture
def gone(amina):
    """Amina's family, which said goodbye forty days ago."""
    family = amina.carer.family
    Family.objects.update(left_at=clock.now() - timedelta(days=40), left_why=LeftWhy.GROWN)
    family.refresh_from_db()
    return family


def zain():
    return Child.objects.get(first_name="Zain")


def is_back(family):
    family.refresh_from_db()
    return (family.left_at, family.left_why) == (None, "") and Entry.objects.filter(what="family.came_back").exists()


def test_what_a_family_tells_when_it_is_back_stays(amina, gone):
    household.change_child(zain(), EGG, by=amina)
    bring(OccurrenceFactory(), amina)
    retention.night()
    assert zain().allergies == "Egg"
    assert is_back(gone)
    assert Entry.objects.filter(what="family.came_back").count() == 1


def test_of_a_family_that_stays_away_it_goes(amina, gone):
    child = zain()
    child.allergies, child.allergy_action = "Egg", "Ring me"
    child.save()
    retention.night()
    assert zain().allergies == ""


def test_it_is_among_those_who_outgrow_us_again(amina, gone):
    Child.objects.update(born_on=clock.today() - timedelta(days=6 * 366))
    Family.objects.update(joined_at=clock.now() - timedelta(days=3 * 366))
    assert grown() == []
    bring(OccurrenceFactory(programme__to_months=120), amina)
    assert grown() == [gone]


WAYS = {
    "books": lambda user, family: bring(OccurrenceFactory(), user),
    "adds a child": lambda user, family: household.add_child(
        family, ChildDetails(first_name="Ada", born_on=clock.today()), by=user
    ),
    "changes the family": lambda user, family: household.change_family(family, {"outcode": "BS5"}, by=user),
    "changes an adult": lambda user, family: household.change_carer(
        user.carer, name="Amina", relationship="", phone="", by=user
    ),
    "tells what they eat": lambda user, family: telling.tell_of_family(family, {"food": "No pork"}, by=user),
    "tells needs": lambda user, family: telling.tell_needs(user.carer, Needs(), by=user),
    "tells all about a child": lambda user, family: telling.tell_about_child(
        zain(), dict.fromkeys(telling.BOXES, "Songs"), by=user
    ),
    "says that all is right": lambda user, family: telling.still_right([zain()], [], by=user),
    "joins": lambda user, family: registration.register(FamilyDetails(name="Amina"), by=user),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_family_is_back_when_it(way, amina, gone):
    WAYS[way](amina, gone)
    assert is_back(gone)


def test_a_family_that_walks_in_is_back(amina, carol, gone, time_machine):
    occurrence = OccurrenceFactory()
    time_machine.move_to(occurrence.starts_at)
    people = {"children": list(gone.children.all()), "adults": list(gone.carers.all())}
    walk_in(occurrence, gone, **people, by=carol)
    assert is_back(gone)


def test_a_family_that_is_ticked_is_back(carol, gone):
    mark(BookingFactory(family=gone), "missed", by=carol)
    assert not is_back(gone)
    mark(BookingFactory(family=gone), "came", by=carol)
    assert is_back(gone)


def test_the_other_home_of_a_child_stays_away(amina, bea, gone):
    other = bea.carer.family
    other.homes.create(child=zain())
    Family.objects.filter(pk=other.pk).update(left_at=clock.now())
    household.change_child(zain(), EGG, by=amina)
    other.refresh_from_db()
    assert is_back(gone)
    assert other.left_at
