"""Two groups in one hall at the same hour share its fire limit, and never wait for each other in a ring."""

from datetime import time, timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.models import Attendance, Booking, Occurrence, Programme
from sessions.pages.listing import listed
from sessions.queries.room import room_of
from sessions.services import places
from sessions.services.booking import give_up
from sessions.services.parties import change_party
from sessions.services.register import mark, walk_in
from sessions.services.waiting_list import offer_ahead
from tests.cast import OccurrenceFactory, ProgrammeFactory, VenueFactory, bring, parent, person
from tests.rules.test_booking_races import deadlocks, race, tries_of


@pytest.fixture
def noon():
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


def two_groups(fire=11, **second):
    """Each would take many more; the hall takes eleven, four of whom are helpers."""
    venue = VenueFactory(fire_limit=fire)
    programmes = [ProgrammeFactory(venue=venue), ProgrammeFactory(venue=venue, **second)]
    return [OccurrenceFactory(programme=programme) for programme in programmes]


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    return no.value


@pytest.mark.django_db
def test_the_second_group_is_told_of_the_fire_limit(amina, bea):
    first, second = two_groups()
    bring(first, amina)
    bring(second, bea)
    no = refused(bring, second, parent("Tom", ("Jack", 25), ("Erin", 25)), wait=False)
    assert no.code == "fire"
    assert str(no.message).startswith("The fire limit of the hall is 11 people, and 2 places are left.")
    assert bring(second, parent("Cleo", ("Ivy", 30)), wait=False).state == "booked"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "alone"),
    [
        pytest.param({"starts": time(10, 59), "ends": time(12)}, False, id="one minute together"),
        pytest.param({"starts": time(11), "ends": time(12)}, True, id="one after the other"),
        pytest.param({"starts": time(8), "ends": time(9, 30)}, True, id="one before the other"),
        pytest.param({"starts": time(10), "ends": time(10, 30)}, False, id="within"),
    ],
)
def test_only_groups_that_meet_share(amina, hours, alone):
    first, second = two_groups(fire=6, **hours)
    bring(first, amina, children=amina.carer.family.children.all()[:1])
    code = "booked" if alone else "waiting"
    assert bring(second, parent("Cleo", ("Ivy", 30))).state == code


@pytest.mark.django_db
def test_a_cancelled_day_another_day_and_another_hall_take_nothing(amina):
    first, second = two_groups(fire=6)
    bring(first, amina, children=amina.carer.family.children.all()[:1])
    Occurrence.objects.filter(pk=first.pk).update(cancelled_at=clock.now())
    assert room_of(Occurrence.objects.get(pk=second.pk)).elsewhere == 0
    other_day = OccurrenceFactory(programme=second.programme, day=first.day + timedelta(days=1))
    assert room_of(other_day).elsewhere == 0
    assert room_of(OccurrenceFactory()).elsewhere == 0


@pytest.mark.django_db
def test_places_freed_next_door_are_offered_on(amina, bea, noon):
    first, second = two_groups(fire=8)
    held, waiting = bring(first, amina), bring(second, bea)
    assert (held.state, waiting.state) == ("booked", "waiting")
    give_up(held, by=amina)
    waiting.refresh_from_db()
    assert waiting.state == "offered"


@pytest.mark.django_db
def test_the_door_an_override_and_a_bigger_party_keep_to_it_too(amina, bea, carol):
    first, second = two_groups(fire=9)
    bring(first, amina)
    booked = bring(second, bea)
    cleo = parent("Cleo", ("Ivy", 30)).carer.family
    people = {"children": list(cleo.children.all()), "adults": list(cleo.carers.all())}
    assert refused(walk_in, second, cleo, **people, by=carol, override_why="It pours").code == "fire"
    gran = bea.carer.family.carers.create(name="Gran")
    everybody = [bea.carer, gran]
    no = refused(change_party, booked, children=bea.carer.family.children.all(), adults=everybody, by=bea)
    assert no.code == "fire"


@pytest.mark.django_db
def test_back_from_missing_fits_only_if_the_hall_has_room(amina, bea, carol):
    first, second = two_groups(fire=8)
    late = mark(bring(first, amina), Attendance.MISSED, by=carol)
    bring(second, bea)
    assert refused(mark, late, Attendance.CAME, by=carol).code == "fire"


