"""The waiting list: in order, whole households, offers that hold places and run out."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from sessions import rules
from sessions.models import Booking
from sessions.queries.bookings import position
from sessions.queries.room import room_of
from sessions.services import places
from sessions.services.booking import give_up
from sessions.services.waiting_list import accept, release_unanswered_offers
from tests.cast import OccurrenceFactory, bring, parent


@pytest.fixture
def noon():
    """Midday, when letters may go."""
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def full(amina, noon):
    """A session with seven places: Amina's three and Cleo's four have filled it."""
    occurrence = OccurrenceFactory(programme__heads_limit=9)
    occurrence.held = bring(occurrence, amina)
    bring(occurrence, parent("Cleo", ("Ivy", 30), ("Max", 20), ("Pia", 40)))
    return occurrence


def again(booking):
    booking.refresh_from_db()
    return booking


def test_bea_is_offered_the_place_amina_gives_up(full, amina, bea):
    waiting = bring(full, bea)
    assert (waiting.state, position(waiting)) == ("waiting", 1)
    give_up(full.held, by=amina)
    assert (again(waiting).state, waiting.offer_ends_at) == ("offered", clock.now() + timedelta(hours=24))
    letter = Letter.objects.get(kind="place_offered")
    assert (letter.to, letter.due_at) == (f"families.carer:{bea.carer.pk}", clock.now())


def test_a_pair_fits_where_four_do_not_and_the_four_stay_first(full, amina, bea):
    four = bring(full, parent("Faye", ("Ned", 30), ("Ola", 20), ("Ann", 40)))
    pair = bring(full, bea)
    give_up(full.held, by=amina)
    assert (again(pair).state, again(four).state) == ("offered", "waiting")
    assert (four.passed_over, position(four)) == ("heads", 1)


def test_everybody_who_fits_is_offered_at_once_in_order(full, bea):
    first, second = bring(full, bea), bring(full, parent("Drew", ("Uma", 20)))
    third = bring(full, parent("Esme", ("Gus", 20)))
    cleo = Booking.objects.get(family__carers__name="Cleo")
    give_up(cleo, by=cleo.made_by)
    assert [again(each).state for each in (first, second, third)] == ["offered", "offered", "waiting"]


def test_an_offer_holds_its_places(full, amina, bea):
    bring(full, bea)
    give_up(full.held, by=amina)
    assert room_of(full).heads == 6
    newcomer = bring(full, parent("Drew", ("Uma", 20)))
    assert newcomer.state == "waiting"


def test_bea_accepts_and_is_booked_once(full, amina, bea):
    waiting = bring(full, bea)
    give_up(full.held, by=amina)
    accept(waiting, by=bea)
    assert accept(waiting, by=bea).state == "booked"
    assert Entry.objects.filter(what="booking.accepted").count() == 1
    assert Letter.objects.filter(kind="booking_made", about=f"groupsessions.booking:{waiting.pk}").count() == 1
    assert Letter.objects.filter(kind="session_reminder", about=f"groupsessions.booking:{waiting.pk}").count() == 1


def test_bea_declines_and_the_next_is_offered(full, amina, bea):
    waiting, behind = bring(full, bea), bring(full, parent("Drew", ("Uma", 20), ("Vic", 40)))
    give_up(full.held, by=amina)
    give_up(waiting, by=bea)
    assert (again(waiting).state, again(behind).state) == ("given_up", "offered")


def test_an_unanswered_offer_lapses_and_the_next_is_offered(full, amina, bea, noon):
    waiting, behind = bring(full, bea), bring(full, parent("Drew", ("Uma", 20), ("Vic", 40)))
    give_up(full.held, by=amina)
    assert release_unanswered_offers(at=clock.now()) == 0
    noon.move_to(again(waiting).offer_ends_at)
    assert release_unanswered_offers(at=clock.now()) == 1
    assert (again(waiting).state, again(behind).state) == ("lapsed", "offered")
    assert Letter.objects.filter(kind="offer_lapsed").count() == 1
    assert release_unanswered_offers(at=clock.now()) == 0


@pytest.mark.parametrize(("seconds", "wins"), [(-1, True), (0, False), (1, False)], ids=["before", "at", "after"])
def test_at_the_instant_an_offer_ends_the_end_wins(full, amina, bea, noon, seconds, wins):
    waiting = bring(full, bea)
    give_up(full.held, by=amina)
    noon.move_to(again(waiting).offer_ends_at + timedelta(seconds=seconds))
    if wins:
        assert accept(waiting, by=bea).state == "booked"
        return
    with pytest.raises(Refused) as no:
        accept(waiting, by=bea)
    assert no.value.code == "offer_over"


def test_a_used_offer_is_dead_for_good(full, amina, bea):
    waiting = bring(full, bea)
    give_up(full.held, by=amina)
    give_up(waiting, by=bea)
    with pytest.raises(Refused):
        accept(waiting, by=bea)


def test_nobody_is_offered_a_cancelled_session(full, amina, bea):
    waiting = bring(full, bea)
    full.cancelled_at = clock.now()
    full.save()
    give_up(full.held, by=amina)
    assert again(waiting).state == "waiting"


def test_a_turn_given_up_frees_nothing_and_moves_the_rest_up(full, bea):
    first, second = bring(full, bea), bring(full, parent("Drew", ("Uma", 20)))
    give_up(first, by=bea)
    assert (again(second).state, position(second)) == ("waiting", 1)


def test_a_fault_at_one_session_keeps_no_other_household_from_its_turn(full, amina, bea, noon, monkeypatch):
    waiting = bring(full, bea)
    give_up(full.held, by=amina)
    other = OccurrenceFactory(programme__heads_limit=4)
    held, theirs = bring(other, parent("Gail", ("Hal", 20))), bring(other, parent("Ira", ("Jo", 20)))
    give_up(held, by=held.made_by)
    noon.move_to(again(waiting).offer_ends_at)
    really = places.end

    def breaks(booking, *args, **kwargs):
        if booking.pk == waiting.pk:
            raise RuntimeError
        return really(booking, *args, **kwargs)

    monkeypatch.setattr(places, "end", breaks)
    assert release_unanswered_offers(at=clock.now()) == 1
    assert (again(waiting).state, again(theirs).state) == ("offered", "lapsed")


# -- How long (M2) ---------------------------------------------------------------------------------
def wall(day, hour, minute=0):
    return clock.at(date(2027, 6, 1) + timedelta(days=day), time(hour, minute))


@pytest.mark.parametrize(
    ("now", "starts", "letter", "ends"),
    [
        pytest.param(wall(0, 12), wall(7, 9, 30), wall(0, 12), wall(1, 12), id="a week: a day"),
        pytest.param(wall(0, 12), wall(1, 14), wall(0, 12), wall(0, 16), id="a day: four hours"),
        pytest.param(wall(0, 12), wall(0, 15), wall(0, 12), wall(0, 12, 30), id="three hours: half an hour"),
        pytest.param(wall(0, 12), wall(0, 12, 10), wall(0, 12), wall(0, 12, 10), id="ten minutes: until it starts"),
        pytest.param(wall(0, 2), wall(7, 9, 30), wall(0, 8), wall(1, 8), id="02:00: the letter waits for eight"),
        pytest.param(wall(0, 2), wall(0, 9, 30), wall(0, 8), wall(0, 8, 30), id="02:00, that morning"),
        pytest.param(wall(0, 21), wall(1, 9, 30), wall(1, 8), wall(1, 8, 30), id="nine in the evening is night"),
        pytest.param(wall(0, 20), wall(1, 11, 30), wall(0, 20), wall(1, 11), id="the rest goes on at eight"),
        pytest.param(wall(0, 20, 45), wall(1, 8, 40), wall(0, 20, 45), wall(1, 8, 15), id="half an hour over night"),
        pytest.param(wall(0, 23), wall(1, 8, 10), wall(1, 8), wall(1, 8, 10), id="never after the start"),
    ],
)
def test_an_offer_is_shorter_as_the_start_nears_and_sleeps_at_night(now, starts, letter, ends):
    assert rules.offer_window(now, starts) == (letter, ends)


def test_no_offer_when_it_starts_before_anybody_is_awake():
    assert rules.offer_window(wall(0, 23), wall(1, 7, 30)) is None


@pytest.mark.parametrize("waiting", [1, 30])
def test_one_offer_costs_few_statements_however_many_wait(amina, waiting, noon):
    occurrence = OccurrenceFactory(programme__heads_limit=5)
    held = bring(occurrence, amina)
    for number in range(waiting):
        bring(occurrence, parent(f"P{number}", (f"C{number}", 20), (f"D{number}", 20)))
    with CaptureQueriesContext(connection) as asked:
        give_up(held, by=amina)
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert Booking.objects.filter(state="offered").count() == 1
    assert len(said) <= 18  # three of them: who waits for a course in the hall, who was to come along, a yes to risks
