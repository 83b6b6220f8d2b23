"""On which days a programme runs: rhythms, breaks, and bank holidays worked out again from their rules."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupsite.kit import clock
from sessions.rules.dates import Pattern, Span, bank_holidays, dates_of, left_out, nth_weekday

DAYS = st.dates(date(2024, 1, 1), date(2036, 12, 31))
WEEKDAYS = st.integers(0, 6)
SPANS = st.builds(lambda day, length: Span(day, day + timedelta(days=length), "away"), DAYS, st.integers(0, 20))


@st.composite
def patterns(draw):
    rhythm = draw(st.sampled_from(["weekly", "fortnightly", "monthly", "once"]))
    first = draw(DAYS) if rhythm in {"fortnightly", "once"} else draw(st.none() | DAYS)
    return Pattern(rhythm, draw(WEEKDAYS), draw(st.integers(1, 5)), first, draw(st.none() | DAYS))


@given(patterns(), DAYS, st.integers(0, 400), st.lists(SPANS, max_size=5))
def test_dates_are_in_order_inside_and_never_in_a_break(pattern, since, length, breaks):
    until = since + timedelta(days=length)
    days = dates_of(pattern, since, until, breaks)
    assert days == sorted(set(days))
    for day in days:
        assert max(since, pattern.first_day or since) <= day <= min(until, pattern.last_day or until)
        assert not any(span.first <= day <= span.last for span in breaks)
        assert day.weekday() == pattern.weekday or pattern.rhythm == "once"
    skipped = [day for day, _name in left_out(pattern, since, until, breaks)]
    assert sorted(days + skipped) == dates_of(pattern, since, until)


@given(patterns(), DAYS, st.integers(0, 200), st.integers(0, 200))
def test_two_stretches_have_the_dates_of_the_whole(pattern, since, one, other):
    """A night that goes on where the last one stopped neither skips a date nor makes one twice."""
    middle = since + timedelta(days=one)
    until = middle + timedelta(days=other)
    parts = dates_of(pattern, since, middle) + dates_of(pattern, middle + timedelta(days=1), until)
    assert parts == dates_of(pattern, since, until)


@given(DAYS, DAYS, WEEKDAYS)
def test_every_other_week_keeps_its_weeks_wherever_one_begins_to_look(first, since, weekday):
    days = dates_of(Pattern("fortnightly", weekday, None, first), since, since + timedelta(days=200))
    anchor = first + timedelta(days=(weekday - first.weekday()) % 7)
    assert all((day - anchor).days % 14 == 0 for day in days)
    assert all(after - before == timedelta(days=14) for before, after in itertools.pairwise(days))


@given(DAYS, WEEKDAYS, st.integers(1, 4))
def test_the_nth_of_a_month_has_so_many_before_it(month, weekday, nth):
    day = nth_weekday(month, weekday, nth)
    assert (day.weekday(), day.month, (day.day - 1) // 7) == (weekday, month.month, nth - 1)


@given(DAYS, WEEKDAYS)
def test_after_the_last_of_a_month_comes_another_month(month, weekday):
    day = nth_weekday(month, weekday, 5)
    assert (day.weekday(), day.month) == (weekday, month.month)
    assert (day + timedelta(days=7)).month != month.month


def easter(year):
    """Gauss's reckoning, as Butcher wrote it down."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    left = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * left) // 451
    month, day = divmod(h + left - 7 * m + 114, 31)
    return date(year, month, day + 1)


def in_lieu(day, taken):
    while day.weekday() >= 5 or day in taken:
        day += timedelta(days=1)
    return day


def by_law(year):
    christmas = in_lieu(date(year, 12, 25), set())
    boxing = in_lieu(date(year, 12, 26), {christmas})
    return {
        in_lieu(date(year, 1, 1), set()),
        easter(year) - timedelta(days=2),
        easter(year) + timedelta(days=1),
        nth_weekday(date(year, 5, 1), 0, 1),
        nth_weekday(date(year, 5, 1), 0, 5),
        nth_weekday(date(year, 8, 1), 0, 5),
        christmas,
        boxing,
    }


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_bank_holidays_are_those_of_the_law(year):
    assert {span.first for span in bank_holidays() if span.first.year == year} == by_law(year)


def test_the_list_of_bank_holidays_reaches_a_year_ahead():
    """It fails a year before the list runs out, so that somebody adds the next years in time."""
    assert max(span.last for span in bank_holidays()) >= date(clock.today().year + 1, 12, 25)
