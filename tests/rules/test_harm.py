"""The most harmful first: how likely wrong, times how bad, times how many read it."""

import pytest

from signposting.rules.harm import Fact, chance, harm, judged, readers


def fact(field="schedules", days=0, how="phone", *against):
    return Fact(field, days, how, frozenset(against))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(fact(), 0.03, id="rung today"),
        pytest.param(fact("schedules", 540), 0.515, id="times after a year and a half: a coin"),
        pytest.param(fact("name", 540), 0.124, id="a name of the same age"),
        pytest.param(fact("schedules", 0, ""), 0.2, id="the hub's word alone"),
        pytest.param(fact("schedules", 0, "hub"), 0.1, id="compared with their own page"),
        pytest.param(fact("schedules", -5), 0.03, id="a clock that is wrong makes nothing fresher than fresh"),
        pytest.param(fact("status", 0, "phone", "report"), 0.515, id="rung today, and a parent says otherwise"),
        pytest.param(fact("status", 0, "phone", "report", "family"), 0.757, id="two pieces of evidence"),
        pytest.param(fact("status", 0, "phone", "provider"), 0.952, id="they say so themselves"),
        pytest.param(fact("status", 0, "phone", "closed_twice"), 0.903, id="two people say it has closed"),
        pytest.param(fact("email", 0, "phone", "bounce"), 0.612, id="our letter came back"),
        pytest.param(fact("url", 0, "phone", "dead_link"), 0.418, id="their page is gone"),
        pytest.param(fact("phones", 0, "phone", "hub"), 0.515, id="the hub has moved"),
    ],
)
def test_how_likely_a_fact_is_wrong(one, expected):
    assert chance(one) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        pytest.param((fact("status"), 1), (fact("description"), 1), id="a closed door before a dull description"),
        pytest.param((fact("schedules", 400), 1), (fact("schedules", 100), 1), id="older before newer"),
        pytest.param((fact(), 50), (fact(), 2), id="what many read before what few read"),
        pytest.param((fact("description"), 60), (fact("schedules", 30), 2), id="many readers outweigh a worse fact"),
        pytest.param((fact("phones", 0, "phone", "hub"), 1), (fact("phones"), 1), id="doubted before undoubted"),
        pytest.param((fact("costs", 9, ""), 1), (fact("costs", 9, "visit"), 1), id="never checked before visited"),
    ],
)
def test_the_more_harmful_of_two(worse, better):
    assert harm(*worse) > harm(*better)


def test_more_evidence_or_age_never_makes_a_fact_look_better():
    for field in ("status", "schedules", "description"):
        for days in (0, 90, 900):
            plain = chance(fact(field, days))
            assert plain <= chance(fact(field, days + 1))
            assert plain < chance(fact(field, days, "phone", "report")) < 1


def test_what_nobody_reads_is_not_forgotten():
    assert readers(visits=0, slips=0, saved=0) == 1
    assert readers(visits=4, slips=2, saved=1) == 18


def test_the_worst_fact_of_an_entry_comes_first():
    rows = judged([fact("description", 900), fact("schedules", 200), fact("phones", 200)], 3)
    assert [one.fact.field for one in rows] == ["schedules", "phones", "description"]
