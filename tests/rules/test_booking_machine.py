"""Whatever households and the clock do, no limit is passed and nobody loses a turn (TRUST T40, M1)."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions import rules
from sessions.models import LIVE, Booking
from sessions.queries.bookings import parties_of
from sessions.queries.room import limits_of, moment_of, room_of
from sessions.services.booking import give_up
from sessions.services.doors import replay, settle_all
from sessions.services.parties import change_party, take_fewer
from sessions.services.register import mark, walk_in
from sessions.services.several import book_dates
from sessions.services.waiting_list import accept, release_unanswered_offers
from tests.cast import BandFactory, OccurrenceFactory, bring, parent, person

WHICH = st.integers(0, 2)
SHAPES = [[20], [20, 40], [5], [5, 6], [3, 20, 40], [30, 31, 50]]


class OneSession(RuleBasedStateMachine):
    """Two dates of a small group and one of a group that draws, six households, and a leader at the door."""

    @initialize()
    def open_the_hall(self):
        self.travel = time_machine.travel(clock.at(clock.today(), time(12)), tick=False)
        self.now = self.travel.__enter__()
        self.occurrence = OccurrenceFactory(
            day=clock.today() + timedelta(days=3),
            programme__heads_limit=10,
            programme__families_limit=3,
            programme__venue__fire_limit=11,
        )
        BandFactory(programme=self.occurrence.programme, limit=2)
        later = OccurrenceFactory(programme=self.occurrence.programme, day=clock.today() + timedelta(days=10))
        drawn = OccurrenceFactory(
            day=clock.today() + timedelta(days=3),
            programme__heads_limit=10,
            programme__doors="draw",
            programme__settles_days_before=1,
        )
        self.dates = [self.occurrence, later, drawn]
        made = Booking.objects.count()
        self.parents = [
            parent(f"P{made}-{n}-{id(self)}", *[(f"C{i}", age) for i, age in enumerate(ages)])
            for n, ages in enumerate(SHAPES)
        ]
        self.said_no = set()
        self.leader = person(f"Lena-{id(self)}", "leader")

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.__exit__(None, None, None)

    def live(self, *states):
        return list(Booking.objects.filter(occurrence__in=self.dates, state__in=states).order_by("pk"))

    def busy(self):
        """Dates that somebody has asked for."""
        there = set(Booking.objects.values_list("occurrence_id", flat=True))
        return [each for each in getattr(self, "dates", ()) if each.pk in there]

    def may_be_refused(self, act, *args, **kwargs):
        try:
            return act(*args, **kwargs)
        except Refused as no:
            self.said_no.add(no.code)

    @rule(who=st.integers(0, len(SHAPES) - 1), which=WHICH, wait=st.booleans())
    def ask(self, who, which, wait):
        self.may_be_refused(bring, self.dates[which], self.parents[who], wait=wait)

    @rule(who=st.integers(0, len(SHAPES) - 1), wait=st.booleans(), order=st.permutations([0, 1, 2]))
    def ask_for_several_dates(self, who, wait, order):
        family = self.parents[who].carer.family
        people = {"children": list(family.children.all()), "adults": list(family.carers.all())}
        dates = [self.dates[n] for n in order]
        answers = book_dates(dates, family, **people, key=uuid4(), by=self.parents[who], wait=wait)
        assert [answer.occurrence for answer in answers] == dates
        assert all((answer.booking is None) != (answer.no is None) for answer in answers)

    @precondition(lambda self: self.live(*LIVE))
    @rule(data=st.data())
    def give_up(self, data):
        booking = data.draw(st.sampled_from(self.live(*LIVE)))
        self.may_be_refused(give_up, booking, by=booking.made_by)

    @precondition(lambda self: self.live("offered"))
    @rule(data=st.data())
    def accept(self, data):
        booking = data.draw(st.sampled_from(self.live("offered")))
        self.may_be_refused(accept, booking, by=booking.made_by)

    @precondition(lambda self: self.live(*LIVE))
    @rule(data=st.data(), fewer=st.booleans())
    def change_who_comes(self, data, fewer):
        booking = data.draw(st.sampled_from(self.live(*LIVE)))
        children = list(booking.family.children.order_by("pk"))
        chosen = data.draw(st.lists(st.sampled_from(children), unique=True))
        turn = [each.pk for each in Booking.objects.filter(occurrence=booking.occurrence).queue()]
        was, before = booking.state, set(booking.party.values_list("child", "carer"))
        act = take_fewer if fewer else change_party
        people = {"children": chosen, "adults": list(booking.family.carers.all())}
        done = self.may_be_refused(act, booking, **people, by=booking.made_by)
        booking.refresh_from_db()
        if done is None:
            assert (booking.state, set(booking.party.values_list("child", "carer"))) == (was, before)
        assert booking.state in {was, "offered", "booked"}, "a change of party costs nobody the place or the turn"
        after = [each.pk for each in Booking.objects.filter(occurrence=booking.occurrence).queue()]
        assert after == [pk for pk in turn if pk in after], "and nobody's turn moves"

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours):
        later = clock.now() + timedelta(hours=hours)
        if later < self.occurrence.starts_at - timedelta(hours=2):
            self.now.move_to(later)
            release_unanswered_offers(at=clock.now())
            settle_all()
            settle_all()

    @rule(who=st.integers(0, len(SHAPES) - 1), which=WHICH, why=st.sampled_from(["", "It rains"]))
    def come_to_the_door(self, who, which, why):
        family = self.parents[who].carer.family
        people = {"children": list(family.children.all()), "adults": list(family.carers.all())}
        self.may_be_refused(walk_in, self.dates[which], family, **people, by=self.leader, override_why=why)

    @precondition(lambda self: self.live("booked"))
    @rule(data=st.data(), word=st.sampled_from(["came", "unknown"]))
    def tick(self, data, word):
        booking = data.draw(st.sampled_from(self.live("booked")))
        self.may_be_refused(mark, booking, word, by=self.leader)

    @invariant()
    def no_limit_is_passed(self):
        for each in self.busy():
            limits, room = limits_of(each), room_of(each)
            assert limits.helpers + room.heads <= limits.fire
            if not Booking.objects.filter(occurrence=each).exclude(override_why="").exists():
                assert limits.helpers + room.heads <= limits.heads
                assert limits.families is None or room.families <= limits.families
                assert all(band.count(room.ages) <= band.limit for band in limits.bands)

    @invariant()
    def nobody_loses_a_turn(self):
        """An offer was made only past households that did not fit beside it."""
        for each in self.busy():
            self.check_turns(each)

    def check_turns(self, occurrence):
        waiting = list(Booking.objects.filter(occurrence=occurrence).queue())
        assert [b.waiting_since for b in waiting] == sorted(b.waiting_since for b in waiting)
        parties = parties_of(waiting, occurrence.day)
        offered = [booking for booking in self.live("offered") if booking.occurrence_id == occurrence.pk]
        limits, room = limits_of(occurrence), room_of(occurrence)
        for booking in waiting:
            later = [other for other in offered if other.waiting_since > booking.waiting_since]
            if later:
                assert booking.passed_over, "passed over without a reason"
            assert booking.state == "waiting"
        if offered:
            first = waiting[:1]
            assert all(rules.space_bounds(limits, room, parties[b.pk]) for b in first)

    @invariant()
    def a_child_has_one_place(self):
        for each in self.busy():
            heads = list(each.heads.filter(live=True, child__isnull=False).values_list("child", flat=True))
            assert len(heads) == len(set(heads))

    @invariant()
    def whoever_asked_is_drawn_when_it_is_time(self):
        """And nobody twice: a lot for each, and a place or a turn for each that has not gone since."""
        for each in self.busy():
            assert moment_of(each).is_asking(clock.now()) or not each.bookings.filter(state="asked").exists()
            for draw in each.draws.all():
                assert replay(draw) == [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()]


@pytest.mark.django_db
def test_no_limit_is_passed_and_no_turn_is_lost():
    run_state_machine_as_test(
        OneSession,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
