"""A card goes to those who came, one letter each, the evening after; the same card never twice to one family."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail

from families.models import ContactBy
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Attendance
from sessions.services import cards
from tests.cast import CardFactory, HandoutFactory, OccurrenceFactory, bring


@pytest.fixture
def handout(amina):
    row = HandoutFactory(card__title="Rice shaker")
    row.booking = bring(row.occurrence, amina)
    sweep()
    mail.outbox.clear()
    return row


def came(booking, attendance=Attendance.CAME):
    booking.attendance = attendance
    booking.save()


def post(at):
    with time_machine.travel(at, tick=False):
        cards.post_cards(clock.now())
        sweep()
    return len([each for each in mail.outbox if "Rice shaker" in each.subject])


def test_it_goes_the_evening_after_and_once(handout):
    came(handout.booking)
    six = cards.evening_after(handout.occurrence)
    assert clock.local(six).time() == time(18)
    assert post(six - timedelta(minutes=1)) == 0
    assert [post(six + timedelta(hours=hours)) for hours in (0, 1, 20)] == [1, 1, 1]


@pytest.mark.parametrize("attendance", [Attendance.UNKNOWN, Attendance.MISSED])
def test_who_did_not_come_gets_none(attendance, handout):
    if attendance == Attendance.MISSED:
        came(handout.booking, attendance)
    assert post(cards.evening_after(handout.occurrence)) == 0


def test_who_was_ticked_in_late_gets_it_late_and_nobody_days_after(handout):
    six = cards.evening_after(handout.occurrence)
    assert post(six) == 0
    came(handout.booking)
    assert post(six + timedelta(days=5)) == 0
    assert post(six + timedelta(days=1)) == 1


def test_a_tick_that_was_a_mistake_takes_the_letter_back(handout):
    came(handout.booking)
    six = cards.evening_after(handout.occurrence)
    with time_machine.travel(six, tick=False):
        cards.post_cards(clock.now())
    came(handout.booking, Attendance.UNKNOWN)
    assert post(six) == 0
    assert Letter.objects.get(kind="home_card").reason == "they did not come"


def test_who_wants_to_be_told_face_to_face_gets_no_letter(handout, amina):
    amina.carer.contact_by = ContactBy.IN_PERSON
    amina.carer.save()
    came(handout.booking)
    assert post(cards.evening_after(handout.occurrence)) == 0


def test_the_same_card_used_again_goes_only_to_those_who_have_not_got_it(handout, amina, bea):
    came(handout.booking)
    assert post(cards.evening_after(handout.occurrence)) == 1
    again = OccurrenceFactory(day=handout.occurrence.day + timedelta(days=7))
    HandoutFactory(occurrence=again, card=handout.card)
    for who in (amina, bea):
        came(bring(again, who))
    assert post(cards.evening_after(again)) == 2
    assert [each.to for each in mail.outbox if "Rice shaker" in each.subject] == [
        ["amina@example.org"],
        ["bea@example.org"],
    ]


def test_a_card_that_is_on_its_way_is_not_changed(handout, carol):
    with (
        time_machine.travel(cards.evening_after(handout.occurrence), tick=False),
        pytest.raises(Refused, match="have gone"),
    ):
        cards.hand_out(handout.occurrence, CardFactory(), by=carol)


def test_after_a_late_session_it_goes_the_day_after():
    late = OccurrenceFactory.build(day=clock.today(), starts_at=clock.now(), ends_at=clock.at(clock.today(), time(19)))
    assert cards.evening_after(late) == clock.at(clock.today() + timedelta(days=1), time(18))
