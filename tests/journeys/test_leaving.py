"""Adults and children leave a household: all access ends at once, what is booked goes on (TRUST T18)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from families.models import Carer, Child, Family, Helper, Home, Invitation, Right
from families.rules.invitations import token_of
from families.services import leaving
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from sessions.models import Attendance, Booking, Totals
from tests.cast import (
    CarerFactory,
    FamilyFactory,
    HelperFactory,
    InvitationFactory,
    OccurrenceFactory,
    RightFactory,
    bring,
    client_of,
    person,
)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def at(name, **kwargs):
    return reverse(f"families:{name}", kwargs=kwargs)


@pytest.fixture
def sara(amina):
    user = person("Sara", Role.PARENT)
    CarerFactory(family=amina.carer.family, user=user, name="Sara", email=user.email, is_main=False)
    return user


@pytest.fixture
def hers(sara):
    return client_of(sara)


@pytest.fixture
def home(amina, sign_in):
    return sign_in(amina)


def press(client, url):
    """Open the page that says what it means, then press its one button."""
    assert "btn-danger" in client.get(url).content.decode()
    return client.post(url, follow=True)


def child_of(user, name):
    return user.carer.family.children.get(first_name=name)


def test_removed_while_signed_in_the_next_click_is_refused(home, hers, amina, sara):
    booking = bring(OccurrenceFactory(), amina)
    theirs = [
        reverse("sessions:booking", args=[booking.code]),
        reverse("sessions:booking_calendar", args=[booking.code]),
        at("mine"),
        at("change_child", code=child_of(amina, "Zain").code, part="name"),
    ]
    assert [hers.get(url).status_code for url in theirs] == [200] * 4
    link = at("remove_adult", code=sara.carer.code)
    assert link in home.get(at("mine")).content.decode()
    assert "no way in any more" in words(press(home, link))
    assert {hers.get(url).status_code for url in theirs} <= {403, 404}
    assert hers.post(reverse("sessions:give_up", args=[booking.code])).status_code in {403, 404}
    assert User.objects.get(pk=sara.pk).roles == []
    assert [home.get(url).status_code for url in theirs] == [200] * 4


def test_letters_that_had_not_gone_stay_here_and_the_next_ones_go_to_who_stays(home, amina, sara):
    occurrence = OccurrenceFactory()
    booking = bring(occurrence, amina, contact=sara.carer, by=sara)
    press(home, at("remove_adult", code=sara.carer.code))
    delivery.sweep()
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]
    booking.refresh_from_db()
    assert booking.contact == amina.carer
    waiting = Letter.objects.filter(kind="session_reminder", state="ready")
    assert [letter.to for letter in waiting] == [f"families.carer:{amina.carer.pk}"]


def test_a_booking_keeps_the_others(home, amina, sara):
    booking = bring(OccurrenceFactory(), amina)
    press(home, at("remove_adult", code=sara.carer.code))
    assert {str(head) for head in booking.party.all()} == {"Amina", "Zain", "Noor"}


def test_whom_the_removed_carer_let_in_goes_too(home, amina, sara):
    family = amina.carer.family
    asked = InvitationFactory(family=family, by=sara)
    helper = HelperFactory(family=family)
    InvitationFactory(family=family, by=sara, kind="helper", email=helper.user.email, accepted_at=clock.now())
    mine = HelperFactory(family=family)
    press(home, at("remove_adult", code=sara.carer.code))
    assert list(Helper.objects.live()) == [mine]
    assert not Invitation.objects.live().exists()
    assert Client().get(at("invited", token=token_of(asked.code))).status_code == 410


def test_past_registers_keep_their_numbers(amina, sara):
    booking = bring(OccurrenceFactory(), amina)
    long_ago = clock.now() - timedelta(days=3)
    booking.occurrence.starts_at, booking.occurrence.ends_at = long_ago - timedelta(hours=1), long_ago
    booking.occurrence.save()
    Booking.objects.update(attendance=Attendance.CAME)
    leaving.remove_carer(sara.carer, by=amina)
    assert Totals.objects.get().adults == 2


def test_the_only_adult_cannot_leave(home, amina):
    assert "Leave this family" not in words(home.get(at("mine")))
    assert "needs an adult" in words(home.post(at("leave"), follow=True))
    assert amina.carer.family.carers.exists()


def test_whoever_leaves_passes_the_main_role_on(home, amina, sara):
    grandad = CarerFactory(family=amina.carer.family, name="Grandad", is_main=False)
    family = amina.carer.family
    assert "You have left" in words(press(home, at("leave")))
    assert home.get(at("mine")).status_code in {403, 404}
    assert list(family.carers.filter(is_main=True)) == [sara.carer]
    assert grandad in family.carers.all()


def test_she_lets_the_other_say_who_belongs(home, hers, amina, sara):
    assert "Invite somebody" not in words(hers.get(at("mine")))
    assert "Passed on" in words(press(home, at("pass_on", code=sara.carer.code)))
    assert "Invite somebody" in words(hers.get(at("mine")))
    assert "Invite somebody" not in words(home.get(at("mine")))


def test_who_does_not_say_who_belongs_removes_nobody(hers, amina):
    child = child_of(amina, "Zain")
    for url in (at("remove_adult", code=amina.carer.code), at("child_leaves", code=child.code)):
        assert hers.get(url).status_code == 404
        assert hers.post(url).status_code == 404
    assert Carer.objects.filter(user=amina).exists()
    assert Child.objects.filter(pk=child.pk).exists()


def test_a_child_that_leaves_frees_its_place_and_no_other(home, amina):
    booking = bring(OccurrenceFactory(), amina)
    press(home, at("child_leaves", code=child_of(amina, "Zain").code))
    booking.refresh_from_db()
    assert booking.state == "booked"
    assert {str(head) for head in booking.party.all()} == {"Amina", "Noor"}
    assert "Zain" not in words(home.get(at("mine")))


def test_a_booking_for_that_child_alone_is_given_up_and_the_next_is_asked(home, amina, bea):
    occurrence = OccurrenceFactory(programme__heads_limit=4)
    booking = bring(occurrence, amina, children=[child_of(amina, "Zain")])
    behind = bring(occurrence, bea)
    assert behind.state == "waiting"
    press(home, at("child_leaves", code=child_of(amina, "Zain").code))
    booking.refresh_from_db()
    behind.refresh_from_db()
    assert (booking.state, behind.state) == ("given_up", "offered")


def test_from_its_last_home_a_child_goes_for_good(amina):
    zain = child_of(amina, "Zain")
    leaving.remove_child(zain, amina.carer.family, by=amina)
    assert not Child.objects.filter(pk=zain.pk).exists()


def test_the_other_home_keeps_the_child(amina):
    zain, other = child_of(amina, "Zain"), CarerFactory(family=FamilyFactory())
    Home.objects.create(child=zain, family=other.family)
    mine, theirs = RightFactory(carer=amina.carer, child=zain), RightFactory(carer=other, child=zain)
    there = bring(OccurrenceFactory(), other.family, by=amina)
    leaving.remove_child(zain, amina.carer.family, by=amina)
    assert list(zain.families.all()) == [other.family]
    assert (Right.objects.filter(pk=mine.pk).exists(), Right.objects.filter(pk=theirs.pk).exists()) == (False, True)
    assert there.party.filter(child=zain).exists()
    assert not Family.objects.filter(pk=amina.carer.family.pk, children=zain).exists()


def test_another_familys_adult_cannot_be_made_the_main_one(amina, bea):
    with pytest.raises(Refused):
        leaving.pass_on(amina.carer.family, bea.carer, by=amina)
