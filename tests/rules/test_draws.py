"""Fair doors: newcomers first, or a draw that comes out the same when it is drawn again (M4)."""

from datetime import time, timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions import rules
from sessions.models import Attendance, Booking, BookingState, Draw
from sessions.queries import luck
from sessions.queries.bookings import position
from sessions.queries.room import room_of
from sessions.rules import draws
from sessions.services import doors, places
from sessions.services.booking import give_up
from sessions.services.parties import change_party
from sessions.tasks import give_places_out
from tests.cast import BookingFactory, FamilyFactory, OccurrenceFactory, bring, parent

PAIR = rules.Party((20,), 1)
LIMITS = rules.Limits(heads=22, fire=60, helpers=2)
TEN_PLACES_FOR_PAIRS = 10
SEEDS = [f"seed {n}" for n in range(1000)]


def ticket(n, **better):
    return draws.Ticket(f"ticket {n}", (PAIR,), **better)


def got_in(seed, tickets):
    drawn = draws.in_order(seed, tickets)
    kept = draws.hand_out([rules.Space(LIMITS, rules.Room())], [each.parties for each in drawn])
    return [each for each, why in zip(drawn, kept, strict=True) if not why]


# -- The rule --------------------------------------------------------------------------------------
def test_the_same_seed_gives_the_same_list_whoever_asked_first():
    tickets = [ticket(n) for n in range(30)]
    assert draws.in_order("a", tickets) == draws.in_order("a", tickets[::-1])
    assert draws.in_order("a", tickets) != draws.in_order("b", tickets)


def test_who_gives_up_before_the_draw_changes_nobody_elses_order():
    tickets = [ticket(n) for n in range(30)]
    without = [each for each in draws.in_order("a", tickets) if each.code != "ticket 7"]
    assert draws.in_order("a", [each for each in tickets if each.code != "ticket 7"]) == without


@pytest.mark.parametrize(
    ("better", "weight"),
    [
        pytest.param({}, 1, id="comes every week"),
        pytest.param({"newcomer": True}, 2, id="new"),
        pytest.param({"missed": 2}, 3, id="missed out twice"),
        pytest.param({"missed": 9}, 4, id="missed out nine times, which counts as three"),
    ],
)
def test_chances(better, weight):
    assert ticket(1, **better).weight == weight


@pytest.mark.parametrize(
    ("better", "least", "most"),
    [
        pytest.param({}, 0.47, 0.53, id="nobody is better off"),
        pytest.param({"newcomer": True}, 0.61, 0.68, id="ten newcomers among twenty"),
        pytest.param({"missed": 1}, 0.61, 0.68, id="ten who missed out once"),
        pytest.param({"missed": 3}, 0.70, 0.77, id="ten who missed out three times: better, not certain"),
    ],
)
def test_over_a_thousand_seeds_the_share_of_places_is_as_promised(better, least, most):
    tickets = [ticket(n, **(better if n < 10 else {})) for n in range(20)]
    theirs = sum(int(each.code.split()[1]) < 10 for seed in SEEDS for each in got_in(seed, tickets))
    assert least < theirs / (TEN_PLACES_FOR_PAIRS * len(SEEDS)) < most


def test_a_household_too_big_for_what_is_left_is_passed_over_and_the_next_may_fit():
    four, pair = rules.Party((20, 40, 50), 1), PAIR
    space = rules.Space(rules.Limits(heads=5, fire=60), rules.Room(heads=2))
    assert draws.hand_out([space], [(four,), (pair,)]) == ["heads", ""]


def test_a_household_is_on_every_date_or_on_none_and_the_next_may_fit():
    """On the second date three have a place already. Four fit on the first, and not there; a pair fits on both."""
    limits, four, pair = rules.Limits(heads=6, fire=60), rules.Party((20, 40, 50), 1), PAIR
    dates = [rules.Space(limits, rules.Room()), rules.Space(limits, rules.Room(heads=3))]
    assert draws.hand_out(dates, [(four, four), (pair, pair), (pair, pair)]) == ["heads", "", "heads"]


# -- The draw itself -------------------------------------------------------------------------------
@pytest.fixture
def noon(db):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as now:
        yield now


