"""Ask the right person, once (M20): the golden list, and what nobody may ever be asked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from tests.cast import (
    AskingFactory,
    AwayFactory,
    ClearanceFactory,
    OccurrenceFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
    WaitFactory,
)
from volunteers.models import Asking, Signup
from volunteers.queries.suggesting import suggestions
from volunteers.rules.risk import Gap, Risk, risk
from volunteers.rules.suggesting import Candidate, in_order
from volunteers.services import asking


def day(number):
    return datetime(2027, 1, number, tzinfo=UTC)


GOLDEN = [
    Candidate(9, "Waits for it, asked yesterday", waits=True, asked_at=day(30)),
    Candidate(4, "Has done it here, never asked", done_this_job=1, knows_this_group=1),
    Candidate(
        2, "Has done it here forty times, asked in spring", done_this_job=40, knows_this_group=40, asked_at=day(2)
    ),
    Candidate(7, "Has done it elsewhere, asked longest ago", done_this_job=3, asked_at=day(3)),
    Candidate(8, "Has done it elsewhere, asked after", done_this_job=9, asked_at=day(4)),
    Candidate(5, "Knows the group", knows_this_group=2, asked_at=day(1)),
    Candidate(1, "New, never asked"),
    Candidate(3, "New, never asked, joined later"),
    Candidate(6, "New, asked once", asked_at=day(9)),
]


@pytest.mark.parametrize("turn", range(len(GOLDEN)))
def test_whom_to_ask_first_is_the_golden_list_however_they_come(turn):
    mixed = GOLDEN[turn:] + GOLDEN[:turn][::-1]
    assert [it.name for it in in_order(mixed)] == [it.name for it in GOLDEN]


def helper(name, **fields):
    return UserFactory(name=name, roles=[Role.VOLUNTEER], **fields)


@pytest.fixture
def shift(db):
    return ShiftFactory(role="Tea", how_many=1, asks_for=["food"])


@pytest.fixture
def cleared():
    def make(name, **fields):
        return ClearanceFactory(volunteer=helper(name, **fields), kind="food").volunteer

    return make


def names(shift):
    return [it.user.name for it in suggestions(shift, clock.now())]


def test_only_those_who_could_say_yes_are_suggested_the_best_first(shift, cleared):
    free, busy, away, over, said_no = map(cleared, ["Free", "Busy", "Away", "Over her limit", "Said no"])
    helper("Not cleared")
    cleared("Has left", is_active=False)
    ClearanceFactory(volunteer=UserFactory(name="A parent", roles=[Role.PARENT]), kind="food")
    SignupFactory(volunteer=busy, shift=ShiftFactory(occurrence=shift.occurrence))
    AwayFactory(volunteer=away)
    VolunteerFactory(user=over, monthly_limit=1)
    soon = shift.starts_at + timedelta(hours=3)
    SignupFactory(volunteer=over, shift=ShiftFactory(starts_at=soon, ends_at=soon + timedelta(hours=1)))
    AskingFactory(shift=shift, volunteer=said_no, answer="no", answered_at=clock.now())

    old, keen = cleared("Has done it"), cleared("Waits")
    past = OccurrenceFactory(programme=shift.occurrence.programme, day=clock.today() - timedelta(days=7))
    SignupFactory(volunteer=old, shift=ShiftFactory(occurrence=past, role="Tea"))
    WaitFactory(volunteer=keen, shift=shift)
    AskingFactory(volunteer=free)
    never = cleared("Never asked")
    assert names(shift) == ["Waits", "Has done it", never.name, free.name]


def test_one_button_one_letter_one_line_in_the_log(shift, cleared, carol):
    joan = cleared("Joan")
    asking.ask(shift, joan, by=carol)
    with pytest.raises(Refused, match="asked for this shift already"):
        asking.ask(shift, joan, by=carol)
    assert (Asking.objects.get().asked_by, Letter.objects.get().to) == (carol, f"accounts.user:{joan.pk}")
    with pytest.raises(IntegrityError, match="nobody_is_asked_twice"), transaction.atomic():
        AskingFactory(shift=shift, volunteer=joan)


def test_a_no_ends_it_for_this_shift_and_not_for_others(shift, cleared, carol):
    joan = cleared("Joan")
    asking.answer(asking.ask(shift, joan, by=carol), by=joan, agrees=False)
    other = ShiftFactory(role="Songs")
    assert (names(shift), names(other)) == ([], ["Joan"])
    with pytest.raises(Refused):
        asking.ask(shift, joan, by=carol)


def test_a_yes_is_a_promise(shift, cleared, carol):
    joan = cleared("Joan")
    asking.answer(asking.ask(shift, joan, by=carol), by=joan, agrees=True)
    assert (Signup.objects.get().volunteer, Asking.objects.get().answer) == (joan, "yes")


def test_a_yes_that_comes_too_late_is_told_so_and_stays_open(shift, cleared, carol):
    joan = cleared("Joan")
    asked = asking.ask(shift, joan, by=carol)
    SignupFactory(shift=shift)
    with pytest.raises(Refused, match="enough people"):
        asking.answer(asked, by=joan, agrees=True)
    assert Asking.objects.get().answer == ""


def test_who_went_away_after_the_page_was_opened_is_not_asked(shift, cleared, carol):
    joan = cleared("Joan")
    AwayFactory(volunteer=joan)
    with pytest.raises(Refused, match="cannot take this shift now"):
        asking.ask(shift, joan, by=carol)
    assert not Letter.objects.exists()


# -- Which gap first ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "missing", "how_many", "able", "check", "says"),
    [
        pytest.param(1, 1, 2, 9, False, Risk.NOW, id="tomorrow, however easy"),
        pytest.param(5, 1, 1, 0, False, Risk.NOW, id="this week, and nobody knows the job"),
        pytest.param(5, 1, 2, 9, False, Risk.SOON, id="this week, easy"),
        pytest.param(10, 1, 1, 1, True, Risk.SOON, id="next week, hard"),
        pytest.param(10, 1, 2, 9, False, Risk.LATER, id="next week, easy"),
        pytest.param(40, 3, 3, 0, True, Risk.SOON, id="far away, as hard as can be"),
        pytest.param(40, 1, 1, 9, False, Risk.LATER, id="far away"),
    ],
)
def test_how_much_a_gap_should_worry(days, missing, how_many, able, check, says):
    gap = Gap(timedelta(days=days), missing=missing, how_many=how_many, able=able, needs_check=check)
    assert risk(gap) is says
