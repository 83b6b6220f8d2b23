"""What is not on every week: parents read when it is on next, or that they have to ask where no first date tells."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from signposting.familyhub import typed
from signposting.familyhub.schedules import schedule
from signposting.words import day_name, which_ones
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
WEEKS, MONTHS = "Ask them in which weeks.", "Ask them in which months."


def every(byday, interval, **more):
    return schedule({"byday": byday, "interval": interval, "freq": "WEEKLY", **more})[0]


@pytest.fixture(autouse=True)
def _that_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([every("TU", 1)], [], id="every week"),
        pytest.param([every("TU", 2)], [WEEKS], id="no first date"),
        pytest.param([every("TU", 2, dtstart="2026-11-24")], ["Next on Tuesday 8 December."], id="the next one"),
        pytest.param([every("WE", 2, dtstart="2026-11-18")], ["Next on Wednesday 2 December."], id="today"),
        pytest.param([every("TU", 3, dtstart="2027-01-05")], ["Next on Tuesday 5 January 2027."], id="still to begin"),
        pytest.param(
            [every("TU", 2, dtstart="2026-11-24"), every("FR", 2, dtstart="2026-11-20")],
            ["Next on Friday 4 December."],
            id="the first of two",
        ),
        pytest.param(
            [every("TU", 2, dtstart="2026-11-24"), every("FR", 2)],
            ["Tuesday, every 2 weeks: next on Tuesday 8 December.", WEEKS],
            id="one is known",
        ),
        pytest.param(
            [every("MO", 1), every("TU", 2, dtstart="2026-11-24", opens_at="10:00", closes_at="11:30")],
            ["Tuesday, 10am to 11:30am, every 2 weeks: next on Tuesday 8 December."],
            id="beside one of every week",
        ),
        pytest.param(
            [every("MO", 1), every("TU", 2, dtstart="2026-11-24"), every("FR", 3, dtstart="2026-11-20")],
            [
                "Tuesday, every 2 weeks: next on Tuesday 8 December.",
                "Friday, every 3 weeks: next on Friday 11 December.",
            ],
            id="each of two beside it",
        ),
        pytest.param(
            [*typed.read("schedules", "by appointment"), every("TU", 2, dtstart="2026-11-24")],
            ["Tuesday, every 2 weeks: next on Tuesday 8 December."],
            id="beside what is words alone",
        ),
        pytest.param(
            [every("MO", 1, until="2026-11-30"), every("TU", 2, dtstart="2026-11-24")],
            ["Next on Tuesday 8 December."],
            id="beside what is over",
        ),
        pytest.param([every("TU", 2, dtstart="2026-11-24", until="2026-11-30")], [], id="over"),
        pytest.param([every("TU", 2, valid_to="2026-11-30")], [], id="run out"),
        pytest.param(typed.read("schedules", "first Saturday of the month, every second month"), [MONTHS], id="months"),
    ],
)
def test_when_it_is_on_next(rows, said):
    assert which_ones(ServiceFactory(schedules=rows), NOW) == said


def test_a_holiday_is_passed_over_and_what_has_closed_is_not_on():
    rows, gap = [every("TU", 2, dtstart="2026-11-24")], [{"start": "2026-12-07", "end": "2026-12-14"}]
    assert which_ones(ServiceFactory(schedules=rows, closures=gap), NOW) == ["Next on Tuesday 22 December."]
    assert which_ones(ServiceFactory(schedules=rows, status="defunct"), NOW) == []


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        pytest.param("2026-12-02", (11, 29), "Wednesday 2 December", id="it is on now"),
        pytest.param("2026-12-02", (11, 30), "Wednesday 16 December", id="it has just closed"),
        pytest.param("2026-12-02", (18, 0), "Wednesday 16 December", id="long over"),
        pytest.param("2026-12-15", (18, 0), "Wednesday 16 December", id="the evening before"),
        pytest.param("2026-07-15", (10, 29), "Wednesday 15 July", id="on now, in summer time"),
        pytest.param("2026-07-15", (10, 30), "Wednesday 29 July", id="just closed, in summer time"),
    ],
)
def test_today_is_the_next_one_until_it_has_closed(day, hour, said):
    moment = datetime.fromisoformat(day).replace(hour=hour[0], minute=hour[1], tzinfo=UTC)
    first = "2026-07-15" if "-07-" in day else "2026-11-18"
    row = every("WE", 2, dtstart=first, opens_at="10:00", closes_at="11:30")
    assert which_ones(ServiceFactory(schedules=[row]), moment) == [f"Next on {said}."]


def test_of_two_on_one_day_the_later_still_counts():
    morning = every("WE", 2, dtstart="2026-11-18", opens_at="9:00", closes_at="10:00")
    evening = every("WE", 2, dtstart="2026-11-18", opens_at="17:00", closes_at="19:00")
    place = ServiceFactory(schedules=[morning, evening])
    assert which_ones(place, NOW.replace(hour=18)) == ["Next on Wednesday 2 December."]
    assert which_ones(place, NOW.replace(hour=19)) == ["Next on Wednesday 16 December."]


def test_a_parent_reads_it_below_the_times(client):
    service = ServiceFactory(schedules=[every("TU", 2, dtstart="2026-11-24")])
    page = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert "Tuesday, every 2 weeks" in page
    assert "Next on Tuesday 8 December." in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SA", "Saturday"),
        ("+1SA", "first Saturday of the month"),
        ("-1SA", "last Saturday of the month"),
        ("-2SA", "last Saturday but one of the month"),
        ("-5FR", "last Friday but four of the month"),
    ],
)
def test_a_day_of_the_month_is_said_as_people_say_it(code, said):
    assert day_name(code) == said