@pytest.fixture
def drawn_session(noon):
    """Room for three pairs. Families may ask for four days from now."""
    return OccurrenceFactory(programme__heads_limit=8, programme__doors="draw", programme__settles_days_before=3)


def five_ask(occurrence):
    return [bring(occurrence, parent(f"P{n}", (f"C{n}", 20))) for n in range(5)]


def at_the_draw(noon):
    noon.shift(timedelta(days=4, hours=4))


def states(occurrence):
    return sorted(occurrence.bookings.values_list("state", flat=True))


def test_all_ask_and_hear_at_the_set_time_who_is_in(drawn_session, noon):
    five_ask(drawn_session)
    sweep()
    give_places_out()
    assert states(drawn_session) == ["asked"] * 5, "not before its time"
    at_the_draw(noon)
    give_places_out()
    assert states(drawn_session) == ["booked"] * 3 + ["waiting"] * 2
    assert sorted(position(each) for each in Booking.objects.queue()) == [1, 2]
    lots = list(Draw.objects.get().lots.all())
    assert [lot.booking.state for lot in lots] == ["booked"] * 3 + ["waiting"] * 2
    assert [lot.kept_from for lot in lots if lot.kept_from] == ["heads"] * 2
    assert [lot.booking.passed_over for lot in lots if lot.kept_from] == ["heads"] * 2
    noon.shift(60)
    sweep()
    subjects = sorted(letter.subject.split(":")[0] for letter in mail.outbox)
    asked = ["You have asked for a place"] * 5
    assert subjects == sorted([*asked, *["You are in"] * 3, *["You are on the waiting list"] * 2])
    assert "number 2 on the waiting list" in " ".join(letter.body for letter in mail.outbox)


def test_drawing_twice_draws_once(drawn_session, noon):
    five_ask(drawn_session)
    at_the_draw(noon)
    assert len(doors.settle(drawn_session)) == 5
    before = states(drawn_session), Letter.objects.count()
    assert doors.settle(drawn_session) == []
    assert (states(drawn_session), Letter.objects.count()) == before
    assert Draw.objects.count() == 1


def test_drawn_again_from_what_is_on_record_the_same_list_comes_out(drawn_session, noon):
    five_ask(drawn_session)
    at_the_draw(noon)
    doors.settle(drawn_session)
    draw = Draw.objects.get()
    assert doors.replay(draw) == [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()]
    give_up(Booking.objects.filter(state="booked").first(), by=None)
    Booking.objects.filter(state="waiting").first().family.delete()
    assert doors.replay(draw) == [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()], "whoever left since"
    draw.seed = "another"
    assert doors.replay(draw) != [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()]


def test_who_gives_up_or_comes_with_more_before_the_draw_is_drawn_as_it_is_then(drawn_session, noon):
    first, *_others = five_ask(drawn_session)
    give_up(first, by=first.made_by)
    more = parent("Quin", ("Ada", 20), ("Bo", 40))
    asked = bring(drawn_session, more, children=list(more.carer.family.children.all())[:1])
    change_party(asked, children=list(more.carer.family.children.all()), adults=[more.carer], by=more)
    assert asked.state == BookingState.ASKED
    at_the_draw(noon)
    doors.settle(drawn_session)
    lots = {lot.booking_id: lot for lot in Draw.objects.get().lots.all()}
    assert len(lots) == 5
    assert first.pk not in lots
    assert lots[asked.pk].heads == 3
    assert room_of(drawn_session).heads <= 6


def test_who_asked_before_and_did_not_get_in_has_a_better_chance_until_it_gets_in(drawn_session):
    unlucky, lucky, once = FamilyFactory(), FamilyFactory(), FamilyFactory()
    weeks = [
        OccurrenceFactory(programme=drawn_session.programme, day=clock.today() - timedelta(weeks=n)) for n in (3, 2, 1)
    ]
    for week, fates in zip(
        weeks, [("waiting",) * 3, ("waiting", "booked", "given_up"), ("waiting", "waiting", "")], strict=True
    ):
        for family, state in zip((unlucky, lucky, once), fates, strict=True):
            if state:
                BookingFactory(occurrence=week, family=family, state=state, waiting_since=clock.now())
    families = [unlucky.pk, lucky.pk, once.pk]
    assert luck.times_missed(drawn_session, families) == {unlucky.pk: 3, lucky.pk: 1, once.pk: 1}