@pytest.mark.django_db
def test_the_list_says_what_is_left_in_the_hall(amina):
    first, second = two_groups(fire=9)
    bring(first, amina)
    rows = listed([Occurrence.objects.select_related("programme__venue").get(pk=second.pk)])
    assert rows[0].sign.words == "Room for 2 more people"


AT = clock.at(clock.today(), time(9))


def stay(begins, ends, heads):
    return rules.Stay(AT + timedelta(hours=begins), AT + timedelta(hours=ends), heads)


@pytest.mark.parametrize(
    ("others", "most"),
    [
        pytest.param([], 0, id="nobody"),
        pytest.param([stay(0, 1, 5), stay(1, 2, 7)], 7, id="one goes as the next comes"),
        pytest.param([stay(0, 2, 5), stay(1, 3, 7)], 12, id="an hour together"),
        pytest.param([stay(-1, 1, 5), stay(2, 9, 4)], 5, id="never together"),
        pytest.param([stay(3, 4, 9), stay(-2, 0, 9)], 0, id="before and after"),
    ],
)
def test_the_fullest_moment_counts(others, most):
    assert rules.fullest(AT, AT + timedelta(hours=3), others) == most


@pytest.mark.django_db
def test_all_dates_at_which_places_are_offered_are_locked_by_one_statement(amina, bea):
    programme = ProgrammeFactory(heads_limit=6)
    dates = [OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=days)) for days in (9, 16)]
    turns = [(bring(date, amina), bring(date, bea))[1] for date in dates]
    assert {turn.state for turn in turns} == {"waiting"}
    Programme.objects.filter(pk=programme.pk).update(heads_limit=20)
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        offer_ahead(programme)
    assert len([each for each in seen.captured_queries if "FOR UPDATE" in each["sql"]]) == 1
    assert {fresh.state for fresh in Booking.objects.filter(pk__in=[turn.pk for turn in turns])} == {"offered"}


# -- Races -----------------------------------------------------------------------------------------
racing = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def in_the_hall(*occurrences):
    return sum(room_of(Occurrence.objects.get(pk=each.pk)).heads + each.programme.helpers for each in occurrences)


def both_doors(first, second, how_many):
    parents = [parent(f"P{uuid4()}", ("C", 20)) for _ in range(how_many)]
    half = how_many // 2
    return tries_of(first, parents[:half]) + tries_of(second, parents[half:])


class TestRaces:
    pytestmark = racing

    def test_forty_households_at_two_doors_of_one_hall(self):
        first, second = two_groups(fire=24)
        before = deadlocks()
        answers = race(both_doors(first, second, 40)[::-1])
        assert sorted(answer.state for answer in answers) == ["booked"] * 10 + ["waiting"] * 30
        assert in_the_hall(first, second) == 24
        assert deadlocks() == before

    def test_with_a_lock_on_one_session_only_the_hall_is_overfilled(self, monkeypatch):
        def own_row_only(occurrence):
            rows = Occurrence.objects.select_for_update(of=("self",)).select_related("programme__venue")
            return rows.get(pk=occurrence.pk)

        monkeypatch.setattr(places, "lock", own_row_only)
        for _ in range(8):
            first, second = two_groups(fire=10)
            tries = both_doors(first, second, 40)
            race([attempt for pair in zip(tries[:20], tries[20:], strict=True) for attempt in pair])
            if in_the_hall(first, second) > 10:
                return
        pytest.fail("the race was never lost with the smaller lock, so the test above shows nothing")

    def test_booking_next_door_both_ways_round_never_locks_up(self):
        first, second = two_groups(fire=10)
        parents = [parent(f"P{uuid4()}", ("C", 20)) for _ in range(24)]
        leader = person("Lena", "leader")

        def both_ways(number, user):
            for occurrence in [first, second] if number % 2 else [second, first]:
                give_up(bring(occurrence, user, by=leader), by=user)

        before = deadlocks()
        answers = race([partial(both_ways, number, user) for number, user in enumerate(parents)])
        assert answers == [None] * 24
        assert deadlocks() == before


@pytest.mark.django_db
def test_a_date_that_moves_to_another_hall_takes_its_people_along(amina):
    first, second = two_groups(fire=6)
    bring(first, amina, children=amina.carer.family.children.all()[:1])
    other = OccurrenceFactory(day=first.day)
    Occurrence.objects.filter(pk=first.pk).update(venue=other.programme.venue)
    assert room_of(Occurrence.objects.get(pk=second.pk)).elsewhere == 0
    assert room_of(Occurrence.objects.get(pk=other.pk)).elsewhere == 4
