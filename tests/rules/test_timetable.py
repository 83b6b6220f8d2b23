"""Weekly dates stay at the same time on the wall, over both clock changes of ten years (TRUST T53, R10)."""

from datetime import date, time, timedelta

import pytest

from groupsite.kit import clock
from sessions.models import Occurrence
from sessions.rules.dates import Pattern, dates_of
from sessions.services.timetable import make_occurrences
from tests.cast import ProgrammeFactory


def last_sunday(year, month):
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


CHANGES = [last_sunday(year, month) for year in range(2026, 2036) for month in (3, 10)]


@pytest.mark.parametrize("sunday", CHANGES, ids=str)
def test_half_past_nine_stays_half_past_nine_over_the_change(db, sunday):
    programme = ProgrammeFactory(weekday=1)
    assert make_occurrences(programme, since=sunday - timedelta(days=7), until=sunday + timedelta(days=7)) == 2
    before, after = Occurrence.objects.order_by("day")
    for each in (before, after):
        wall = clock.local(each.starts_at)
        assert (wall.date(), wall.time()) == (each.day, time(9, 30))
        assert each.ends_at - each.starts_at == timedelta(minutes=90)
    apart = after.starts_at - before.starts_at
    assert apart == timedelta(days=7, hours=1 if sunday.month == 10 else -1)


@pytest.mark.parametrize("sunday", CHANGES, ids=str)
def test_the_evening_before_stays_evening_on_the_weekend_itself(db, sunday):
    programme = ProgrammeFactory(weekday=6)
    make_occurrences(programme, since=sunday, until=sunday)
    due = clock.local(clock.evening_before(Occurrence.objects.get().starts_at))
    assert (due.date(), due.time()) == (sunday - timedelta(days=1), time(18))


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        pytest.param(date(2027, 6, 1), date(2027, 6, 1), [1], id="that very day"),
        pytest.param(date(2027, 6, 2), date(2027, 6, 7), [], id="no Tuesday between"),
        pytest.param(date(2027, 6, 2), date(2027, 6, 15), [8, 15], id="both ends count"),
        pytest.param(date(2027, 6, 2), date(2027, 6, 1), [], id="nothing backwards"),
    ],
)
def test_every_tuesday(since, until, days):
    assert [day.day for day in dates_of(Pattern("weekly", 1), since, until)] == days


def test_asking_again_adds_only_what_is_new(db):
    programme = ProgrammeFactory(weekday=1)
    assert make_occurrences(programme, since=date(2027, 6, 1), until=date(2027, 6, 14)) == 2
    assert make_occurrences(programme, since=date(2027, 6, 1), until=date(2027, 6, 21)) == 1
    assert Occurrence.objects.count() == 3
