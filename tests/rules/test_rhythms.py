"""A weekly group becomes fortnightly from a day on, or the other way: what fits stays, what does not is called off."""

from datetime import date, time, timedelta

import pytest
import time_machine

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from sessions.models import Occurrence
from sessions.services import adding, cancelling, rhythms, timetable
from sessions.services.groups import save_group
from tests.cast import ProgrammeFactory, TermFactory, bring

WEEKS = [date(2027, 6, 1) + timedelta(weeks=n) for n in range(13)]
"""The Tuesdays that the night makes."""


@pytest.fixture
def tuesdays(db):
    with time_machine.travel(clock.at(date(2027, 5, 31), time(12)), tick=False):
        group = ProgrammeFactory(weekday=1, bank_holidays=True)
        timetable.open_dates([group], by=None)
        yield group


def running(group):
    rows = Occurrence.objects.filter(programme=group, cancelled_at=None).order_by("day")
    return list(rows.values_list("day", flat=True))


def change(group, carol, rhythm, since, nth=None):
    return rhythms.change(group, rhythms.Rhythm(rhythm, nth, since), "Every other week now.", by=carol)


def test_weekly_becomes_fortnightly_and_nothing_comes_back(tuesdays, amina, carol):
    for row in Occurrence.objects.order_by("day")[:4]:
        bring(row, amina)
    Letter.objects.all().delete()
    change(tuesdays, carol, "fortnightly", WEEKS[2])
    assert running(tuesdays) == [*WEEKS[:2], *WEEKS[2:12:2]]
    assert timetable.make_ahead() == 0
    assert Letter.objects.filter(kind="session_cancelled").count() == 1
    with time_machine.travel(clock.now() + timedelta(weeks=4), tick=False):
        timetable.make_ahead()
    assert running(tuesdays)[-2:] == [WEEKS[12], WEEKS[12] + timedelta(weeks=2)]


def test_fortnightly_becomes_weekly_and_the_weeks_between_are_made(tuesdays, carol):
    change(tuesdays, carol, "fortnightly", WEEKS[0])
    with time_machine.travel(clock.now() + timedelta(weeks=12), tick=False):
        timetable.make_ahead()
        fortnights = running(tuesdays)
        tuesdays.refresh_from_db()
        since = WEEKS[12] + timedelta(weeks=4)
        assert change(tuesdays, carol, "weekly", since) == []
        timetable.make_ahead()
        assert set(fortnights) <= set(running(tuesdays))
        assert since + timedelta(weeks=1) in running(tuesdays)


def test_once_a_month_keeps_that_one_and_what_was_added_by_hand(tuesdays, carol):
    extra = adding.Extra(date(2027, 7, 3), time(10), time(11), tuesdays.venue)
    adding.add(tuesdays, extra, by=carol)
    change(tuesdays, carol, "monthly", WEEKS[0], nth=2)
    assert running(tuesdays) == [date(2027, 6, 8), date(2027, 7, 3), date(2027, 7, 13), date(2027, 8, 10)]
    assert timetable.make_ahead() == 0


def by_night(group, weeks):
    with time_machine.travel(clock.now() + timedelta(weeks=weeks), tick=False):
        timetable.make_ahead()
    return running(group)


def test_another_week_of_the_month_is_made_in_each_month_from_then_on(tuesdays, carol):
    group = ProgrammeFactory(weekday=1, rhythm="monthly", nth=2)
    timetable.open_dates([group], by=None)
    assert running(group) == [WEEKS[1], date(2027, 7, 13), date(2027, 8, 10)]
    change(group, carol, "monthly", WEEKS[2], nth=4)
    assert by_night(group, 0) == [WEEKS[1], date(2027, 6, 22), date(2027, 7, 27)]
    assert by_night(group, 2)[3:] == [date(2027, 8, 24)], "and nothing twice"


def test_the_last_one_of_a_month_is_made_though_its_other_weeks_were_there(tuesdays, carol):
    change(tuesdays, carol, "monthly", WEEKS[0], nth=5)
    assert running(tuesdays) == [date(2027, 6, 29), date(2027, 7, 27)]
    assert by_night(tuesdays, 2) == [date(2027, 6, 29), date(2027, 7, 27), date(2027, 8, 31)]


def test_a_date_whose_turn_was_before_the_change_stays(tuesdays, carol):
    Occurrence.objects.filter(day=WEEKS[0]).update(day=WEEKS[0] + timedelta(days=2))
    assert change(tuesdays, carol, "fortnightly", WEEKS[0] + timedelta(days=1))[0].day == WEEKS[2]


@pytest.mark.parametrize(
    ("rhythm", "since", "field"),
    [
        pytest.param("monthly", WEEKS[0], "nth", id="which of the month"),
        pytest.param("fortnightly", date(2027, 5, 30), "since", id="yesterday"),
        pytest.param("fortnightly", date(2027, 12, 1), "since", id="after its end"),
        pytest.param("fortnightly", WEEKS[11] + timedelta(days=2), "since", id="a hole before it"),
    ],
)
def test_no_is_said_by_its_box(rhythm, since, field, tuesdays, carol):
    tuesdays.last_day = date(2027, 11, 30)
    tuesdays.save()
    with pytest.raises(Refused) as no:
        change(tuesdays, carol, rhythm, since)
    assert no.value.field == field
    tuesdays.refresh_from_db()
    assert tuesdays.rhythm == "weekly"


def test_until_when_dates_are_made_is_said(tuesdays, carol):
    with pytest.raises(Refused, match="Choose 18 August 2027 or a day before it"):
        change(tuesdays, carol, "fortnightly", date(2999, 1, 1))
    change(tuesdays, carol, "fortnightly", date(2027, 8, 18))
    assert by_night(tuesdays, 3)[-2:] == [WEEKS[12], WEEKS[12] + timedelta(weeks=2)]


def test_a_group_that_runs_in_terms_may_change_with_the_next_one(tuesdays, carol):
    tuesdays.term_time = True
    tuesdays.save()
    TermFactory(first_day=date(2027, 9, 6), last_day=date(2027, 12, 10))
    change(tuesdays, carol, "fortnightly", date(2027, 9, 6))
    with pytest.raises(Refused, match="6 September 2027"):
        change(tuesdays, carol, "fortnightly", date(2027, 9, 7))


def test_a_group_may_end_before_its_new_rhythm_begins_and_still_be_saved(tuesdays, carol):
    change(tuesdays, carol, "fortnightly", WEEKS[8])
    cancelling.end_group(tuesdays, WEEKS[2], "It ends.", by=carol)
    assert running(tuesdays) == WEEKS[:3]
    tuesdays.refresh_from_db()
    save_group(tuesdays, {"play": "Mud"}, bands=[], leaders=[carol], by=carol)
    cancelling.end_group(tuesdays, None, "", by=carol)
    assert by_night(tuesdays, 4)[3:] == [WEEKS[12], WEEKS[12] + timedelta(weeks=2)], "counted as before"
