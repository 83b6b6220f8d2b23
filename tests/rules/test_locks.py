"""Somebody begins while somebody else is not done: they wait, and then see what the other has done.

Each test fails when the lock it is about is taken out: the second one would work from rows that are old by then.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from sessions.models import Booking, Occurrence, PartyMember
from sessions.services import cancelling, timetable, visitors
from sessions.services.fitting_in import did_not_come
from sessions.services.pairs import Paired, pair
from sessions.services.presses import Said, replay
from sessions.services.register import mark, rest_missed
from signposting.models import Assignment
from signposting.services import assigning, checks, deeds, reports
from signposting.services.deeds import Card
from tests.cast import (
    CarerFactory,
    ClinicFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ServiceFactory,
    ShiftFactory,
    SuggestionFactory,
    UserFactory,
    VisitorFactory,
    bring,
)
from volunteers.models import Shift, Signup
from volunteers.services import calling_off, giving_up, promises, standing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def while_open(first, second):
    """`first` is done and not yet written down for others when `second` begins; how that one ended."""

    def begin():
        try:
            second()
            return "done"
        except Refused as no:
            return no.code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(begin)
            wait([other], timeout=0.4)
        return other.result()


# -- The register: two phones tell of one family ----------------------------------------------------
@pytest.fixture
def morning(amina):
    """Amina and Omar have a place with Zain and Noor; it is twenty minutes after the start."""
    CarerFactory(family=amina.carer.family, name="Omar", is_main=False)
    occurrence = OccurrenceFactory()
    occurrence.amina = bring(occurrence, amina)
    with time_machine.travel(occurrence.starts_at + timedelta(minutes=20)):
        yield occurrence


def test_the_later_of_two_presses_counts_though_the_earlier_arrives_last(morning, carol):
    def tell(says, minute):
        at = morning.starts_at + timedelta(minutes=minute)
        return lambda: replay(morning, [Said(uuid4(), morning.amina.pk, None, says, at)], by=carol)

    while_open(tell("left", 9), tell("here", 5))
    assert set(morning.amina.party.values_list("presence", flat=True)) == {"left"}


def test_the_later_word_on_whom_a_child_is_with_counts_though_the_earlier_arrives_last(morning, carol):
    heads = {str(head.child or head.carer.name): head.pk for head in morning.amina.party.all()}
    child = morning.amina.party.get(child__first_name="Zain").pk

    def tell(adult, minute):
        at = morning.starts_at + timedelta(minutes=minute)
        return lambda: pair(morning, [Paired(uuid4(), morning.amina.pk, child, heads[adult], at)], by=carol)

    while_open(tell("Omar", 9), tell("Amina", 5))
    assert PartyMember.objects.get(pk=child).beside_id == heads["Omar"]


def test_two_visitors_called_off_at_once_both_give_their_places_back(carol):
    occurrence = OccurrenceFactory(guests=5)
    two, three = (VisitorFactory(occurrence=occurrence, heads=heads) for heads in (2, 3))
    while_open(lambda: visitors.call_off(two, by=carol), lambda: visitors.call_off(three, by=carol))
    assert Occurrence.objects.get().guests == 0


def test_dates_that_are_just_being_made_are_called_off_when_the_group_ends(carol):
    group = ProgrammeFactory()
    OccurrenceFactory(programme=group, day=clock.today() + timedelta(days=1))
    while_open(
        lambda: timetable.open_dates([group], by=carol),
        lambda: cancelling.end_group(group, clock.today() + timedelta(days=2), "It ends.", by=carol),
    )
    later = Occurrence.objects.filter(day__gt=clock.today() + timedelta(days=2))
    assert later.exists()
    assert not later.filter(cancelled_at=None).exists()


# -- The directory's desk ---------------------------------------------------------------------------
def test_an_answer_is_not_taken_back_over_what_somebody_is_just_changing(rita, carol):
    service = ServiceFactory(flag="due")
    card = Card("service", service, (service,))
    deed = deeds.answer(card, lambda: checks.confirm(service, by=rita, how="phone"), by=rita)
    came_to = while_open(lambda: checks.confirm(service, by=carol, how="visit"), lambda: deeds.undo(deed, by=rita))
    assert came_to == "moved"


def test_an_answer_about_no_entry_is_taken_back_once(rita):
    row = SuggestionFactory()
    deed = deeds.answer(Card("suggestion", row), lambda: reports.take_up(row, by=rita), by=rita)
    assert while_open(lambda: deeds.undo(deed, by=rita), lambda: deeds.undo(deed, by=rita)) == "over"


def test_what_somebody_else_has_just_checked_is_not_part_of_my_answer(rita, carol):
    service = ServiceFactory(flag="due")
    mine = []

    def answer():
        card = Card("service", service, (service,))
        mine.append(deeds.answer(card, lambda: checks.confirm(service, by=rita, how="phone"), by=rita))

    while_open(lambda: checks.confirm(service, by=carol, how="phone"), answer)
    deeds.undo(mine[0], by=rita)
    assert set(service.checks.values_list("by", flat=True)) == {carol.pk}


@pytest.mark.parametrize("then", ["hands it to another", "lets it go"])
def test_a_card_just_handed_over_is_not_given_away_again(then, rita, carol):
    about, tom = uuid4(), UserFactory(roles=[Role.REVIEWER])
    assigning.give("service", about, rita, by=rita)
    acts = {
        "hands it to another": lambda: assigning.give("service", about, tom, by=rita),
        "lets it go": lambda: assigning.let_go("service", about, by=rita),
    }
    assert while_open(lambda: assigning.give("service", about, carol, by=rita), acts[then]) == "taken"
    assert Assignment.objects.get().person == carol


@pytest.fixture
def at_their_desk(amina):
    """A clinic, and Amina's time is on; nobody has said whether she is here."""
    booking = bring(clinic := OccurrenceFactory(programme=ClinicFactory().programme), amina, time=clinic.starts_at)
    with time_machine.travel(clinic.starts_at + timedelta(minutes=4), tick=False):
        yield booking


