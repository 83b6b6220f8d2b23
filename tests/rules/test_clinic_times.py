"""Which times a clinic has for whom: the truth table (S3-20, M25)."""

from datetime import date, time, timedelta

import pytest

from groupsite.kit import clock
from sessions import rules
from sessions.rules import times

DAY = date(2027, 1, 12)


def at(wall):
    hour, minute = map(int, wall.split(":"))
    return clock.at(DAY, time(hour, minute))


def span(said):
    return times.Span(*(at(wall) for wall in said.split("-")))


MORNING = span("9:00-11:00")


def party(babies=1, *, interpreter=False, others=0):
    return rules.Party((2,) * babies + (40,) * others, 1, interpreter=interpreter)


@pytest.mark.parametrize(
    ("who", "minutes"),
    [
        pytest.param(party(), 30, id="one baby"),
        pytest.param(party(2), 60, id="twins"),
        pytest.param(party(interpreter=True), 45, id="an interpreter"),
        pytest.param(party(2, interpreter=True), 75, id="twins and an interpreter"),
        pytest.param(party(1, others=2), 30, id="brothers and sisters come along"),
        pytest.param(rules.Party((), 1, expecting=True), 30, id="before the birth"),
    ],
)
def test_so_long_a_family_needs(who, minutes):
    pace = times.Pace(30, interpreter_minutes=15, to_months=12)
    assert pace.length(who) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("length", "taken", "breaks", "desks", "free"),
    [
        pytest.param(30, [], (), 1, "9:00 9:30 10:00 10:30", id="an empty morning"),
        pytest.param(30, [(1, "9:30-10:00")], (), 1, "9:00 10:00 10:30", id="one taken"),
        pytest.param(60, [(1, "9:30-10:00")], (), 1, "10:00", id="too long before one that is taken"),
        pytest.param(75, [(1, "9:30-10:00")], (), 1, "", id="too long for what is left"),
        pytest.param(75, [(1, "9:30-10:00")], (), 2, "9:00 9:30", id="the other desk has it"),
        pytest.param(
            30, [(1, "9:00-11:00"), (2, "9:15-9:45")], (), 2, "10:00 10:30", id="half past is busy for a while"
        ),
        pytest.param(30, [], ((45, 60),), 1, "9:00 10:00 10:30", id="after a break it begins anew"),
        pytest.param(60, [], ((45, 60),), 1, "10:00", id="nobody sits through a break"),
        pytest.param(30, [(1, "9:00-11:00")], (), 1, "", id="all taken"),
    ],
)
def test_the_times_that_are_free(length, taken, breaks, desks, free):
    pace = times.Pace(30, desks=desks, breaks=breaks)
    slots = [times.Slot(desk, span(said)) for desk, said in taken]
    found = times.free(MORNING, pace, timedelta(minutes=length), slots, after=at("8:00"))
    assert [slot.starts for slot in found] == [at(wall) for wall in free.split()]
    assert all(not slot.span.overlaps(other.span) for slot in found for other in slots if slot.desk == other.desk)


def test_a_time_that_has_begun_is_gone():
    found = times.free(MORNING, times.Pace(30), timedelta(minutes=30), [], after=at("10:00"))
    assert [slot.starts for slot in found] == [at("10:30")]


@pytest.mark.parametrize(
    ("who", "born_first", "code"),
    [
        pytest.param(party(), False, None, id="a baby and an adult"),
        pytest.param(rules.Party((2,), 0), False, "no_adult", id="nobody grown up"),
        pytest.param(party(0, others=1), False, "no_child", id="only an older child"),
        pytest.param(rules.Party((), 1, expecting=True), False, None, id="a bump at the health visitor"),
        pytest.param(rules.Party((), 1, expecting=True), True, "no_child", id="a bump at the registrar"),
        pytest.param(rules.Party((-1,), 1), True, "no_child", id="a child on its way at the registrar"),
    ],
)
def test_who_may_come(who, born_first, code):
    bounds = times.party_bounds(times.Pace(30, to_months=12, born_first=born_first), who)
    assert [bound.code for bound in bounds] == ([code] if code else [])
