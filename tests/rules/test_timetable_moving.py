"""A date that moves takes everybody with it: one letter each, reminders, shifts, calendars; nobody loses a place."""

from datetime import time as wall
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.core import mail
from django.db import connection

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Booking, Occurrence
from sessions.services import booking as bookings
from sessions.services import moving
from tests.cast import (
    GoingFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    VenueFactory,
    bring,
    parent,
)
from volunteers.models import Signup


@pytest.fixture
def group(db):
    return ProgrammeFactory(name="Tots", weekday=clock.today().weekday(), play="Sand")


@pytest.fixture
def dates(group):
    return [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2, 3)]


def change(row, scope="one", **fields):
    now = {
        "day": row.day,
        "starts": clock.local(row.starts_at).time(),
        "ends": clock.local(row.ends_at).time(),
        "venue": row.place,
        "heads_limit": row.most_heads,
        "play": row.games,
    }
    return moving.Change(scope=scope, **now | fields)


def fresh(rows):
    return list(Occurrence.objects.filter(pk__in=[row.pk for row in rows]).in_order())


def walls(rows):
    return [clock.local(row.starts_at).time() for row in fresh(rows)]


def subjects(moment=None):
    with time_machine.travel(moment or clock.now() + timedelta(seconds=2), tick=False):
        sweep()
        sweep()
    return [letter.subject for letter in mail.outbox]


# -- Which dates -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scope", "expected", "of_the_group"),
    [
        pytest.param("one", [wall(9, 30), wall(10), wall(9, 30)], wall(9, 30), id="only this one"),
        pytest.param("following", [wall(9, 30), wall(10), wall(10)], wall(10), id="this and the following"),
        pytest.param("all", [wall(10), wall(10), wall(10)], wall(10), id="all"),
    ],
)
def test_as_far_as_was_said(scope, expected, of_the_group, dates, group, carol):
    moving.bend(dates[1], change(dates[1], scope, starts=wall(10)), by=carol)
    assert walls(dates) == expected
    group.refresh_from_db()
    assert group.starts == of_the_group


def test_another_hall_for_the_following_leaves_the_dates_before_where_they_were(dates, group, carol):
    old, hut = group.venue, VenueFactory(name="Hut")
    moving.bend(dates[1], change(dates[1], "following", venue=hut), by=carol)
    assert [row.place for row in fresh(dates)] == [old, hut, hut]
    group.refresh_from_db()
    assert group.venue == hut


def test_a_weekly_group_moves_to_another_weekday(dates, group, carol):
    moving.bend(dates[0], change(dates[0], "all", day=dates[0].day + timedelta(days=1)), by=carol)
    assert [row.day.weekday() for row in fresh(dates)] == [(group.weekday + 1) % 7] * 3
    before = group.weekday
    group.refresh_from_db()
    assert group.weekday == (before + 1) % 7


def test_what_was_not_changed_stays_as_it_was_on_every_date(dates, carol):
    moving.bend(dates[1], change(dates[1], starts=wall(10)), by=carol)
    moving.bend(dates[0], change(dates[0], "all", play="Mud"), by=carol)
    assert walls(dates) == [wall(9, 30), wall(10), wall(9, 30)]
    assert {row.games for row in fresh(dates)} == {"Mud"}


@pytest.mark.parametrize("month", [3, 10])
def test_half_past_nine_moves_to_ten_on_the_wall_over_the_change_of_clocks(month, carol, db):
    for year in range(2027, 2037):
        sunday = max(clock.at(day, wall(1)) for day in _sundays(year, month))
        with time_machine.travel(sunday - timedelta(days=20), tick=False):
            row = OccurrenceFactory(day=clock.local(sunday).date() - timedelta(days=2))
            moving.bend(row, change(row, day=row.day + timedelta(days=4), starts=wall(10)), by=carol)
            assert walls([row]) == [wall(10)]


def _sundays(year, month):
    first = clock.local(clock.at(clock.today().replace(year=year, month=month, day=1), wall(12))).date()
    return [day for n in range(31) if (day := first + timedelta(days=n)).weekday() == 6]


