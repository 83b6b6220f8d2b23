"""Roles of champions and leaders rest when something lapses, and come back by themselves; nobody else's do."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import GoingFactory, OccurrenceFactory, OutingFactory, UserFactory, client_of, person
from volunteers.models import Going
from volunteers.queries.joining import lapses, paused
from volunteers.rules.standing import STEPS
from volunteers.services import standing

DBS = {"level": "enhanced", "number": "001234567890", "is_clear": True}
DAYS = 200


def cleared(user, by, *, until=DAYS):
    """All is there; a check ends in so many days."""
    day = clock.today()
    for step in STEPS:
        standing.note_step(user, step, by=by)
    standing.agree(user)
    facts = {"issued_on": day - timedelta(days=5), "next_check_on": day + timedelta(days=until)}
    standing.note_dbs(user, DBS | facts, by=by)
    standing.note_clearance(user, "safeguarding", since=day, until=day + timedelta(days=300), by=by)
    return user


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.LEADER, Role.VOLUNTEER])
def test_a_role_rests_the_day_after_and_comes_back(role, carol):
    user = cleared(UserFactory(roles=[role]), carol)
    standing.look_after(user, by=carol)
    for days, may in ((DAYS, True), (DAYS + 1, False)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            standing.refresh_all()
            user.refresh_from_db()
            assert user.has_role(role) is may
            assert paused().filter(pk=user.pk).exists() is not may
    with time_machine.travel(clock.now() + timedelta(days=DAYS + 1)):
        day = clock.today()
        standing.note_dbs(user, DBS | {"issued_on": day, "next_check_on": day + timedelta(days=900)}, by=carol)
        user.refresh_from_db()
        assert user.has_role(role)


def test_a_leader_needs_safeguarding_training_and_a_champion_does_not(carol):
    for role, may in ((Role.LEADER, False), (Role.CHAMPION, True)):
        user = cleared(UserFactory(roles=[role]), carol)
        user.clearances.filter(kind="safeguarding").delete()
        standing.look_after(user, by=carol)
        user.refresh_from_db()
        assert user.has_role(role) is may


def test_a_date_locks_nobody_out_who_coordinates(carol):
    standing.look_after(carol, by=carol)
    carol.refresh_from_db()
    assert (carol.has_role(Role.LEADER), carol.has_role(Role.COORDINATOR)) == (False, True)


def test_a_role_that_an_administrator_takes_does_not_come_back_by_itself(ada, carol, sign_in):
    user = cleared(UserFactory(roles=[Role.CHAMPION, Role.VOLUNTEER]), carol)
    standing.look_after(user, by=carol)
    sign_in(ada).post(reverse("portal:person", args=[user.code]), {"roles": ["volunteer"]})
    standing.refresh_all()
    user.refresh_from_db()
    assert user.roles == [Role.VOLUNTEER]


@pytest.mark.parametrize(("ticked", "comes_back"), [(["leader"], True), ([], False)])
def test_an_administrator_takes_a_role_while_it_rests(ticked, comes_back, ada, carol, sign_in):
    user = cleared(UserFactory(roles=[Role.LEADER]), carol, until=-1)
    standing.look_after(user, by=carol)
    client, address = sign_in(ada), reverse("portal:person", args=[user.code])
    assert "Resting until a check is renewed" in client.get(address).content.decode()
    client.post(address, {"roles": [], "resting": ticked})
    day = clock.today()
    standing.note_dbs(user, DBS | {"issued_on": day, "next_check_on": day + timedelta(days=DAYS)}, by=carol)
    user.refresh_from_db()
    assert user.has_role(Role.LEADER) == comes_back


def test_the_letter_is_kind_and_says_what_is_missing_and_the_list_who_leads_soon(carol, sign_in):
    lena = cleared(UserFactory(name="Lena", email="lena@example.org", roles=[Role.LEADER]), carol, until=-1)
    session = OccurrenceFactory(day=clock.today() + timedelta(days=3))
    session.programme.leaders.add(lena)
    soon = cleared(UserFactory(name="Soon", roles=[Role.CHAMPION]), carol, until=20)
    for user in (lena, soon):
        standing.look_after(user, by=carol)
    delivery.sweep()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["lena@example.org"]]
    assert "Thank you for all you do" in letter.body
    assert "a DBS check" in letter.body
    client = sign_in(carol)
    team = client.get(reverse("volunteers:team")).content.decode()
    assert f'href="{reverse("volunteers:lapses")}"' in team
    page = " ".join(client.get(reverse("volunteers:lapses")).content.decode().split())
    assert "leads 1 session in two weeks" in page
    assert [(str(row.user), bool(row.missing), row.is_soon) for row in lapses()] == [
        ("Lena", True, False),
        ("Soon", False, True),
    ]
    assert client_of(lena).get(reverse("portal:attendance")).status_code == 403


def test_whoever_coordinates_gives_the_role_of_a_champion_but_none_of_staff(carol, sign_in, amina):
    user = cleared(UserFactory(roles=[Role.VOLUNTEER]), carol)
    client, address = sign_in(carol), reverse("volunteers:step", args=[user.code])
    for role in (Role.CHAMPION, Role.LEADER, Role.ADMINISTRATOR):
        client.post(address, {"follow": role})
    user.refresh_from_db()
    assert set(user.roles) == {Role.VOLUNTEER, Role.CHAMPION}


def test_who_has_lost_the_role_does_not_go_to_the_library_either(carol):
    tomorrow = clock.now() + timedelta(days=1)
    outing = OutingFactory(starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))
    GoingFactory(outing=outing, volunteer=person("Gone"))
    stays = GoingFactory(outing=outing)
    standing.stand_down_the_uncleared()
    assert list(Going.objects.standing()) == [stays]
