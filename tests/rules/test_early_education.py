"""Which free hours from which term (S5-07): every boundary of the year, and a table that says when it is old."""

from dataclasses import replace
from datetime import date

import pytest

from families.rules import early_education as rules

TERMS = rules.table().terms
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("birthday", "term"),
    [
        (date(2026, 8, 31), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 4, 1)),
        (date(2027, 3, 31), date(2027, 4, 1)),
        (date(2027, 4, 1), date(2027, 9, 1)),
        (date(2028, 2, 29), date(2028, 4, 1)),
    ],
)
def test_free_hours_start_with_the_term_after_the_birthday(birthday, term):
    assert rules.term_after(birthday, TERMS) == term


def starts(born, today=TODAY):
    return {one.offer.key: one.starts for one in rules.outlook(born, today).chances}


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        pytest.param(
            date(2026, 11, 30),
            {"working": date(2027, 9, 1), "support": date(2029, 1, 1), "everybody": date(2030, 1, 1)},
            id="nine months on 30 August",
        ),
        pytest.param(
            date(2026, 12, 1),
            {"working": date(2028, 1, 1), "support": date(2029, 1, 1), "everybody": date(2030, 1, 1)},
            id="nine months on 1 September",
        ),
        pytest.param(
            date(2025, 3, 31),
            {"working": date(2026, 1, 1), "support": date(2027, 4, 1), "everybody": date(2028, 4, 1)},
            id="nine months on 31 December",
        ),
        pytest.param(
            date(2024, 2, 29),
            {"working": date(2025, 9, 1), "support": date(2026, 4, 1), "everybody": date(2027, 4, 1)},
            id="born on 29 February; 30 hours are in force since September 2025",
        ),
        pytest.param(
            date(2022, 8, 31), {"working": date(2025, 9, 1), "everybody": date(2025, 9, 1)}, id="four in August: school"
        ),
        pytest.param(date(2021, 8, 31), {}, id="at school for a year"),
    ],
)
def test_what_each_child_may_have_and_from_when(born, expected):
    today = date(2026, 8, 30) if born == date(2022, 8, 31) else TODAY
    assert starts(born, today) == expected


def test_every_day_of_a_month_leads_to_the_same_terms():
    for month in range(1, 13):
        firsts = starts(date(2025, month, 1))
        last = 31 if month in {1, 3, 5, 7, 8, 10, 12} else 28 if month == 2 else 30
        assert starts(date(2025, month, last)) == firsts


def test_the_offer_for_some_two_year_olds_ends_when_the_one_for_everybody_begins():
    found = {one.offer.key: one for one in rules.outlook(date(2024, 5, 5), TODAY).chances}
    assert found["support"].ends == found["everybody"].starts == date(2027, 9, 1)


@pytest.mark.parametrize(
    ("born", "reception", "required"),
    [
        (date(2022, 8, 31), date(2026, 9, 1), date(2027, 9, 1)),
        (date(2022, 9, 1), date(2027, 9, 1), date(2028, 1, 1)),
        (date(2021, 12, 31), date(2026, 9, 1), date(2027, 1, 1)),
        (date(2022, 1, 1), date(2026, 9, 1), date(2027, 4, 1)),
        (date(2022, 3, 31), date(2026, 9, 1), date(2027, 4, 1)),
        (date(2022, 4, 1), date(2026, 9, 1), date(2027, 9, 1)),
        (date(2024, 2, 29), date(2028, 9, 1), date(2029, 4, 1)),
    ],
)
def test_when_school_may_begin_and_when_it_has_to(born, reception, required):
    found = rules.outlook(born, TODAY)
    assert (found.reception, found.required) == (reception, required)


@pytest.mark.parametrize(
    ("today", "now", "apply_by"),
    [
        (date(2026, 8, 30), False, date(2026, 8, 31)),
        (date(2026, 8, 31), False, date(2026, 8, 31)),
        (date(2026, 9, 1), True, None),
    ],
)
def test_one_applies_before_the_term_begins(today, now, apply_by):
    working = rules.outlook(date(2025, 10, 1), today).chances[0]
    assert (working.offer.key, working.is_now, working.apply_by) == ("working", now, apply_by)


def test_nobody_applies_for_what_everybody_has():
    everybody = rules.outlook(date(2024, 10, 1), TODAY).chances[-1]
    assert (everybody.offer.key, everybody.apply_by) == ("everybody", None)


@pytest.mark.parametrize(
    ("today", "stale"), [(date(2027, 11, 22), False), (date(2027, 11, 23), True), (date(2026, 11, 22), False)]
)
def test_a_table_nobody_has_checked_for_a_year_is_stale(today, stale):
    assert replace(rules.table(), checked=date(2026, 11, 22)).is_stale(today) is stale


def test_every_row_names_a_page_of_the_government_and_the_day_it_was_checked():
    facts = rules.table()
    assert {offer.key for offer in facts.offers} == set(rules.WORDS)
    for offer in facts.offers:
        assert offer.source.startswith("https://www.gov.uk/")
        assert facts.checked <= offer.checked
