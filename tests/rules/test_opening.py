"""When booking opens and closes, in London's wall time, and whom that binds."""

from datetime import date, time, timedelta

import pytest
import time_machine

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.services.booking import book, give_up
from sessions.services.opening import set_opening
from sessions.services.waiting_list import accept
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring

TUESDAY = date(2026, 6, 2)


@pytest.mark.parametrize(
    ("days", "weekday", "wall", "opens"),
    [
        pytest.param(7, None, None, "2026-05-26 09:30", id="a week before, at the time it starts"),
        pytest.param(7, None, time(19), "2026-05-26 19:00", id="a week before, in the evening"),
        pytest.param(0, 3, time(19), "2026-05-28 19:00", id="the Thursday before"),
        pytest.param(5, 3, time(19), "2026-05-28 19:00", id="exactly five days before is enough"),
        pytest.param(6, 3, time(19), "2026-05-21 19:00", id="six days: the Thursday of the week before"),
        pytest.param(0, 1, time(7), "2026-06-02 07:00", id="the very day"),
        pytest.param(70, None, None, "2026-03-24 09:30", id="half past nine before the clocks change, too"),
    ],
)
def test_booking_opens(days, weekday, wall, opens):
    found = rules.opens_at(TUESDAY, time(9, 30), days, weekday, wall)
    assert f"{clock.local(found):%Y-%m-%d %H:%M}" == opens


@pytest.mark.parametrize(
    ("day", "settles"),
    [
        pytest.param(date(2026, 3, 31), "2026-03-28 12:00", id="over the night in March"),
        pytest.param(date(2026, 10, 27), "2026-10-24 12:00", id="over the night in October"),
    ],
)
def test_places_are_given_out_at_midday_whatever_the_clocks_do(day, settles):
    found = rules.settles_at(day, 3, clock.at(day, time(9, 30)))
    assert f"{clock.local(found):%Y-%m-%d %H:%M}" == settles
    early = clock.at(day - timedelta(days=5), time(9))
    assert rules.settles_at(day, 3, early) == early, "never after booking closes"


@pytest.fixture
def shut(db):
    """Booking closes a day before."""
    session = OccurrenceFactory(programme__closes_hours_before=24, programme__heads_limit=5)
    with time_machine.travel(session.starts_at - timedelta(hours=25), tick=False) as now:
        yield session, now


def test_families_may_book_until_it_closes_and_read_when_it_did(shut, amina):
    session, now = shut
    give_up(bring(session, amina), by=amina)
    now.shift(timedelta(hours=1))
    with pytest.raises(Refused) as no:
        bring(session, amina)
    assert no.value.code == "shut"
    assert str(no.value).startswith("Booking closed on ")


def test_who_waits_is_let_in_after_it_has_closed(shut, amina, bea):
    session, now = shut
    held, waiting = bring(session, amina), bring(session, bea)
    now.shift(timedelta(hours=2))
    give_up(held, by=amina)
    waiting.refresh_from_db()
    assert accept(waiting, by=bea).state == "booked"


@pytest.mark.parametrize(
    "hours", [pytest.param(25 + 24 * 60, id="before it opens"), pytest.param(1, id="when it has closed")]
)
def test_a_leader_is_not_bound_and_it_is_on_record(shut, amina, carol, hours):
    session, now = shut
    now.move_to(session.starts_at - timedelta(hours=hours))
    people = {"children": list(amina.carer.family.children.all()), "adults": [amina.carer]}
    with pytest.raises(Refused):
        book(session, amina.carer.family, **people, by=carol)
    made = book(session, amina.carer.family, **people, by=carol, by_staff=True)
    assert made.state == "booked"
    entry = Entry.objects.get(what="booking.booked")
    assert (entry.by_id, entry.details["hours"]) == (carol.pk, "not_open" if hours > 24 else "shut")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"opens_days_before": 3}, "too_short", id="no time to ask"),
        pytest.param({"closes_hours_before": 72}, "closes_first", id="closed before the draw"),
        pytest.param({"opens_days_before": 3, "doors": "first"}, "", id="of no concern for whoever books first"),
    ],
)
def test_a_draw_leaves_time_to_ask(carol, db, values, code):
    group = ProgrammeFactory()
    usual = {"doors": "draw", "settles_days_before": 3, "opens_days_before": 30, "closes_hours_before": 0}
    if not code:
        set_opening(group, usual | values, by=carol)
        return
    with pytest.raises(Refused) as no:
        set_opening(group, usual | values, by=carol)
    assert no.value.code == code