# -- No ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param(lambda row: {}, "same", id="nothing is different"),
        pytest.param(lambda row: {"ends": wall(9)}, "ends", id="ends before it starts"),
        pytest.param(lambda row: {"day": clock.today() - timedelta(days=1)}, "past", id="yesterday"),
        pytest.param(lambda row: {"heads_limit": 61}, "heads_limit", id="over the fire limit"),
        pytest.param(lambda row: {"day": row.day + timedelta(days=7)}, "day_taken", id="on another date"),
        pytest.param(
            lambda row: {"scope": "all", "day": row.day + timedelta(days=9)}, "day", id="all by more than a week"
        ),
    ],
)
def test_no_is_said_before_and_after(fields, code, dates, carol):
    for ask in (moving.preview, lambda row, it: moving.bend(row, it, by=carol)):
        with pytest.raises(Refused) as no:
            ask(dates[0], change(dates[0], **fields(dates[0])))
        assert no.value.code == code
    assert [row.sequence for row in fresh(dates)] == [0, 0, 0]


def test_what_is_called_off_or_over_is_not_changed(dates, carol):
    Occurrence.objects.filter(pk=dates[0].pk).update(cancelled_at=clock.now())
    with pytest.raises(Refused):
        moving.preview(dates[0], change(dates[0], starts=wall(10)))


# -- Who is told ------------------------------------------------------------------------------------
def test_each_household_gets_one_letter_with_a_newer_calendar_file(dates, amina, bea, carol):
    for who in (amina, bea):
        bring(dates[0], who)
    subjects()
    mail.outbox.clear()
    row = dates[0]
    moving.bend(row, change(row, starts=wall(9, 45)), by=carol)
    (row,) = fresh([row])
    moving.bend(row, change(row, starts=wall(10)), by=carol)
    subjects()
    assert sorted(letter.to for letter in mail.outbox) == [["amina@example.org"], ["bea@example.org"]]
    for letter in mail.outbox:
        assert "10am to 11am" in letter.body
        assert "You keep your place." in letter.body
        assert "SEQUENCE:2" in letter.attachments[0][1]


def test_a_limit_or_a_game_is_no_news_to_families(dates, amina, carol):
    bring(dates[0], amina)
    subjects()
    mail.outbox.clear()
    moving.bend(dates[0], change(dates[0], play="Mud", heads_limit=30), by=carol)
    assert subjects() == []


def reminded():
    return [subject for subject in subjects() if subject.startswith("See you")]


@pytest.mark.parametrize("days", [-2, 3])
def test_the_reminder_goes_on_the_evening_before_the_new_day_and_once(days, dates, amina, carol):
    row = dates[0]
    bring(row, amina)
    moving.bend(row, change(row, day=row.day + timedelta(days=days)), by=carol)
    (row,) = fresh([row])
    evening = clock.evening_before(row.starts_at)
    with time_machine.travel(evening - timedelta(minutes=1), tick=False):
        assert reminded() == []
    with time_machine.travel(evening, tick=False):
        assert len(reminded()) == 1
    with time_machine.travel(row.starts_at - timedelta(minutes=1), tick=False):
        assert len(reminded()) == 1


def test_moved_there_and_back_it_still_reminds(dates, amina, carol):
    bring(dates[0], amina)
    for day in (dates[0].day + timedelta(days=1), dates[0].day):
        (row,) = fresh([dates[0]])
        moving.bend(row, change(row, day=day), by=carol)
    with time_machine.travel(clock.evening_before(dates[0].starts_at), tick=False):
        assert len(reminded()) == 1


def test_an_offer_never_outlives_the_new_start(dates, amina, carol):
    offered = bring(dates[0], amina)
    Booking.objects.filter(pk=offered.pk).update(
        state="offered", offer_ends_at=dates[0].starts_at - timedelta(minutes=1)
    )
    moving.bend(dates[0], change(dates[0], day=clock.today() + timedelta(days=1)), by=carol)
    offered.refresh_from_db()
    assert offered.offer_ends_at == fresh(dates)[0].starts_at


# -- Places -----------------------------------------------------------------------------------------
def test_a_smaller_limit_keeps_every_place_and_closes_the_doors(dates, amina, bea, carol):
    bring(dates[0], amina)  # 3 people and 2 helpers
    seen = moving.preview(dates[0], change(dates[0], heads_limit=4))
    assert [row.pk for row in seen.over] == [dates[0].pk]
    moving.bend(dates[0], change(dates[0], heads_limit=4), by=carol)
    assert Booking.objects.get().state == "booked"
    assert bring(fresh(dates)[0], bea).state == "waiting"
    assert bring(dates[1], bea).state == "booked"


def test_a_larger_limit_offers_those_who_wait(dates, amina, bea, carol):
    row = dates[0]
    moving.bend(row, change(row, heads_limit=5), by=carol)
    (row,) = fresh([row])
    bring(row, amina)
    waits = bring(row, bea)
    moving.bend(row, change(row, heads_limit=20), by=carol)
    waits.refresh_from_db()
    assert waits.state == "offered"