def test_a_draw_passes_no_limit_even_when_somebody_has_a_place_already(drawn_session, noon, carol):
    family = parent("Rose", ("Ivy", 20)).carer.family
    there = BookingFactory(occurrence=drawn_session, family=family)
    there.party.create(occurrence=drawn_session, carer=family.carers.get())
    five_ask(drawn_session)
    at_the_draw(noon)
    doors.settle(drawn_session)
    assert states(drawn_session) == ["booked"] * 3 + ["waiting"] * 3
    assert room_of(drawn_session).heads <= 6


def test_one_faulty_session_keeps_no_other_from_its_draw(drawn_session, noon, monkeypatch):
    other = OccurrenceFactory(programme__doors="draw")
    five_ask(drawn_session)
    bring(other, parent("Sue", ("Max", 20)))
    at_the_draw(noon)
    really = places.lock

    def faulty(occurrence):
        if occurrence.pk == drawn_session.pk:
            raise RuntimeError
        return really(occurrence)

    monkeypatch.setattr(places, "lock", faulty)
    assert doors.settle_all() == 1
    assert states(other) == ["booked"]


def test_when_the_doors_become_first_come_who_asked_is_let_in_at_once_in_that_order(drawn_session):
    asked = five_ask(drawn_session)
    type(drawn_session.programme).objects.update(doors="first")
    give_places_out()
    assert [Booking.objects.get(pk=each.pk).state for each in asked] == ["booked"] * 3 + ["waiting"] * 2


# -- Newcomers first -------------------------------------------------------------------------------
def test_newcomers_get_a_place_at_once_and_the_others_when_their_stretch_is_over(noon):
    session = OccurrenceFactory(programme__heads_limit=8, programme__doors="newcomers")
    regulars = [parent(f"R{n}", (f"C{n}", 20)) for n in range(3)]
    for user in regulars:
        BookingFactory(family=user.carer.family, attendance=Attendance.CAME, occurrence__day=clock.today())
    asked = [bring(session, user) for user in regulars]
    new = bring(session, parent("New", ("Nia", 20)))
    assert [each.state for each in [*asked, new]] == ["asked"] * 3 + ["booked"]
    at_the_draw(noon)
    give_places_out()
    assert [Booking.objects.get(pk=each.pk).state for each in asked] == ["booked", "booked", "waiting"]
    assert not Draw.objects.exists(), "nothing was left to chance"
    assert bring(session, parent("Late", ("Leo", 20))).state == "waiting"


def test_a_newcomer_who_waits_stays_ahead_of_those_who_had_to_let_it_go_first(noon):
    session = OccurrenceFactory(programme__heads_limit=6, programme__doors="newcomers")
    regular = parent("Reg", ("Rob", 20))
    BookingFactory(family=regular.carer.family, attendance=Attendance.CAME, occurrence__day=clock.today())
    asked = bring(session, regular)
    first = bring(session, parent("Ann", ("Abe", 20)))
    bring(session, parent("Una", ("Uwe", 20)))
    late = bring(session, parent("New", ("Nia", 20)))
    at_the_draw(noon)
    give_places_out()
    asked.refresh_from_db()
    assert (position(late), position(asked)) == (1, 2)
    give_up(first, by=first.made_by)
    late.refresh_from_db()
    assert late.state == "offered"


def test_a_walk_in_or_a_reason_is_not_put_off_until_the_draw(drawn_session, carol):
    user = parent("Tia", ("Tom", 20))
    people = {"children": list(user.carer.family.children.all()), "adults": [user.carer]}
    ask = partial(places.Ask, user.carer.family, **people)
    now = clock.now()
    assert places.asks_first(drawn_session, ask(), now)
    assert not places.asks_first(drawn_session, ask(walk_in=True), now)
    assert not places.asks_first(drawn_session, ask(override_why="The midwife asked"), now)
