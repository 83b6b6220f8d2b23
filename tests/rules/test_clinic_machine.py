"""Whatever families, leaders and the clock do at a clinic, no two share a desk and the hall is never too full."""

from datetime import time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Appointment, Booking
from sessions.services.appointments import choose_time
from sessions.services.booking import give_up
from sessions.services.moving import Change, bend
from sessions.services.parties import change_party
from sessions.services.waiting_list import accept, release_unanswered_offers
from tests.cast import ClinicFactory, OccurrenceFactory, ProgrammeFactory, bring, parent

SHAPES = [[5], [5, 5], [3], [5, 40], [4, 4, 30], [6]]
DESKS, HEADS, FIRE, HELPERS = 2, 6, 7, 1


class OneMorning(RuleBasedStateMachine):
    """Two desks in a small hall, a break, six families of different shapes, one with an interpreter."""

    @initialize()
    def open_the_doors(self):
        self.travel = time_machine.travel(clock.at(clock.today(), time(12)), tick=False)
        self.now = self.travel.__enter__()
        fields = {"kind": "clinic", "to_months": 24, "heads_limit": HEADS, "helpers": HELPERS}
        programme = ProgrammeFactory(venue__fire_limit=FIRE, **fields)
        ClinicFactory(programme=programme, desks=DESKS, breaks=[[45, 60]], minutes=15)
        self.session = OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=2))
        made = Booking.objects.count()
        self.parents = [
            parent(f"P{made}-{n}-{id(self)}", *[(f"C{i}", age) for i, age in enumerate(ages)])
            for n, ages in enumerate(SHAPES)
        ]
        self.parents[2].carer.interpreter = "pl"
        self.parents[2].carer.save()

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.__exit__(None, None, None)

    def live(self, *states):
        return list(Booking.objects.filter(occurrence=self.session, state__in=states).order_by("pk"))

    @staticmethod
    def may_be_refused(act, *args, **kwargs):
        try:
            return act(*args, **kwargs)
        except Refused:
            return None

    def moment(self, quarter):
        return self.session.starts_at + timedelta(minutes=15 * quarter)

    @rule(who=st.integers(0, len(SHAPES) - 1), quarter=st.integers(-1, 6))
    def ask(self, who, quarter):
        at = None if quarter < 0 else self.moment(quarter)
        self.may_be_refused(bring, self.session, self.parents[who], time=at, wait=at is None)

    @precondition(lambda self: self.live("booked", "offered", "waiting"))
    @rule(data=st.data())
    def give_up(self, data):
        booking = data.draw(st.sampled_from(self.live("booked", "offered", "waiting")))
        self.may_be_refused(give_up, booking, by=booking.made_by)

    @precondition(lambda self: self.live("booked", "offered", "waiting"))
    @rule(data=st.data(), quarter=st.integers(0, 6))
    def choose_another(self, data, quarter):
        booking = data.draw(st.sampled_from(self.live("booked", "offered", "waiting")))
        self.may_be_refused(choose_time, booking, self.session, self.moment(quarter), by=booking.made_by)

    @precondition(lambda self: self.live("offered"))
    @rule(data=st.data())
    def accept(self, data):
        booking = data.draw(st.sampled_from(self.live("offered")))
        self.may_be_refused(accept, booking, by=booking.made_by)

    @precondition(lambda self: self.live("booked", "offered"))
    @rule(data=st.data())
    def change_who_comes(self, data):
        booking = data.draw(st.sampled_from(self.live("booked", "offered")))
        children = list(booking.family.children.order_by("pk"))
        chosen = data.draw(st.lists(st.sampled_from(children), unique=True, min_size=1))
        people = {"children": chosen, "adults": list(booking.family.carers.all())}
        self.may_be_refused(change_party, booking, **people, by=booking.made_by)

    @rule(minutes=st.sampled_from([-15, 5, 30]), longer=st.booleans())
    def move_the_date(self, minutes, longer):
        by = timedelta(minutes=minutes)
        usual = {"scope": "one", "day": self.session.day, "venue": self.session.place, "play": ""}
        starts, ends = self.session.starts_at + by, self.session.ends_at + (by if longer else timedelta(0))
        hours = {"starts": clock.local(starts).time(), "ends": clock.local(ends).time()}
        self.may_be_refused(bend, self.session, Change(**usual, **hours, heads_limit=HEADS), by=None)
        self.session.refresh_from_db()

    @rule(hours=st.integers(1, 14))
    def time_goes_by(self, hours):
        later = clock.now() + timedelta(hours=hours)
        if later < self.session.starts_at + timedelta(minutes=40):
            self.now.move_to(later)
            release_unanswered_offers(at=clock.now())

    @invariant()
    def nobody_shares_a_desk_and_nobody_is_outside(self):
        if not hasattr(self, "session"):
            return
        times = list(Appointment.objects.filter(occurrence=self.session, live=True))
        for one in times:
            assert 1 <= one.desk <= DESKS
            assert self.session.starts_at <= one.during.lower < one.during.upper <= self.session.ends_at
            same = [other for other in times if other.desk == one.desk and other.pk != one.pk]
            assert all(o.during.upper <= one.during.lower or one.during.upper <= o.during.lower for o in same)

    @invariant()
    def whoever_has_a_place_has_a_time_and_nobody_else(self):
        if not hasattr(self, "session"):
            return
        holding = {booking.pk for booking in self.live("booked", "offered")}
        assert holding == set(
            Appointment.objects.filter(occurrence=self.session, live=True).values_list("booking", flat=True)
        )

    @invariant()
    def the_hall_is_never_too_full(self):
        if not hasattr(self, "session"):
            return
        times = list(Appointment.objects.filter(occurrence=self.session, live=True))
        heads = {each.pk: each.booking.party.count() for each in times}
        for one in times:
            at = one.during.lower
            there = sum(heads[each.pk] for each in times if each.during.lower <= at < each.during.upper)
            assert there + HELPERS <= min(HEADS, FIRE)

    @invariant()
    def an_offer_ends_before_its_time_begins(self):
        if not hasattr(self, "session"):
            return
        for booking in self.live("offered"):
            assert booking.offer_ends_at <= booking.appointment.during.lower


@pytest.mark.django_db
def test_no_desk_is_shared_and_no_hall_too_full():
    run(
        OneMorning,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
