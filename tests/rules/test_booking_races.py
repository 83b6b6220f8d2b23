"""Real threads on a real Postgres. Each guard is also taken away, and then the race must be lost (TRUST T39-T43)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from sessions.models import Booking, Draw, Occurrence
from sessions.queries.courses import read
from sessions.queries.room import room_of
from sessions.services import locks, places
from sessions.services.booking import book, give_up
from sessions.services.courses import give_up as give_up_course
from sessions.services.doors import settle
from sessions.services.several import book_dates
from sessions.services.waiting_list import accept, release_unanswered_offers
from tests.cast import (
    BookingFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    VenueFactory,
    bring,
    course,
    join,
    parent,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
AT_ONCE = 20


def race(tries):
    """All of these at once; what each gave, or the exception it raised."""
    start = Barrier(min(AT_ONCE, len(tries)))

    def run(number, attempt):
        try:
            if number < start.parties:
                start.wait()
            return attempt()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(len(tries)), tries))


def tries_of(occurrence, parents):
    def attempt(user):
        family = user.carer.family
        people = {"children": list(family.children.all()), "adults": list(family.carers.all())}
        return partial(book, occurrence, family, **people, by=user, wait=True)

    return [attempt(user) for user in parents]


def no_lock(occurrence):
    return Occurrence.objects.select_related("programme__venue").get(pk=occurrence.pk)


def test_eighty_households_on_twenty_places():
    occurrence = OccurrenceFactory(programme__heads_limit=42)
    answers = race(tries_of(occurrence, [parent(f"P{n}", (f"C{n}", 20)) for n in range(80)]))
    assert sorted(answer.state for answer in answers) == ["booked"] * 20 + ["waiting"] * 60
    assert room_of(occurrence).heads == 40
    queue = list(Booking.objects.queue())
    assert queue == sorted(queue, key=lambda booking: booking.pk)
    booked = Booking.objects.filter(state="booked")
    assert max(booking.made_at for booking in booked) <= min(booking.waiting_since for booking in queue)


def test_without_the_lock_the_same_race_oversells(monkeypatch):
    monkeypatch.setattr(places, "lock", no_lock)
    for _ in range(5):
        occurrence = OccurrenceFactory(programme__heads_limit=12)
        race(tries_of(occurrence, [parent(f"P{uuid4()}", ("C", 20)) for n in range(40)]))
        if room_of(occurrence).heads > 10:
            return
    pytest.fail("the race was never lost without the lock, so the test above shows nothing")


def test_one_form_sent_twenty_times_at_once_is_one_booking(amina):
    occurrence, key = OccurrenceFactory(), uuid4()
    attempt = partial(bring, occurrence, amina, key=key)
    answers = race([attempt] * 20)
    assert {answer.pk for answer in answers} == {Booking.objects.get().pk}


def test_an_offer_accepted_as_it_ends_has_one_winner(amina, bea):
    for _ in range(10):
        Booking.objects.all().delete()
        with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
            occurrence = OccurrenceFactory(programme__heads_limit=5)
            held, waiting = bring(occurrence, amina), bring(occurrence, bea)
            behind = bring(occurrence, parent(f"P{uuid4()}", ("Uma", 20), ("Vic", 30)))
            give_up(held, by=amina)
            waiting.refresh_from_db()
            ends = waiting.offer_ends_at
            now.move_to(ends - timedelta(microseconds=1))
            answers = race([partial(accept, waiting, by=bea), partial(release_unanswered_offers, at=ends)])
        waiting.refresh_from_db()
        behind.refresh_from_db()
        assert (waiting.state, behind.state) in {("booked", "waiting"), ("lapsed", "offered")}
        assert isinstance(answers[0], Refused) == (waiting.state == "lapsed")
        assert room_of(occurrence).heads <= 3


def test_giving_up_and_booking_across_two_sessions_never_locks_up():
    first, second = OccurrenceFactory(programme__heads_limit=4), OccurrenceFactory(programme__heads_limit=4)
    parents = [parent(f"P{n}", (f"C{n}", 20)) for n in range(30)]

    def both_ways(number, user):
        order = [first, second] if number % 2 else [second, first]
        for occurrence in order:
            give_up(bring(occurrence, user), by=user)

    before = deadlocks()
    answers = race([partial(both_ways, number, user) for number, user in enumerate(parents)])
    assert answers == [None] * 30
    assert deadlocks() == before


def test_overlapping_sets_of_dates_in_opposite_order_never_lock_up_and_oversell_nothing():
    dates = [OccurrenceFactory(programme__heads_limit=12, day=clock.today() + timedelta(days=7 + n)) for n in range(4)]

    def attempt(number, user):
        family, asked = user.carer.family, dates[: 3 + number % 2][:: -1 if number % 2 else 1]
        people = {"children": list(family.children.all()), "adults": [user.carer]}
        return partial(book_dates, asked, family, **people, key=uuid4(), by=user, wait=True)

    before = deadlocks()
    answers = race([attempt(n, parent(f"P{n}", (f"C{n}", 20))) for n in range(24)])
    assert {answer.booking.state for answered in answers for answer in answered} == {"booked", "waiting"}
    assert [room_of(each).heads for each in dates] == [10, 10, 10, 10]
    assert deadlocks() == before


def test_one_form_for_three_dates_sent_twenty_times_at_once_books_each_date_once(amina):
    dates, key = [OccurrenceFactory(day=clock.today() + timedelta(days=7 + n)) for n in range(3)], uuid4()
    family = amina.carer.family
    people = {"children": list(family.children.all()), "adults": [amina.carer]}
    answers = race([partial(book_dates, dates, family, **people, key=key, by=amina)] * 20)
    assert {answer.booking.pk for answered in answers for answer in answered} == set(
        Booking.objects.values_list("pk", flat=True)
    )
    assert Booking.objects.count() == 3
    assert Letter.objects.filter(kind="dates_booked").count() == 1
    assert Letter.objects.filter(kind="session_reminder").count() == 3


def test_a_draw_that_rings_twice_while_families_give_up_is_one_draw_and_passes_no_limit():
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as now:
        occurrence = OccurrenceFactory(programme__heads_limit=12, programme__doors="draw")
        asked = [bring(occurrence, parent(f"P{n}", (f"C{n}", 20))) for n in range(12)]
        now.shift(timedelta(days=5))
        leaving = [partial(give_up, each, by=each.made_by) for each in asked[:4]]
        answers = race([*leaving[:2], *[partial(settle, occurrence)] * 6, *leaving[2:]])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Draw.objects.count() == 1
    assert room_of(occurrence).heads == 10
    assert set(Booking.objects.exclude(pk__in=[each.pk for each in asked[:4]]).values_list("state", flat=True)) <= {
        *("booked", "waiting", "offered")
    }


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def enrolling(programme, parents):
    return [partial(join, programme, user) for user in parents]


def test_thirty_households_on_the_last_places_of_a_course():
    """Ten places on each of three dates; one household more is there on the second."""
    programme = course(weeks=3, heads_limit=22)
    middle = programme.occurrences.order_by("day")[1]
    bring_in(middle)
    answers = race(enrolling(programme, [parent(f"P{n}", (f"C{n}", 20)) for n in range(30)]))
    assert sorted(answer.state for answer in answers) == ["booked"] * 9 + ["waiting"] * 21
    assert [room_of(each).heads for each in programme.occurrences.order_by("day")] == [18, 20, 18]


def bring_in(occurrence):
    for _ in range(2):
        PartyMemberFactory(booking=BookingFactory(occurrence=occurrence))


def test_without_the_locks_the_course_is_oversold(monkeypatch):
    monkeypatch.setattr(locks, "lock_course", read)
    for _ in range(5):
        programme = course(weeks=3, heads_limit=12)
        race(enrolling(programme, [parent(f"P{uuid4()}", ("C", 20)) for n in range(30)]))
        if any(room_of(each).heads > 10 for each in programme.occurrences.all()):
            return
    pytest.fail("the race was never lost without the locks, so the test above shows nothing")


def test_courses_and_groups_that_share_a_hall_never_lock_up():
    hall = VenueFactory(fire_limit=40)
    programme = course(weeks=3, heads_limit=12, venue=hall)
    others = [OccurrenceFactory(programme__venue=hall, day=each.day) for each in programme.occurrences.all()]
    parents = [parent(f"P{n}", (f"C{n}", 20)) for n in range(20)]

    def both_ways(number, user):
        if number % 2:
            give_up_course(join(programme, user), by=user)
        for occurrence in reversed(others):
            give_up(bring(occurrence, user), by=user)

    before = deadlocks()
    answers = race([partial(both_ways, number, user) for number, user in enumerate(parents)])
    assert answers == [None] * 20
    assert deadlocks() == before
