"""Days and times as people say them, by London's clocks."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.utils import translation

from groupsite.kit.templatetags import kit

SUMMER = datetime(2025, 6, 3, 8, 30, tzinfo=UTC)
WINTER = datetime(2025, 12, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def early_2025():
    with time_machine.travel(datetime(2025, 1, 10, 12, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("moment", [SUMMER, WINTER], ids=["summer", "winter"])
def test_half_past_nine_is_half_past_nine_all_year(moment):
    assert kit.wall_time(moment) == "9:30am"


@pytest.mark.parametrize(
    ("moment", "said"),
    [(time(11), "11am"), (time(12), "midday"), (time(12, 15), "12:15pm"), (time(0, 5), "12:05am"), (time(17), "5pm")],
    ids=str,
)
def test_times_are_said_as_in_the_hall(moment, said):
    assert kit.wall_time(moment) == said


def test_other_languages_count_to_24():
    with translation.override("pl"):
        assert kit.wall_time(time(17, 5)) == "17:05"


def test_days():
    assert kit.day(SUMMER) == "Tuesday 3 June"
    assert kit.day(date(2026, 6, 2)) == "Tuesday 2 June 2026"
    assert kit.short_day(SUMMER) == "Tue 3 Jun"
    assert kit.full_date(SUMMER) == "3 June 2025"
    assert kit.day_and_time(SUMMER) == "Tuesday 3 June, 9:30am"
    assert kit.until(time(9, 30), time(11)) == "9:30am to 11am"
    assert kit.date_leaf(SUMMER) == {"weekday": "Tue", "number": "3", "month": "Jun"}


def test_just_after_midnight_in_summer_is_already_the_next_day():
    assert kit.day(datetime(2025, 6, 2, 23, 30, tzinfo=UTC)) == "Tuesday 3 June"


def test_nothing_is_said_of_no_moment():
    assert [kit.day(None), kit.short_day(None), kit.full_date(None), kit.wall_time(None), kit.day_and_time(None)] == [
        ""
    ] * 5


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2024, 12, 20), "under 1 month"),
        (date(2024, 12, 9), "1 month"),
        (date(2024, 5, 10), "8 months"),
        (date(2023, 1, 11), "23 months"),
        (date(2021, 3, 1), "3 years"),
        (date(2025, 3, 1), "not born yet"),
        (None, ""),
    ],
    ids=str,
)
def test_ages_are_said_as_parents_say_them(born, said):
    assert kit.age(born) == said


def test_a_number_can_be_rung():
    assert kit.tel("+44 (0)117 496 0123") == "tel:+441174960123"


def test_an_icon_that_stands_alone_has_words():
    assert 'role="img" aria-label="Allergy"' in kit.icon("care", "Allergy")
    assert 'aria-hidden="true"' in kit.icon("care")
