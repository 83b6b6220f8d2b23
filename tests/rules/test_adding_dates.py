"""One date more, by hand: what else is on is shown first, and the rhythm goes on as if it were not there."""

from datetime import date, time, timedelta

import pytest
import time_machine

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Break, Occurrence
from sessions.services import adding, timetable
from tests.cast import OccurrenceFactory, ProgrammeFactory, VenueFactory

SATURDAY = date(2027, 6, 12)


@pytest.fixture
def tuesdays(db):
    with time_machine.travel(clock.at(date(2027, 3, 22), time(12)), tick=False):
        yield ProgrammeFactory(weekday=1, name="Tots")


def extra(group, day=SATURDAY, **fields):
    return adding.Extra(**{"day": day, "starts": time(10), "ends": time(12), "venue": group.venue} | fields)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"day": date(2027, 3, 21)}, "past", id="yesterday"),
        pytest.param({"ends": time(10)}, "ends", id="ends as it starts"),
        pytest.param({"day": date(2027, 6, 1)}, "day_taken", id="it runs that day already"),
    ],
)
def test_no_is_said_before_and_after(fields, code, tuesdays, carol):
    OccurrenceFactory(programme=tuesdays, day=date(2027, 6, 1))
    for ask in (adding.preview, lambda group, it: adding.add(group, it, by=carol)):
        with pytest.raises(Refused) as no:
            ask(tuesdays, extra(tuesdays, **fields))
        assert no.value.code == code
    assert Occurrence.objects.count() == 1


def test_the_hall_of_that_day_and_a_break_are_shown_first(tuesdays):
    Break.objects.create(name="Half-term", first_day=SATURDAY, last_day=SATURDAY)
    for name, starts, ends in (("Choir", time(13), time(14)), ("Yoga", time(9), time(10, 30))):
        other = ProgrammeFactory(name=name, venue=tuesdays.venue, starts=starts, ends=ends)
        OccurrenceFactory(programme=other, day=SATURDAY)
    OccurrenceFactory(programme=ProgrammeFactory(name="In another hall"), day=SATURDAY)
    seen = adding.preview(tuesdays, extra(tuesdays))
    assert [it.name for it in seen.others] == ["Yoga", "Choir"]
    assert [it.name for it in seen.clashes] == ["Yoga"]
    assert seen.away == "Half-term"
    assert not Occurrence.objects.filter(programme=tuesdays).exists()


def test_the_rhythm_goes_on_as_if_it_were_not_there(tuesdays, carol):
    """Far ahead, or in a week whose own date is still to be made: no Tuesday is left out for it."""
    timetable.open_dates([tuesdays], by=None)
    adding.add(tuesdays, extra(tuesdays, date(2027, 7, 10)), by=carol)
    with time_machine.travel(clock.now() + timedelta(weeks=8), tick=False):
        timetable.make_ahead()
    made = Occurrence.objects.filter(extra=False).order_by("day").values_list("day", flat=True)
    assert [day.isocalendar().week for day in made] == list(range(12, 32))


def test_in_another_hall_it_says_so_and_the_group_stays_where_it_is(tuesdays, carol):
    hut = VenueFactory(name="Hut")
    row = adding.add(tuesdays, extra(tuesdays, venue=hut), by=carol)
    row.refresh_from_db()
    assert (row.place, clock.local(row.starts_at).time()) == (hut, time(10))
    tuesdays.refresh_from_db()
    assert tuesdays.venue != hut