@pytest.mark.parametrize(
    ("rest", "ends"),
    [
        (lambda booking, by: rest_missed(booking.occurrence, by=by), "done"),
        (lambda booking, by: did_not_come(booking, by=by), "not_booked"),
    ],
    ids=["all others", "this family"],
)
def test_whoever_is_ticked_in_this_moment_keeps_their_time_and_is_not_missing(rest, ends, at_their_desk, carol):
    amina = Booking.objects.get(pk=at_their_desk.pk)
    ended = while_open(lambda: mark(amina, "came", by=carol), lambda: rest(at_their_desk, carol))
    now = Booking.objects.select_related("appointment").get(pk=at_their_desk.pk)
    assert (ended, now.attendance, now.appointment.live) == (ends, "came", True)


# -- The rota ---------------------------------------------------------------------------------------
def test_whoever_gives_a_shift_up_in_this_moment_is_not_stood_down_as_well(dev):
    signup = promises.sign_up(ShiftFactory(), by=dev)
    seen_by_the_night = Signup.objects.select_related("volunteer", "shift__occurrence__programme").get(pk=signup.pk)
    while_open(lambda: giving_up.withdraw(signup, by=dev), lambda: standing.stand_down([seen_by_the_night]))
    assert not Letter.objects.filter(kind="shift_not_cleared").exists()


def test_a_session_is_called_off_beside_a_swap_of_two_of_its_shifts():
    """A swap holds both shifts by number. Were they held as they lie in the table, each could wait for the other."""
    first = ShiftFactory()
    second = ShiftFactory(occurrence=first.occurrence)
    later = first.starts_at + timedelta(minutes=1)
    Shift.objects.filter(pk=first.pk).update(starts_at=later)  # so that it lies behind the second one in the table

    def hold(shift):
        list(Shift.objects.select_for_update().filter(pk=shift.pk))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(first)
            called_off = pool.submit(call_off, first.occurrence)
            wait([called_off], timeout=0.4)
            hold(second)
        called_off.result()
    assert not Shift.objects.filter(cancelled_at=None).exists()


def call_off(occurrence):
    try:
        calling_off.stand_down([occurrence], by=None)
    finally:
        connection.close()
