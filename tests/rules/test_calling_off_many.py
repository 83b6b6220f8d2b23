"""Many dates called off in one act, or a group that ends: one letter a household, one a volunteer, nobody forgotten."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core import mail
from icalendar import Calendar

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Booking, Occurrence
from sessions.queries.reach import Reach
from sessions.services import cancelling, locks, timetable
from tests.cast import (
    BreakFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    bring,
    course,
    join,
)


@pytest.fixture
def group(db):
    return ProgrammeFactory(name="Tots", weekday=clock.today().weekday())


@pytest.fixture
def dates(group):
    return [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2, 3, 4)]


def off():
    return [row.cancelled_at is not None for row in Occurrence.objects.order_by("day")]


def said():
    """The letters to everybody since, by address."""
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        sweep()
        sweep()
    letters = {}
    for letter in mail.outbox:
        letters.setdefault(letter.to[0], []).append(letter)
    return letters


def quiet():
    said()
    mail.outbox.clear()


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param("one", [False, True, False, False], id="only this one"),
        pytest.param("following", [False, True, True, True], id="this and the following"),
        pytest.param("all", [True, True, True, True], id="all that are to come"),
    ],
)
def test_as_far_as_was_said(scope, expected, dates, carol):
    OccurrenceFactory(programme=ProgrammeFactory(), day=clock.today() + timedelta(weeks=5))  # of another group
    cancelling.cancel_several(dates[1], scope, "Snow.", by=carol)
    assert off() == [*expected, False]


def test_what_is_off_already_is_not_called_off_again(dates, carol):
    cancelling.cancel(dates[1], "Snow.", by=carol)
    with pytest.raises(Refused, match="cancelled already"):
        cancelling.cancel_several(dates[1], "following", "Ill.", by=carol)
    cancelling.cancel_several(dates[0], "all", "Ill.", by=carol)
    reasons = Occurrence.objects.order_by("day").values_list("cancelled_why", flat=True)
    assert list(reasons) == ["Ill.", "Snow.", "Ill.", "Ill."]


def test_each_household_gets_one_letter_with_all_its_dates_and_no_other(dates, amina, bea, carol):
    for row in dates[:3]:
        bring(row, amina)
    bring(dates[2], bea)
    quiet()
    cancelling.cancel_several(dates[1], "following", "The hall is sold.", by=carol)
    letters = said()
    assert {to: len(each) for to, each in letters.items()} == {"amina@example.org": 1, "bea@example.org": 1}
    (both,), (one,) = letters["amina@example.org"], letters["bea@example.org"]
    assert both.subject.startswith("Cancelled: 2 sessions, from ")
    assert "The hall is sold." in both.body
    assert one.subject.startswith("Cancelled: ")
    assert "sessions" not in one.subject
    events = {len(Calendar.from_ical(it.attachments[0][1]).walk("VEVENT")) for it in (both, one)}
    assert events == {1, 2}


def test_whoever_waits_is_told_and_nobody_is_offered_a_place_on_what_is_off(group, dates, amina, bea, carol):
    group.heads_limit = 5
    group.save()
    for row in dates[:2]:
        bring(row, amina)
        assert bring(row, bea).state == "waiting"
    quiet()
    cancelling.cancel_several(dates[0], "all", "Snow.", by=carol)
    assert [len(each) for each in said().values()] == [1, 1]
    assert not Booking.objects.filter(state="offered").exists()


def test_a_household_counts_once_as_where_it_stands_best(group, dates, amina, bea, carol):
    group.heads_limit = 5
    group.save()
    for first, second, row in ((amina, bea, dates[0]), (bea, amina, dates[1])):
        bring(row, first)
        bring(row, second)
    told = cancelling.preview(dates)
    assert (told.booked, told.waiting, told.reach) == (2, 0, Reach(letters=2))


def test_each_volunteer_gets_one_letter_with_all_shifts(dates, dev, carol):
    for row in dates:
        SignupFactory(shift=ShiftFactory(occurrence=row, role="Tea"), volunteer=dev)
    assert cancelling.preview(dates).others["helpers"] == 1
    cancelling.cancel_several(dates[1], "following", "Snow.", by=carol)
    (letter,) = said()[dev.email]
    assert "These shifts are off, too:" in letter.body
    assert letter.body.count("Tea") == 3
    assert len(Calendar.from_ical(letter.attachments[0][1]).walk("VEVENT")) == 3


def test_a_volunteer_of_a_session_that_has_begun_still_hears_of_the_later_ones(group, dev, carol):
    now = clock.now().replace(hour=9, minute=45, second=0)
    with time_machine.travel(now, tick=False):
        begun = OccurrenceFactory(programme=group, day=clock.today())
        later = OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=1))
        for row in (begun, later):
            SignupFactory(shift=ShiftFactory(occurrence=row), volunteer=dev)
        cancelling.cancel_several(begun, "all", "Fire alarm.", by=carol)
        assert len(said()[dev.email]) == 1


# -- A break ----------------------------------------------------------------------------------------
def test_a_date_that_moves_out_of_the_break_meanwhile_takes_place(dates, carol, monkeypatch):
    pause, hold = BreakFactory(first_day=dates[0].day, last_day=dates[1].day), locks.lock_all

    def moved_meanwhile(rows, **kwargs):
        away = dates[1].day + timedelta(days=1)
        starts_at, ends_at = clock.at(away, time(9)), clock.at(away, time(10))
        Occurrence.objects.filter(pk=dates[1].pk).update(day=away, starts_at=starts_at, ends_at=ends_at)
        return hold(rows, **kwargs)

    monkeypatch.setattr(locks, "lock_all", moved_meanwhile)
    cancelling.cancel_in_break(pause, "Half-term.", by=carol)
    assert off() == [True, False, False, False]


def test_a_break_of_one_hall_for_a_thousand_years_is_asked_in_one_short_question(dates):
    pause = BreakFactory(first_day=dates[1].day, last_day=date(2999, 1, 1), venue=dates[0].place)
    OccurrenceFactory(day=dates[1].day)  # in another hall
    assert list(cancelling.in_break(pause)) == dates[1:]
    assert len(cancelling.in_break(pause).query.sql_with_params()[1]) < 20


# -- Ending a group ---------------------------------------------------------------------------------
def test_a_group_ends_after_a_day_and_the_night_makes_no_more(group, dates, amina, carol):
    bring(dates[3], amina)
    quiet()
    cancelling.end_group(group, dates[1].day, "The group comes to an end.", by=carol)
    assert off() == [False, False, True, True]
    assert timetable.make_ahead() == 0
    (letter,) = said()["amina@example.org"]
    assert "The group comes to an end." in letter.body


def test_a_group_may_go_on_after_all(group, dates, carol):
    cancelling.end_group(group, dates[3].day, "", by=carol)
    assert timetable.make_ahead() == 0
    cancelling.end_group(group, None, "", by=carol)
    assert off() == [False] * 4
    assert timetable.make_ahead() > 0


@pytest.mark.parametrize(
    ("kind", "day", "says"),
    [
        pytest.param("course", None, "Say the last day of the course", id="a course without an end"),
        pytest.param("group", timedelta(days=-1), "before the first day", id="before it begins"),
    ],
)
def test_no_is_said_by_its_box_and_nothing_is_off(kind, day, says, group, dates, carol):
    group.kind, group.first_day = kind, dates[0].day
    group.save()
    last = dates[0].day + day if day else None
    with pytest.raises(Refused, match=says) as no:
        cancelling.end_group(group, last, "", by=carol)
    assert no.value.field == "last_day"
    assert not any(off())


def test_a_course_that_ends_early_tells_who_is_on_it_once(carol, amina, bea):
    lessons = course(weeks=4, heads_limit=5)
    join(lessons, amina)
    join(lessons, bea)
    quiet()
    second = lessons.occurrences.order_by("day")[1]
    cancelling.end_group(lessons, second.day, "Too few families could come.", by=carol)
    assert off() == [False, False, True, True]
    assert {to: len(each) for to, each in said().items()} == {"amina@example.org": 1, "bea@example.org": 1}
