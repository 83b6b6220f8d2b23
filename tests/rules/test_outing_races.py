"""Several champions want the last place at the library at once: with the lock, and once without it."""

import contextlib
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection

from groupsite.accounts.roles import Role
from groupsite.kit.errors import Refused
from tests.cast import OutingFactory, ShiftFactory, UserFactory
from volunteers.models import Going, Outing, Signup
from volunteers.services import outings, promises

PEOPLE = 4


def race(*acts):
    """Each act in a thread of its own, all at once; what became of each."""
    start, ends = Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            act()
            ends.append("goes")
        except Refused as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.fixture
def everybody_looks_first(monkeypatch):
    """Nobody writes before all have counted, unless a lock makes them wait for each other."""
    looked, count = Barrier(PEOPLE), outings.who_goes

    def count_and_wait(outing):
        going = count(outing)
        with contextlib.suppress(BrokenBarrierError):
            looked.wait(timeout=0.3)
        return going

    monkeypatch.setattr(outings, "who_goes", count_and_wait)


def all_at_once(outing):
    people = UserFactory.create_batch(PEOPLE, roles=[Role.CHAMPION])
    return race(*(lambda who=who: outings.go(outing, by=who) for who in people))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one(everybody_looks_first):
    assert all_at_once(OutingFactory(how_many=1)) == ["full"] * (PEOPLE - 1) + ["goes"]
    assert Going.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_go_to_several(everybody_looks_first, monkeypatch):
    monkeypatch.setattr(outings, "locked", lambda outing: Outing.objects.select_related("place").get(pk=outing.pk))
    assert all_at_once(OutingFactory(how_many=1)).count("goes") > 1


@pytest.mark.django_db(transaction=True)
def test_one_person_is_not_promised_to_a_shift_and_to_a_place_at_once():
    """No rule of the database spans the two rotas: the person is held, whichever of the two is pressed."""
    grace, outing = UserFactory(roles=[Role.CHAMPION]), OutingFactory()
    shift = ShiftFactory(starts_at=outing.starts_at, ends_at=outing.ends_at)
    assert race(lambda: outings.go(outing, by=grace), lambda: promises.sign_up(shift, by=grace)) == ["clash", "goes"]
    assert Going.objects.count() + Signup.objects.count() == 1
