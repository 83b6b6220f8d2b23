"""Whoever may not do everything for the children says nothing of who belongs, and nobody stays in by a back door."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Carer, Child, Family, Helper, Right, Say
from families.queries import children_for, children_with_open_health, families_managed_by
from families.services import household, invitations, leaving
from families.services.details import ChildDetails
from families.services.rights import set_rights
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from tests.cast import CarerFactory, HelperFactory, InvitationFactory, OccurrenceFactory, bring, client_of, person


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def adult(name, amina):
    user = person(name, Role.PARENT)
    CarerFactory(family=amina.carer.family, user=user, name=name, email=user.email, is_main=False)
    return user


@pytest.fixture
def sara(amina):
    return adult("Sara", amina)


@pytest.fixture
def zain(amina):
    return amina.carer.family.children.get(first_name="Zain")


# -- Whoever may not do everything ------------------------------------------------------------------
def test_with_nobody_else_they_get_the_letters_and_a_leader_decides(amina, sara, zain):
    set_rights(sara.carer, {zain: Say.BRING}, by=amina)
    leaving.remove_carer(amina.carer, by=amina)
    assert Carer.objects.get(user=sara).is_main
    assert not families_managed_by(sara).exists()
    client = client_of(sara)
    page = words(client.get(reverse("families:mine")))
    assert "ask a group leader" in page
    assert "Invite somebody" not in page
    assert client.get(reverse("families:ways_to_invite")).status_code == 404


def test_while_the_first_adult_has_no_sign_in_they_do_not_decide_either(amina, sara, zain):
    set_rights(sara.carer, {zain: Say.NONE}, by=amina)
    Carer.objects.filter(user=amina).update(user=None)
    assert not families_managed_by(sara).exists()
    tom = adult("Tom", amina)
    assert families_managed_by(tom).exists()


def test_an_adult_who_may_do_everything_comes_before_them(amina, sara, zain):
    tom = adult("Tom", amina)
    set_rights(sara.carer, {zain: Say.NONE}, by=amina)
    leaving.remove_carer(amina.carer, by=amina)
    assert Carer.objects.get(user=tom).is_main
    assert families_managed_by(tom).exists()


def test_it_is_not_passed_on_to_them(amina, sara, zain):
    set_rights(sara.carer, {zain: Say.BRING}, by=amina)
    with pytest.raises(Refused):
        leaving.pass_on(amina.carer.family, sara.carer, by=amina)
    set_rights(sara.carer, {zain: Say.ALL}, by=amina)
    leaving.pass_on(amina.carer.family, sara.carer, by=amina)
    assert families_managed_by(sara).exists()


def test_whoever_decides_is_not_told_to_ask_a_leader(amina, sara):
    assert "ask a group leader" not in words(client_of(amina).get(reverse("families:mine")))
    assert "ask a group leader" not in words(client_of(sara).get(reverse("families:mine")))


# -- Helpers ----------------------------------------------------------------------------------------
def test_a_helper_who_joins_the_family_helps_no_more(amina):
    helper = HelperFactory(family=amina.carer.family)
    asked = InvitationFactory(family=amina.carer.family, by=amina, email=helper.user.email)
    invitations.accept(asked, by=helper.user)
    assert not Helper.objects.live().exists()


def test_an_adult_who_helped_before_has_no_way_in_when_taken_off(amina, sara):
    HelperFactory(family=amina.carer.family, user=sara)
    leaving.remove_carer(sara.carer, by=amina)
    assert not Family.objects.acted_for_by(sara).exists()


def test_a_helper_they_asked_goes_whatever_their_address_is_now(amina, sara):
    gran = person("Gran")
    until = clock.today() + timedelta(days=20)
    asked = InvitationFactory(family=amina.carer.family, by=sara, kind="helper", email=gran.email, until=until)
    invitations.accept(asked, by=gran)
    gran.emailaddress_set.update(email="gran@elsewhere.example.org")
    mine = HelperFactory(family=amina.carer.family, asked_by=amina)
    leaving.remove_carer(sara.carer, by=amina)
    assert list(Helper.objects.live()) == [mine]


# -- A child that comes later -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("says", "sees", "opens"),
    [(("none", "none"), False, False), (("bring", "none"), False, False), (("bring", "bring"), True, False)],
)
def test_a_new_child_is_as_closed_as_the_others(amina, sara, says, sees, opens):
    theirs = amina.carer.family.children.order_by("pk")
    set_rights(sara.carer, dict(zip(theirs, says, strict=True)), by=amina)
    ada = household.add_child(amina.carer.family, ChildDetails(first_name="Ada", born_on=clock.today()), by=amina)
    assert (ada in children_for(sara), ada in children_with_open_health(sara)) == (sees, opens)


def test_with_one_child_open_a_new_one_is_too(amina, sara, zain):
    set_rights(sara.carer, {zain: Say.NONE}, by=amina)
    ada = household.add_child(amina.carer.family, ChildDetails(first_name="Ada", born_on=clock.today()), by=amina)
    assert ada in children_with_open_health(sara)


def test_whoever_adds_a_child_may_open_it(amina, sara):
    set_rights(sara.carer, dict.fromkeys(amina.carer.family.children.all(), Say.NONE), by=amina)
    ada = household.add_child(amina.carer.family, ChildDetails(first_name="Ada", born_on=clock.today()), by=sara)
    assert ada in children_for(sara)
    assert not Right.objects.filter(child=ada).exists()
    assert Child.objects.count() == 3


# -- A booking with a child that is closed to them --------------------------------------------------
def test_a_place_of_a_child_closed_to_them_is_not_theirs_to_give_up(amina, sara, zain):
    booking = bring(OccurrenceFactory(), amina)
    set_rights(sara.carer, {zain: Say.NONE}, by=amina)
    client, url = client_of(sara), reverse("sessions:give_up", args=[booking.code])
    page = words(client.post(url, follow=True))
    booking.refresh_from_db()
    assert booking.state == "booked"
    assert "leave out who stays at home" in page
    assert "Change who comes" in page
    set_rights(sara.carer, {zain: Say.BRING}, by=amina)
    client.post(url)
    booking.refresh_from_db()
    assert booking.state == "given_up"
