"""Both weekends on which the clocks change, for ten years: sessions, clinics, reminders, offers (DESIGN, law 5).

In March one o'clock is followed by three; in October the hour from one to two comes twice.
"""

from datetime import date, time, timedelta

import pytest
import time_machine

from groupsite.kit import clock
from sessions import rules
from sessions.models import Booking
from sessions.rules import times
from sessions.services.moving import Change, bend
from sessions.services.timetable import make_occurrences
from tests.cast import ClinicFactory, OccurrenceFactory, ProgrammeFactory, bring, parent

YEARS = range(2027, 2037)


def last_sunday(year, month):
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


WEEKENDS = [pytest.param(last_sunday(year, month), id=f"{year}-{month:02}") for year in YEARS for month in (3, 10)]
pytestmark = pytest.mark.parametrize("sunday", WEEKENDS)

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


def wall(instant):
    return clock.local(instant).replace(tzinfo=None)


def test_that_day_has_not_24_hours(sunday):
    """Else the tests below show nothing."""
    lasts = clock.at(sunday + A_DAY, time(0)) - clock.at(sunday, time(0))
    assert lasts == timedelta(hours=23 if sunday.month == 3 else 25)


@pytest.mark.django_db
def test_a_group_keeps_its_time_on_the_wall(sunday):
    saturday = sunday - A_DAY
    for day in (saturday, sunday):
        programme = ProgrammeFactory(weekday=day.weekday())
        make_occurrences(programme, since=day - timedelta(weeks=1), until=day + timedelta(weeks=1))
        dates = list(programme.occurrences.order_by("day"))
        assert [each.day for each in dates] == [day + timedelta(weeks=n) for n in (-1, 0, 1)]
        assert {wall(each.starts_at).time() for each in dates} == {time(9, 30)}
        assert {each.ends_at - each.starts_at for each in dates} == {timedelta(minutes=90)}


@pytest.mark.django_db
def test_a_clinic_that_moves_across_takes_its_times_along(sunday):
    with time_machine.travel(clock.at(sunday - timedelta(days=5), time(12)), tick=False):
        session = OccurrenceFactory(programme=ClinicFactory().programme, day=sunday - A_DAY)
        mine = bring(session, parent("Amina", ("Noor", 5)), time=clock.at(session.day, time(9, 50)), wait=False)
        usual = {"scope": "one", "venue": session.place, "heads_limit": session.most_heads, "play": ""}
        bend(session, Change(day=sunday + A_DAY, starts=time(9, 30), ends=time(11), **usual), by=None)
    visit = Booking.objects.get(pk=mine.pk).visit
    assert wall(visit.starts_at).isoformat() == f"{sunday + A_DAY}T09:50:00"
    assert visit.ends_at - visit.starts_at == timedelta(minutes=20)


def test_times_through_the_night_of_the_change_are_all_as_long(sunday):
    night = times.Span(clock.at(sunday, time(0)), clock.at(sunday, time(4)))
    taken = []
    pace, length = times.Pace(30), timedelta(minutes=30)
    for slot in times.free(night, pace, length, taken, after=night.starts - AN_HOUR):
        assert slot.span.ends - slot.span.starts == length
        assert not any(slot.span.overlaps(other.span) for other in taken)
        taken.append(slot)
    assert len(taken) == (6 if sunday.month == 3 else 10)


@pytest.mark.parametrize("days_later", [0, 1])
def test_the_reminder_comes_at_six_the_evening_before(sunday, days_later):
    day = sunday + days_later * A_DAY
    for starts in (time(0, 30), time(9, 30), time(20)):
        evening = wall(clock.evening_before(clock.at(day, starts)))
        assert evening.isoformat() == f"{day - A_DAY}T18:00:00"


def test_an_offer_never_ends_at_night_and_leaves_as_many_hours_as_on_other_days(sunday):
    starts = clock.at(sunday + 2 * A_DAY, time(9, 30))
    begin = clock.at(sunday - A_DAY, time(0))
    for hour in range(80):
        at = begin + hour * AN_HOUR
        if (window := rules.offer_window(at, starts)) is None:
            continue
        begins, ends = window
        assert at <= begins < ends <= starts
        assert rules.awake(begins) == begins
        assert rules.awake(ends) == ends
        answer = next(answer for far, answer in rules.OFFER_TIMES if starts - begins >= far)
        assert ends == starts or waking(begins, ends) == answer or ends - begins == answer


def waking(begins, ends):
    """So much of it is between eight in the morning and nine in the evening, or counted as 24 hours are."""
    night = sum(
        (
            max(timedelta(0), min(ends, clock.at(day, rules.NIGHT_TO)) - max(begins, evening_of(day - A_DAY)))
            for day in (clock.local(begins).date(), clock.local(ends).date())
            if clock.local(begins).date() < day
        ),
        timedelta(0),
    )
    return ends - begins - night


def evening_of(day):
    return clock.at(day, rules.NIGHT_FROM)


def test_what_is_left_at_nine_goes_on_at_eight(sunday):
    """Eight in the evening, four hours to answer: one that evening, three in the morning, however long the night."""
    starts = clock.at(sunday, time(23, 30)) if sunday.month == 3 else clock.at(sunday, time(22, 0))
    at = clock.at(sunday - A_DAY, time(20))
    _begins, ends = rules.offer_window(at, starts)
    assert wall(ends).isoformat() == f"{sunday}T11:00:00"
