"""What is not on every week: parents read when it is on next, or that they have to ask where no first date tells."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from signposting.familyhub import typed
from signposting.familyhub.schedules import schedule
from signposting.words import day_name, which_ones
from tests.cast import ServiceFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 2)
WEEKS, MONTHS = "Ask them in which weeks.", "Ask them in which months."


def every(byday, interval, **more):
    return schedule({"byday": byday, "interval": interval, "freq": "WEEKLY", **more})[0]


@pytest.fixture(autouse=True)
def _that_wednesday():
    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=UTC), tick=False):
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
            ["Next on Tuesday 8 December.", WEEKS],
            id="one is known",
        ),
        pytest.param([every("TU", 2, dtstart="2026-11-24", until="2026-11-30")], [], id="over"),
        pytest.param([every("TU", 2, valid_to="2026-11-30")], [], id="run out"),
        pytest.param(typed.read("schedules", "first Saturday of the month, every second month"), [MONTHS], id="months"),
    ],
)
def test_when_it_is_on_next(rows, said):
    assert which_ones(ServiceFactory(schedules=rows), TODAY) == said


def test_a_holiday_is_passed_over_and_what_has_closed_is_not_on():
    rows, gap = [every("TU", 2, dtstart="2026-11-24")], [{"start": "2026-12-07", "end": "2026-12-14"}]
    assert which_ones(ServiceFactory(schedules=rows, closures=gap), TODAY) == ["Next on Tuesday 22 December."]
    assert which_ones(ServiceFactory(schedules=rows, status="defunct"), TODAY) == []


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
