"""Two never have one desk at one time: under the lock, and in the database when the lock is taken away."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Appointment, Booking
from sessions.services import places
from sessions.services.appointments import choose_time
from sessions.services.fitting_in import did_not_come, fit_in
from sessions.services.presses import Said, replay
from tests.cast import AppointmentFactory, ClinicFactory, OccurrenceFactory, bring, parent
from tests.rules.test_booking_races import no_lock, race
from tests.rules.test_locks import while_open

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


@pytest.fixture
def morning():
    return OccurrenceFactory(programme=ClinicFactory(desks=2).programme)


def overlaps(occurrence):
    """Pairs of appointments that share a desk and a moment."""
    rows = list(Appointment.objects.filter(occurrence=occurrence, live=True))
    return [
        (one, other)
        for one in rows
        for other in rows
        if one.pk < other.pk
        and one.desk == other.desk
        and one.during.lower < other.during.upper
        and other.during.lower < one.during.upper
    ]


def asking_for(occurrence, at, count):
    parents = [parent(f"P{uuid4()}", ("C", 5)) for _ in range(count)]
    return [partial(bring, occurrence, user, time=at, wait=False) for user in parents]


def test_of_twenty_who_press_one_time_two_desks_take_two(morning):
    answers = race(asking_for(morning, morning.starts_at, 20))
    assert sum(isinstance(answer, Booking) for answer in answers) == 2
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"time"}
    assert sorted(Appointment.objects.values_list("desk", flat=True)) == [1, 2]


def test_without_the_lock_the_database_still_refuses(morning, monkeypatch):
    monkeypatch.setattr(places, "lock", no_lock)
    race(asking_for(morning, morning.starts_at, 20))
    assert not overlaps(morning)


def test_without_lock_and_constraint_the_same_race_is_lost(morning, monkeypatch):
    monkeypatch.setattr(places, "lock", no_lock)
    (guard,) = [each for each in Appointment._meta.constraints if each.name == "one_family_at_a_desk"]
    with connection.schema_editor() as schema:
        schema.remove_constraint(Appointment, guard)
    try:
        for _ in range(5):
            race(asking_for(morning, morning.starts_at, 20))
            if overlaps(morning):
                return
        pytest.fail("the race was never lost without its guards, so the tests above show nothing")
    finally:
        Appointment.objects.all().delete()
        with connection.schema_editor() as schema:
            schema.add_constraint(Appointment, guard)


def test_two_who_change_to_one_time_at_once(morning):
    later = morning.starts_at + timedelta(minutes=60)
    mine = [attempt() for attempt in asking_for(morning, morning.starts_at, 2)]
    bring(morning, parent("Third", ("C", 5)), time=later)
    answers = race([partial(choose_time, each, morning, later, by=each.made_by) for each in mine])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert not overlaps(morning)


def test_a_tick_from_a_phone_waits_for_whoever_is_given_that_time_in_this_moment(carol):
    clinic = OccurrenceFactory(programme=ClinicFactory().programme)
    late = bring(clinic, parent("Late", ("C", 5)), time=clinic.starts_at)
    other = parent("Early", ("D", 5)).carer
    with time_machine.travel(clinic.starts_at + timedelta(minutes=4), tick=False):
        did_not_come(late, by=carol)
        ask = places.Ask(other.family, list(other.family.children.all()), [other], time=clinic.starts_at)
        press = Said(uuid4(), late.pk, None, "here", clock.now())
        answers = []
        ended = while_open(
            lambda: fit_in(clinic, ask, by=carol), lambda: answers.extend(replay(clinic, [press], by=carol))
        )
    assert (ended, [str(answer.words)[:24] for answer in answers]) == ("done", ["They count as here, but "])
    late.refresh_from_db()
    assert late.attendance == "came"


def test_the_database_knows_no_appointment_without_time(morning):
    with pytest.raises(IntegrityError):
        AppointmentFactory(during="empty")
