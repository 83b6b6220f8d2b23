"""Booking and giving up: who gets a place, who is told no and why, what is written down and posted."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from families.models import Home
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from sessions.models import Booking, BookingState, PartyMember
from sessions.queries.room import moment_of
from sessions.services.booking import book, give_up
from sessions.services.register import walk_in
from tests.cast import (
    BandFactory,
    BookingFactory,
    CarerFactory,
    ChildFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    ProgrammeFactory,
    bring,
    parent,
)


@pytest.fixture
def tuesday(db):
    return OccurrenceFactory(programme__heads_limit=10, programme__helpers=2)


def refused(*args, **kwargs):
    with pytest.raises(Refused) as no:
        bring(*args, **kwargs)
    assert no.value.message
    return no.value.code


def test_amina_books_all_three_of_them(amina, tuesday):
    booking = bring(tuesday, amina)
    assert booking.state == BookingState.BOOKED
    assert booking.party.filter(live=True).count() == 3
    assert Entry.objects.get(what="booking.booked").details == {"heads": 3, "override": False}
    assert sorted(Letter.objects.values_list("kind", flat=True)) == ["booking_made", "session_reminder"]


def test_the_reminder_is_due_at_six_in_london_the_evening_before(amina, tuesday):
    bring(tuesday, amina)
    due = clock.local(Letter.objects.get(kind="session_reminder").due_at)
    assert (due.date(), due.hour, due.minute) == (tuesday.day - timedelta(days=1), 18, 0)


def test_whoever_books_after_that_evening_is_not_reminded(amina, tuesday):
    with time_machine.travel(clock.evening_before(tuesday.starts_at), tick=False):
        bring(tuesday, amina)
    assert not Letter.objects.filter(kind="session_reminder").exists()


def change(occurrence, **fields):
    for name, value in fields.items():
        setattr(occurrence, name, value)
    occurrence.save()


WHEN = {
    "past": lambda o: o.ends_at,
    "closed": lambda o: o.starts_at,
    "not_open": lambda o: o.starts_at - timedelta(days=61),
}


@pytest.mark.parametrize("code", WHEN)
def test_booking_has_its_time(amina, tuesday, code):
    with time_machine.travel(WHEN[code](tuesday), tick=False):
        assert refused(tuesday, amina) == code
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("edge", "away", "works"),
    [
        pytest.param("opens_at", 0, True, id="the moment it opens"),
        pytest.param("opens_at", 1, False, id="a second before"),
        pytest.param("starts_at", 1, True, id="a second before the start"),
        pytest.param("starts_at", 0, False, id="at the start"),
    ],
)
def test_the_edges_of_that_time(amina, tuesday, edge, away, works):
    with time_machine.travel(getattr(moment_of(tuesday), edge) - timedelta(seconds=away), tick=False):
        if works:
            assert bring(tuesday, amina).state == BookingState.BOOKED
        else:
            assert refused(tuesday, amina) in {"not_open", "closed"}


def test_a_cancelled_session_cannot_be_booked(amina, tuesday):
    change(tuesday, cancelled_at=clock.now())
    assert refused(tuesday, amina) == "cancelled"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"adults": []}, "no_adult", id="children without an adult"),
        pytest.param({"children": []}, "no_child", id="an adult without a child"),
    ],
)
def test_a_party_is_children_with_an_adult(amina, tuesday, fields, code):
    assert refused(tuesday, amina, **fields) == code
    assert not Booking.objects.exists()


def test_an_expecting_parent_may_come_alone(amina, tuesday):
    ChildFactory(born_on=None, due_on=tuesday.day + timedelta(days=30), family=amina.carer.family)
    assert bring(tuesday, amina, children=[]).state == BookingState.BOOKED


def test_a_child_too_old_on_that_day_is_named(amina, tuesday):
    programme = tuesday.programme
    programme.to_months = 24
    programme.save()
    with pytest.raises(Refused, match="Zain is too old for this session") as no:
        bring(tuesday, amina)
    assert no.value.code == "age"


@pytest.mark.parametrize("whose", ["child", "adult"])
def test_nobody_books_other_peoples_family(amina, bea, tuesday, whose):
    stranger = bea.carer.family.children.get()
    extra = {"children": [stranger]} if whose == "child" else {"adults": [bea.carer]}
    assert refused(tuesday, amina, **extra) == "not_yours"
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        pytest.param({"heads_limit": 6}, "heads", id="heads"),
        pytest.param({"families_limit": 1}, "families", id="families"),
    ],
)
def test_when_it_is_full_the_limit_is_named_and_the_queue_is_open(amina, bea, limits, code):
    occurrence = OccurrenceFactory(programme=ProgrammeFactory(**limits))
    bring(occurrence, amina)
    assert refused(occurrence, bea, wait=False) == code
    waiting = bring(occurrence, bea, wait=True)
    assert (waiting.state, waiting.passed_over) == (BookingState.WAITING, "")
    assert Letter.objects.filter(kind="booking_waiting").count() == 1


def test_the_fire_limit_binds_below_the_groups_own(amina, bea):
    occurrence = OccurrenceFactory(programme__venue__fire_limit=6)
    bring(occurrence, amina)
    assert refused(occurrence, bea, wait=False) == "fire"


def test_babies_have_places_of_their_own(amina, bea):
    occurrence = OccurrenceFactory()
    BandFactory(programme=occurrence.programme, limit=1)
    bring(occurrence, amina)
    assert bring(occurrence, bea).state == BookingState.BOOKED
    assert refused(occurrence, parent("Cleo", ("Ivy", 3)), wait=False) == "band"


def test_a_party_that_would_never_fit_is_told_so_instead_of_waiting(amina):
    occurrence = OccurrenceFactory(programme__heads_limit=4)
    assert refused(occurrence, amina, wait=True) == "never_heads"


def test_all_of_the_household_or_none(amina, tuesday):
    bring(tuesday, parent("Cleo", ("Ivy", 30), ("Max", 20), ("Pia", 40), ("Tom", 50)))
    bring(tuesday, amina)  # 5 and 3 of 8: full to the last place
    other = parent("Drew", ("Uma", 20))
    assert refused(tuesday, other, wait=False) == "heads"
    assert not PartyMember.objects.filter(carer=other.carer).exists()


# -- Twice -----------------------------------------------------------------------------------------
def test_the_same_form_twice_is_one_booking_with_one_letter(amina, tuesday):
    key = uuid4()
    first, second = bring(tuesday, amina, key=key), bring(tuesday, amina, key=key)
    assert first == second
    assert Letter.objects.filter(kind="booking_made").count() == 1


def test_an_old_form_sent_again_after_giving_up_books_nothing(amina, tuesday):
    key = uuid4()
    give_up(bring(tuesday, amina, key=key), by=amina)
    assert bring(tuesday, amina, key=key).state == BookingState.GIVEN_UP


def test_another_form_for_the_same_household_is_refused(amina, tuesday):
    bring(tuesday, amina, key=uuid4())
    assert refused(tuesday, amina, key=uuid4()) == "already"
    assert refused(tuesday, amina, adults=[CarerFactory(family=amina.carer.family, is_main=False)], key=uuid4()) == (
        "already"
    )


def test_a_household_that_gave_up_may_book_again(amina, tuesday):
    give_up(bring(tuesday, amina), by=amina)
    assert bring(tuesday, amina).state == BookingState.BOOKED


def test_a_child_of_two_homes_has_one_place_and_neither_home_is_named(amina, bea, tuesday):
    zain = amina.carer.family.children.get(first_name="Zain")
    Home.objects.create(child=zain, family=bea.carer.family)
    bring(tuesday, amina)
    with pytest.raises(Refused) as no:
        bring(tuesday, bea)
    assert no.value.code == "two_homes"
    assert "Amina" not in str(no.value.message)
    assert bring(tuesday, bea, children=bea.carer.family.children.filter(first_name="Theo")).state == "booked"


def test_the_database_refuses_a_child_two_places(amina, bea, tuesday):
    child = amina.carer.family.children.first()
    bring(tuesday, amina)
    other = BookingFactory(occurrence=tuesday, family=bea.carer.family)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyMemberFactory(booking=other, carer=None, child=child)


# -- Giving up -------------------------------------------------------------------------------------
def test_a_place_given_up_is_free_and_its_letter_goes(amina, bea):
    occurrence = OccurrenceFactory(programme__heads_limit=5)
    given = give_up(bring(occurrence, amina), by=amina)
    assert (given.state, given.party.filter(live=True).count()) == (BookingState.GIVEN_UP, 0)
    assert bring(occurrence, bea).state == BookingState.BOOKED
    assert Letter.objects.filter(kind="place_given_up").count() == 1


def test_giving_up_twice_changes_nothing(amina, tuesday):
    booking = bring(tuesday, amina)
    give_up(booking, by=amina)
    give_up(booking, by=amina)
    assert Entry.objects.filter(what="booking.given_up").count() == 1


def test_once_it_has_started_a_place_is_not_given_up(amina, tuesday):
    booking = bring(tuesday, amina)
    with time_machine.travel(tuesday.starts_at), pytest.raises(Refused, match="has started"):
        give_up(booking, by=amina)


# -- Staff use the same door -----------------------------------------------------------------------
def people(user):
    family = user.carer.family
    return {"family": family, "children": list(family.children.all()), "adults": list(family.carers.all())}


def test_a_walk_in_meets_the_same_limit_unless_a_reason_is_given(amina, bea, carol):
    occurrence = OccurrenceFactory(programme__heads_limit=6)
    bring(occurrence, amina)
    with pytest.raises(Refused) as no:
        walk_in(occurrence, **people(bea), by=carol)
    assert no.value.code == "heads"
    booking = walk_in(occurrence, **people(bea), by=carol, override_why="It is raining")
    assert (booking.walk_in, booking.attendance, booking.override_why) == (True, "came", "It is raining")
    assert Entry.objects.get(what="booking.booked", about=f"groupsessions.booking:{booking.pk}").details["override"]


def test_no_reason_goes_over_the_fire_limit(amina, bea, carol):
    occurrence = OccurrenceFactory(programme__venue__fire_limit=6, programme__heads_limit=6)
    bring(occurrence, amina)
    with pytest.raises(Refused) as no:
        walk_in(occurrence, **people(bea), by=carol, override_why="They came a long way")
    assert no.value.code == "fire"


def test_a_household_that_waits_and_comes_to_the_door_keeps_one_booking(amina, bea, carol):
    occurrence = OccurrenceFactory(programme__heads_limit=6)
    bring(occurrence, amina)
    waiting = bring(occurrence, bea)
    let_in = walk_in(occurrence, **people(bea), by=carol, override_why="A friend stays away")
    assert (let_in.pk, let_in.state, let_in.attendance) == (waiting.pk, "booked", "came")


# -- What it costs ---------------------------------------------------------------------------------
@pytest.mark.parametrize("taken", [1, 20])
def test_a_booking_holds_the_lock_for_five_statements(amina, taken):
    occurrence = OccurrenceFactory(programme__heads_limit=60)
    for number in range(taken):
        bring(occurrence, parent(f"P{number}", (f"C{number}", 20)))
    family = amina.carer.family
    children, adults = list(family.children.all()), list(family.carers.all())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        book(occurrence, family, children=children, adults=adults, by=amina)
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    locked = next(number for number, sql in enumerate(said) if "FOR UPDATE" in sql)
    assert len(said[locked + 1 :]) == 5
    assert len(said) <= 8
