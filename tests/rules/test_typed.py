"""A fact goes into a box and comes back out of it as what it was, whatever its words do not show."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupsite.kit import clock
from signposting.familyhub import schedules, timetables, typed
from signposting.familyhub.keys import exact, key
from signposting.familyhub.normalise import FIELDS, record
from tests.oruk.mutations import real_records

STORIES = Path(__file__).parent.parent / "oruk" / "scenarios"


def told(part):
    """Every record that a story's hub tells, however deep it lies."""
    if isinstance(part, dict):
        if isinstance(part.get("name"), str) and "id" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from told(inner)


@pytest.fixture(scope="module")
def known():
    """What real hubs and all the stories say."""
    stories = [row for file in sorted(STORIES.glob("*.json")) for row in told(json.loads(file.read_text()))]
    return [record(row, at=clock.now()).facts for row in [*real_records(), *stories]]


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_left_as_it_stands_is_what_it_was(field, known):
    values = [facts[field] for facts in known if facts[field] not in (None, "", [])]
    assert len(known) > 100
    for value in values:
        again = typed.read(field, typed.spoken(field, value).replace("\n", "\r\n"), was=value)
        assert again == value


def test_a_line_added_leaves_the_others_what_they_were(known):
    for facts in known:
        for field in ("schedules", "costs", "locations", "phones"):
            more = {"schedules": "Monday 9:00 to 10:00", "phones": "0117 496 0999"}.get(field, "And one more")
            again = typed.read(field, f"{typed.spoken(field, facts[field])}\n{more}", was=facts[field])
            assert again[:-1] == facts[field]


def test_a_place_with_a_new_name_is_where_it_was_and_as_hidden():
    raw = {"name": "Refuge", "address_1": "1 Lane", "postal_code": "BS1 4DJ", "latitude": 51.4501, "longitude": -2.594}
    was = record({"name": "x", "locations": [raw | {"mask_exact_address": True}]}, at=clock.now()).facts["locations"]
    (again,) = typed.read("locations", "The House, 1 Lane, BS1 4DJ", was=was)
    assert (again["name"], again["by"], again["latitude"], again["hidden"]) == ("The House", "given", 51.4501, True)
    (moved,) = typed.read("locations", "Refuge, 1 Lane, BS5 6XX", was=was)
    assert (moved["by"], moved["hidden"]) == ("postcode", False)


# -- Timetables without anything to fall back on ---------------------------------------------------

DAY = st.dates(min_value=timetables.date(2020, 1, 1), max_value=timetables.date(2032, 12, 31))
CODES = [*schedules.DAYS, "1SA", "-1FR", "2TU", "-2WE"]
HALF_HOURS = [f"{hour:02}:{minute:02}" for hour in range(7, 21) for minute in (0, 30)]


@st.composite
def rows(draw):
    """A row as a hub would send it, with every combination of days, rhythm, hours and dates."""
    days = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    given = {"byday": ",".join(days), "freq": draw(st.sampled_from(["WEEKLY", "MONTHLY"]))}
    if draw(st.booleans()):
        given = {"bymonthday": draw(st.sampled_from(["15", "1, 20", "-1"])), "freq": "MONTHLY"}
    hours = draw(st.lists(st.sampled_from(HALF_HOURS), min_size=2, max_size=2, unique=True))
    given |= dict(zip(("opens_at", "closes_at"), sorted(hours), strict=True)) if draw(st.booleans()) else {}
    dated = {name: draw(st.none() | DAY.map(str)) for name in timetables.SAID}
    words = draw(st.sampled_from(["", "term time only", "term time only, ring first"]))
    return schedules.schedule(given | dated | {"interval": draw(st.integers(1, 4)), "description": words})[0]


@settings(max_examples=400, deadline=None)
@given(rows())
def test_a_timetable_is_read_back_from_its_words_alone(row):
    assert typed.read("schedules", typed.spoken("schedules", [row])) == [row]


@pytest.mark.parametrize(
    ("said", "written", "facts"),
    [
        ("Tuesday 10 to 11am, every second week", "WEEKLY/2 TU 10:00-11:00", {"words": ""}),
        ("Tuesdays 10am-11am, fortnightly, bring cake", "WEEKLY/2 TU 10:00-11:00", {"words": "bring cake"}),
        ("Tuesday 10:00 to 11:00, from 1/9/2026 until 20/7/2027", "WEEKLY/1 TU 10:00-11:00",
         {"valid_from": "2026-09-01", "valid_to": "2027-07-20"}),
        ("Monday, first on 5 January 2026, last on 30 March 2026", "WEEKLY/1 MO",
         {"dtstart": "2026-01-05", "until": "2026-03-30"}),
        ("first Saturday of the month 10:00 to 12:00, every second month", "MONTHLY/2 1SA 10:00-12:00", {}),
        ("day 15 of each month 9:30am to 11am", "MONTHLY/1 15 09:30-11:00", {}),
        ("Tuesday 10:00 to 11:00, until 31 February 2027", "WEEKLY/1 TU 10:00-11:00",
         {"valid_to": None, "words": "until 31 February 2027"}),
        ("Tuesday 10:00 to 11:00, every 12 weeks", "WEEKLY/12 TU 10:00-11:00", {"words": ""}),
        (f"Tuesday, every {'1' * 400} weeks", "WEEKLY/1 TU", {"words": f"every {'1' * 400} weeks"}),
        (f"WEEKLY/{'1' * 400} TU", "", {"freq": None}),
        ("Ask us for days, every second week", "", {"words": "Ask us for days, every second week"}),
    ],
)  # fmt: skip
def test_a_timetable_as_people_type_it(said, written, facts):
    (row,) = typed.read("schedules", said)
    assert schedules.written(row) == written
    assert {name: row[name] for name in facts} == facts


def test_a_date_moved_by_a_person_is_a_change_and_by_a_hub_is_none():
    one, other = (typed.read("schedules", f"Tuesday, until 31 July {year}") for year in (2026, 2027))
    assert key("schedules", one) == key("schedules", other)
    assert exact("schedules", one) != exact("schedules", other)