# -- Who helps --------------------------------------------------------------------------------------
def test_shifts_follow_and_whoever_is_elsewhere_is_told_and_stood_down(dates, group, dev, carol):
    other = OccurrenceFactory(day=dates[0].day, programme__starts=wall(13), programme__ends=wall(15))
    stays = SignupFactory(shift=ShiftFactory(occurrence=dates[0]))
    clashes = SignupFactory(shift=stays.shift, volunteer=dev)
    SignupFactory(shift=ShiftFactory(occurrence=other), volunteer=dev)
    asked = change(dates[0], starts=wall(13, 30), ends=wall(15))
    assert moving.preview(dates[0], asked).others == {"helpers": 2, "elsewhere": 1}
    moving.bend(dates[0], asked, by=carol)
    stays.refresh_from_db()
    clashes.refresh_from_db()
    (row,) = fresh([dates[0]])
    assert (stays.state, stays.during.lower, stays.shift.starts_at) == ("promised", row.starts_at, row.starts_at)
    assert clashes.state == "stood_down"
    subjects()
    told = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert told[stays.volunteer.email].startswith("Your shift has moved")
    assert told[dev.email].startswith("You are free of your shift")
    assert len(mail.outbox) == 2


def test_a_helper_who_stands_at_a_library_then_is_free_of_the_session_that_moves_there(dates, dev, carol):
    there = clock.at(dates[0].day, wall(13))
    GoingFactory(volunteer=dev, outing__starts_at=there)
    GoingFactory(volunteer=dev, outing__starts_at=there - timedelta(hours=5), ended_at=clock.now())
    clashes = SignupFactory(shift=ShiftFactory(occurrence=dates[0]), volunteer=dev)
    asked = change(dates[0], starts=wall(14), ends=wall(16))
    assert moving.preview(dates[0], asked).others == {"helpers": 1, "elsewhere": 1}
    moving.bend(dates[0], asked, by=carol)
    clashes.refresh_from_db()
    assert clashes.state == "stood_down"
    subjects()
    assert [letter.subject[:26] for letter in mail.outbox] == ["You are free of your shift"]


@pytest.mark.parametrize("starts", [wall(9), wall(10)])
def test_nobodys_own_two_shifts_collide_on_the_way(starts, dates, dev, carol):
    row = dates[0]
    middle = row.starts_at + timedelta(minutes=30)
    ends = (wall(10, 30), wall(11, 30))[starts == wall(10)]
    first = ShiftFactory(occurrence=row, ends_at=middle)
    second = ShiftFactory(occurrence=row, starts_at=middle)
    for shift in (first, second):
        SignupFactory(shift=shift, volunteer=dev)
    moving.bend(row, change(row, starts=starts, ends=ends), by=carol)
    assert Signup.objects.promised().count() == 2


# -- At the same time -------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_whoever_books_while_it_moves_is_told_of_the_new_time_once_and_reminded():
    """Before the move: the letter that it has moved. After: the letter of the booking says the new time."""
    row, carol = OccurrenceFactory(), parent("Carol", ("Kit", 20))
    families = [parent(f"Family{n}", ("Kid", 20)) for n in range(8)]

    def run(work):
        try:
            work()
        finally:
            connection.close()

    work = [lambda who=who: bring(row, who) for who in families]
    work.insert(4, lambda: moving.bend(row, change(row, starts=wall(10)), by=carol))
    threads = [Thread(target=run, args=[each]) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (row,) = fresh([row])
    assert Booking.objects.filter(state="booked").count() == 8
    assert walls([row]) == [wall(10)]
    evening = clock.evening_before(row.starts_at)
    waiting = Letter.objects.filter(kind="session_reminder", state="ready")
    assert waiting.count() == 8
    assert all(evening <= due < evening + timedelta(seconds=1) for due in waiting.values_list("due_at", flat=True))
    subjects()
    final = {letter.to[0]: letter.body for letter in mail.outbox}  # the last letter each household had
    assert len(final) == 8
    assert all("10am to 11am" in body for body in final.values())


def test_given_up_while_it_moves_needs_no_letter(dates, amina, carol):
    mine = bring(dates[0], amina)
    moving.bend(dates[0], change(dates[0], starts=wall(10)), by=carol)
    bookings.give_up(mine, by=amina)
    assert not [subject for subject in subjects() if subject.startswith("Changed")]
