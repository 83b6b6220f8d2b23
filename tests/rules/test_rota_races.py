"""Many people want the last slot, one person wants two places: on real connections, and once without the lock."""

import contextlib
from threading import Barrier, BrokenBarrierError

import pytest
from django.db.models import Count

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from tests.cast import OccurrenceFactory, ShiftFactory, UserFactory
from tests.friendly import at_once
from volunteers.models import Shift, Signup
from volunteers.services import calling_off, giving_up, promises

PEOPLE = 6


def race(*wishes):
    """Each (shift, person) at the same moment; what became of each."""
    return at_once(*(lambda shift=shift, person=person: promises.sign_up(shift, by=person) for shift, person in wishes))


@pytest.fixture
def everybody_looks_first(monkeypatch):
    """Nobody writes before all have counted, unless a lock makes them wait for each other."""
    looked, count, lock = Barrier(PEOPLE), promises._taken, promises.locked

    def count_and_wait(shift):
        taken = count(shift)
        with contextlib.suppress(BrokenBarrierError):
            looked.wait(timeout=0.5 if promises.locked is lock else 30)  # in vain behind the lock
        return taken

    monkeypatch.setattr(promises, "_taken", count_and_wait)


def people():
    return UserFactory.create_batch(PEOPLE, roles=[Role.VOLUNTEER])


@pytest.mark.django_db(transaction=True)
def test_the_last_slot_goes_to_one_person(everybody_looks_first):
    shift = ShiftFactory(how_many=1)
    ends = race(*((shift, person) for person in people()))
    assert ends == ["done"] + ["full"] * (PEOPLE - 1)
    assert Signup.objects.promised().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_go_to_several(everybody_looks_first, monkeypatch):
    monkeypatch.setattr(promises, "locked", lambda shift: Shift.objects.get(pk=shift.pk))
    shift = ShiftFactory(how_many=1)
    assert race(*((shift, person) for person in people())).count("done") > 1


@pytest.mark.django_db(transaction=True)
def test_one_person_steps_in_for_somebody_who_looks_for_a_stand_in():
    shift = ShiftFactory(how_many=1)
    first = promises.sign_up(shift, by=UserFactory(roles=[Role.VOLUNTEER]))
    giving_up.look_for_stand_in(first, by=first.volunteer, looking=True)
    assert race(*((shift, person) for person in people())) == ["done"] + ["full"] * (PEOPLE - 1)
    assert dict(Signup.objects.values_list("state").annotate(Count("pk"))) == {"handed_on": 1, "promised": 1}


@pytest.mark.django_db(transaction=True)
def test_one_person_on_two_phones_gets_one_place_and_a_sentence():
    occurrence, dev = OccurrenceFactory(), UserFactory(roles=[Role.VOLUNTEER])
    shifts = ShiftFactory.create_batch(PEOPLE, occurrence=occurrence)
    assert race(*((shift, dev) for shift in shifts)) == ["clash"] * (PEOPLE - 1) + ["done"]


@pytest.mark.django_db(transaction=True)
def test_a_promise_made_while_the_session_is_called_off_does_not_stand():
    shift = ShiftFactory(how_many=PEOPLE)
    promising = [lambda who=who: promises.sign_up(shift, by=who) for who in people()]
    at_once(lambda: calling_off.stand_down([shift.occurrence], by=None), *promising)
    assert not Signup.objects.promised().exists()
    assert Shift.objects.get().cancelled_at <= clock.now()
