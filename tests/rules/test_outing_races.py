"""Several champions want the last place at the library at once: with the lock, and once without it."""

import contextlib
from datetime import time, timedelta
from threading import Barrier, BrokenBarrierError
from time import sleep
from uuid import uuid4

import pytest

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from tests.cast import OutingFactory, ShiftFactory, UserFactory
from tests.friendly import at_once
from volunteers.models import Going, Outing, Signup
from volunteers.services import outings, places, promises

PEOPLE = 4


@pytest.fixture
def everybody_looks_first(monkeypatch):
    """Nobody writes before all have counted, unless a lock makes them wait for each other."""
    looked, count, lock = Barrier(PEOPLE), outings.who_goes, outings.locked

    def count_and_wait(outing):
        going = count(outing)
        with contextlib.suppress(BrokenBarrierError):
            looked.wait(timeout=0.3 if outings.locked is lock else 30)  # in vain behind the lock
        return going

    monkeypatch.setattr(outings, "who_goes", count_and_wait)


def all_at_once(outing):
    people = UserFactory.create_batch(PEOPLE, roles=[Role.CHAMPION])
    return at_once(*(lambda who=who: outings.go(outing, by=who) for who in people))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one(everybody_looks_first):
    assert all_at_once(OutingFactory(how_many=1)) == ["done"] + ["full"] * (PEOPLE - 1)
    assert Going.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_go_to_several(everybody_looks_first, monkeypatch):
    monkeypatch.setattr(outings, "locked", lambda outing: Outing.objects.select_related("place").get(pk=outing.pk))
    assert all_at_once(OutingFactory(how_many=1)).count("done") > 1


@pytest.mark.django_db(transaction=True)
def test_one_person_is_not_promised_to_a_shift_and_to_a_place_at_once():
    """No rule of the database spans the two rotas: the person is held, whichever of the two is pressed."""
    grace, outing = UserFactory(roles=[Role.CHAMPION]), OutingFactory()
    shift = ShiftFactory(starts_at=outing.starts_at, ends_at=outing.ends_at)
    ends = at_once(lambda: outings.go(outing, by=grace), lambda: promises.sign_up(shift, by=grace))
    assert ends == ["clash", "done"]
    assert Going.objects.count() + Signup.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_place_that_is_closed_while_somebody_plans_or_goes_keeps_no_date(carol, monkeypatch):
    look = outings._days
    monkeypatch.setattr(outings, "_days", lambda *said: sleep(0.2) or look(*said))
    outing, grace = OutingFactory(), UserFactory(roles=[Role.CHAMPION])
    turn = outings.Turn(clock.today() + timedelta(days=20), time(10), time(12))
    at_once(
        lambda: places.close_place(outing.place, by=carol),
        lambda: outings.plan(outing.place, turn, [uuid4()], by=carol),
        lambda: outings.go(outing, by=grace),
    )
    assert not Outing.objects.upcoming().exists()
    assert not Going.objects.standing().exists()


@pytest.mark.django_db(transaction=True)
def test_the_place_of_who_looks_for_a_stand_in_goes_to_one(everybody_looks_first):
    outing = OutingFactory(how_many=1)
    grace = UserFactory(roles=[Role.CHAMPION])
    outings.look_for_stand_in(outings.go(outing, by=grace), by=grace, looking=True)
    assert all_at_once(outing) == ["done"] + ["full"] * (PEOPLE - 1)
    assert Going.objects.standing().exclude(volunteer=grace).count() == 1
