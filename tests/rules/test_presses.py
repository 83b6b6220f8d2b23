"""Ticks from phones without a signal: in any order, any number of times, the same rows; nothing is dropped."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groupsite.audit.models import Entry
from groupsite.kit import clock
from sessions.models import Attendance, Booking, DoorNote, PartyMember, Press
from sessions.pages.registers import sheets
from sessions.services.booking import give_up
from sessions.services.door import release
from sessions.services.presses import Noted, Said, note, replay
from sessions.services.register import mark, rest_missed
from sessions.services.totals import people
from tests.cast import OccurrenceFactory, bring, parent, person


@pytest.fixture
def morning(amina, bea):
    """Half past nine and twenty minutes: Amina with Zain and Noor, Bea with Theo. Nobody has been ticked."""
    occurrence = OccurrenceFactory()
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    with time_machine.travel(occurrence.starts_at + timedelta(minutes=20), tick=False) as clock:
        occurrence.clock = clock
        yield occurrence


def press(occurrence, booking, says="here", minute=5, head=None, key=None):
    at = occurrence.starts_at + timedelta(minutes=minute)
    return Said(key or uuid4(), booking.pk, head and head.pk, says, at)


def head(booking, name):
    return booking.party.get(child__first_name=name)


def rows():
    """All that a register says, and nothing of how it came there."""
    bookings = Booking.objects.order_by("pk").values_list("pk", "attendance", "arrived_at", "released_at")
    heads = PartyMember.objects.order_by("pk").values_list("pk", "presence")
    presses = Press.objects.order_by("key").values_list("key", "booking", "head", "says", "pressed_at")
    return list(bookings), list(heads), list(presses)


def forget_all():
    Press.objects.all().delete()
    PartyMember.objects.update(presence="")
    Booking.objects.update(attendance=Attendance.UNKNOWN, arrived_at=None)


PRESSES = st.lists(
    st.tuples(
        st.sampled_from(["amina", "bea"]),
        st.integers(0, 3),
        st.sampled_from(["here", "away", "left"]),
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=9,
)


@given(PRESSES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_any_number_of_times_any_cut_gives_the_same_rows(morning, carol, presses, dice):
    forget_all()
    parties = {name: [None, *getattr(morning, name).party.order_by("pk")] for name in ("amina", "bea")}
    queue = [
        press(morning, getattr(morning, who), says, minute, parties[who][n % len(parties[who])], UUID(int=place + 1))
        for place, (who, n, says, minute) in enumerate(presses)
    ]
    replay(morning, queue, by=carol)
    once = rows()
    forget_all()
    again = queue + dice.choices(queue, k=len(queue))
    dice.shuffle(again)
    while again:
        cut = dice.randint(1, len(again))
        replay(morning, again[:cut], by=carol)
        again = again[cut:]
    assert rows() == once


def test_a_tick_from_before_presses_were_kept_is_not_lost(morning, carol):
    Booking.objects.filter(pk=morning.amina.pk).update(attendance="came", arrived_at=morning.starts_at)
    noor_left = press(morning, morning.amina, "left", 9, head(morning.amina, "Noor"))
    for _ in range(2):
        replay(morning, [noor_left], by=carol)
    assert sheets([morning])[0].heads_in == 2 + 2


def test_people_split_and_each_counts_by_themselves(morning, carol):
    zain, noor = head(morning.amina, "Zain"), head(morning.amina, "Noor")
    replay(morning, [press(morning, morning.amina), press(morning, morning.amina, "away", 6, noor)], by=carol)
    assert sheets([morning])[0].heads_in == 2 + 2
    assert people(PartyMember.objects.filter(booking=morning.amina), morning)["children"] == 1
    replay(morning, [press(morning, morning.amina, "left", 8, zain)], by=carol)
    assert sheets([morning])[0].heads_in == 2 + 1
    assert people(PartyMember.objects.filter(booking=morning.amina), morning)["children"] == 1  # Zain did come


def test_a_child_is_never_alone_without_somebody_noticing(morning, carol):
    mother = morning.amina.party.exclude(carer=None).get()
    replay(morning, [press(morning, morning.amina), press(morning, morning.amina, "left", 6, mother)], by=carol)
    assert [row.called for row in sheets([morning])[0].alone] == ["Amina"]


def test_the_later_of_two_phones_counts_and_the_earlier_is_told(morning, carol):
    sam = person("Sam", "leader")
    replay(morning, [press(morning, morning.amina, "away", 9)], by=sam)
    (answer,) = replay(morning, [press(morning, morning.amina, "here", 5)], by=carol)
    assert answer.state == "later"
    assert "Sam said: they are not here" in str(answer.words)
    morning.amina.refresh_from_db()
    assert morning.amina.attendance == "unknown"


def given_up(morning, carol):
    now = clock.now()
    morning.clock.move_to(morning.starts_at - timedelta(minutes=5))
    give_up(morning.amina, by=carol)
    morning.clock.move_to(now)


def released(morning, carol):
    release(morning, by=carol)


def said_missing(morning, carol):
    rest_missed(morning, by=carol)


def nothing(morning, carol):
    """The list is as it was."""


CONFLICTS = [
    pytest.param(nothing, {}, "kept", "came", id="nothing in the way"),
    pytest.param(given_up, {}, "given_up", "unknown", id="given up meanwhile"),
    pytest.param(released, {}, "passed_on", "came", id="the places were passed on"),
    pytest.param(said_missing, {}, "passed_on", "came", id="all others did not come"),
    pytest.param(nothing, {"minute": 23}, "clock", "unknown", id="a clock that is ahead"),
    pytest.param(nothing, {"minute": -121}, "clock", "unknown", id="a clock that is behind"),
]


@pytest.mark.parametrize(("meanwhile", "pressed", "state", "attendance"), CONFLICTS)
def test_what_does_not_fit_is_told_in_words(meanwhile, pressed, state, attendance, morning, carol):
    meanwhile(morning, carol)
    (answer,) = replay(morning, [press(morning, morning.amina, **pressed)], by=carol)
    morning.amina.refresh_from_db()
    assert (answer.state, morning.amina.attendance) == (state, attendance)
    assert bool(answer.words) == (state != "kept")


def test_somebody_of_another_household_or_session_is_not_on_the_list(morning, carol):
    elsewhere = bring(OccurrenceFactory(), parent("Cleo", ("Ivy", 20)))
    theo = head(morning.bea, "Theo")
    asked = [press(morning, elsewhere), press(morning, morning.amina, head=theo)]
    assert [answer.state for answer in replay(morning, asked, by=carol)] == ["gone", "gone"]
    assert not Press.objects.exists()


def test_a_tick_on_the_spot_and_a_late_one_from_the_phone_agree(morning, carol):
    mark(morning.amina, Attendance.CAME, by=carol)
    replay(morning, [press(morning, morning.amina, "left", 2)], by=carol)
    assert sheets([morning])[0].heads_in == 2 + 3


def test_the_same_press_leaves_one_line_on_the_trail(morning, carol):
    said = press(morning, morning.amina)
    for _ in range(3):
        replay(morning, [said], by=carol)
    assert Entry.objects.filter(what="visit.pressed").count() == 1


def test_people_noted_at_the_door_count_once_until_they_are_written_down(morning, carol):
    noted = [Noted(uuid4(), "Gwen, Ivy", 2, morning.starts_at), Noted(uuid4(), "The plumber", 1, morning.starts_at)]
    for _ in range(2):
        random.Random(1).shuffle(noted)
        note(morning, noted, by=carol)
    assert DoorNote.objects.count() == 2
    assert sheets([morning])[0].heads_in == 2 + 3
