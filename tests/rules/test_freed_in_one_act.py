"""What comes free in a hall reaches whoever waits for a course there by the same act, whoever gave it back."""

from datetime import time, timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection, transaction

from groupsite.kit import clock
from sessions.models import Occurrence
from sessions.services import booking as bookings
from sessions.services import cancelling, locks, timetable
from sessions.services.moving import Change, bend
from tests.cast import OccurrenceFactory, ProgrammeFactory, VenueFactory, bring, course, join, parent


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


def change(row, scope="one", **fields):
    now = {"day": row.day, "starts": clock.local(row.starts_at).time(), "ends": clock.local(row.ends_at).time()}
    return Change(scope=scope, **now | {"venue": row.place, "heads_limit": row.most_heads, "play": row.games} | fields)


def state(row):
    row.refresh_from_db()
    return row.state


@pytest.fixture
def waiting(amina, bea, db):
    """The hall takes eight on the second date: Amina and her two are there with another group, so Bea has to wait."""
    programme = course(venue__fire_limit=8, heads_limit=8, helpers=1)
    second = programme.occurrences.order_by("day")[1]
    room = {"programme__venue": programme.venue, "programme__heads_limit": 8, "programme__helpers": 3}
    group = OccurrenceFactory(day=second.day, **room)
    held = bring(group, amina)
    turn = join(programme, bea)
    assert (held.state, turn.state, turn.passed_over) == ("booked", "waiting", "")
    return held, turn


def test_another_group_in_the_hall_gives_a_place_back(waiting, amina):
    held, turn = waiting
    bookings.give_up(held, by=amina)
    assert state(turn) == "offered"
    assert {row.state for row in turn.bookings.all()} == {"offered"}


def test_another_group_in_the_hall_is_called_off(waiting, carol):
    held, turn = waiting
    cancelling.cancel(held.occurrence, "Snow", by=carol)
    assert state(turn) == "offered"


@pytest.mark.parametrize("moves", ["to another day", "to another hall", "to another hour"])
def test_another_group_moves_away(moves, waiting, carol):
    held, turn = waiting
    row = held.occurrence
    to = {
        "to another day": {"day": row.day + timedelta(days=1)},
        "to another hall": {"venue": VenueFactory()},
        "to another hour": {"starts": time(18), "ends": time(19)},
    }
    bend(row, change(row, **to[moves]), by=carol)
    assert state(turn) == "offered"


def test_a_course_that_moves_into_another_hall_finds_who_is_there_before_it_offers_a_place(amina, bea, carol):
    """With its new limit Bea would be on it; on the second date Amina's group is in that hall, which takes eight."""
    programme, hall = course(heads_limit=4, helpers=1), VenueFactory(fire_limit=8)
    join(programme, parent("Uma", ("Vic", 20)))
    turn = join(programme, bea)
    first, second, _third = programme.occurrences.order_by("day")
    bring(OccurrenceFactory(programme__venue=hall, day=second.day, programme__helpers=1), amina)
    bend(first, change(first, "all", venue=hall, heads_limit=8), by=carol)
    assert (state(turn), turn.passed_over) == ("waiting", "fire")


@pytest.mark.parametrize("scope", ["one", "all"])
def test_a_limit_raised_by_a_bend_of_the_programme(scope, amina, bea, carol):
    programme = course(heads_limit=40)
    first = programme.occurrences.earliest("day")
    small = programme.occurrences.all() if scope == "all" else programme.occurrences.filter(pk=first.pk)
    small.update(heads_limit=5)
    join(programme, amina)
    turn = join(programme, bea)
    assert turn.state == "waiting"
    first.refresh_from_db()
    bend(first, change(first, scope, heads_limit=20), by=carol)
    assert state(turn) == "offered"


def test_two_courses_wait_for_one_hall_and_none_goes_over_its_limit(waiting, amina):
    """What Amina gives back would do for a household of either course and not of both."""
    held, turn = waiting
    other = course(first=14, weeks=1, venue=held.occurrence.programme.venue, helpers=1)
    assert other.occurrences.get().day == held.occurrence.day
    rival = join(other, parent("Uma", ("Vic", 20)))
    assert rival.state == "waiting"
    bookings.give_up(held, by=amina)
    assert sorted([state(turn), state(rival)]) == ["offered", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_whoever_moves_all_dates_waits_for_dates_that_are_being_made():
    """Dates are made, and not yet there for others, when all are moved to ten: the new ones are at ten, too."""
    group = ProgrammeFactory(weekday=clock.today().weekday())
    row = OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=1))
    carol = parent("Carol", ("Kit", 20))

    def move():
        try:
            bend(row, change(row, "all", starts=time(10)), by=carol)
        finally:
            connection.close()

    mover = Thread(target=move)
    with transaction.atomic():
        assert timetable.open_dates([group], by=carol)
        mover.start()
        mover.join(0.6)
        assert mover.is_alive(), "it waits"
    mover.join()
    assert {clock.local(each.starts_at).time() for each in group.occurrences.all()} == {time(10)}


@pytest.mark.django_db
def test_a_date_is_moved_with_everybody_in_the_halls_it_leaves_and_enters_held(carol):
    row = OccurrenceFactory()
    left, entered = OccurrenceFactory(programme__venue=row.place, day=row.day), OccurrenceFactory(day=row.day)
    far = OccurrenceFactory(day=row.day + timedelta(days=1))

    def plan():
        moved = Occurrence.objects.select_related("programme").get(pk=row.pk)
        moved.venue = entered.place
        return [moved]

    with transaction.atomic():
        held = locks.lock_to_move(row.programme, plan)
    assert {row.pk, left.pk, entered.pk} <= held.keys()
    assert far.pk not in held
