"""A clinic's pages cost the same with one time taken and with sixty."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from groupsite.kit import clock
from sessions.models import Booking
from tests.cast import (
    AppointmentFactory,
    BookingFactory,
    CarerFactory,
    ChildFactory,
    ClinicFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    ProgrammeFactory,
    parent,
)
from tests.pages.test_sessions import cost, url


@pytest.fixture(params=[1, 60])
def busy(request, db):
    """A clinic of ten desks in a big hall, with so many times taken, and four more dates."""
    programme = ProgrammeFactory(kind="clinic", to_months=24, ends=time(12, 30), heads_limit=200, venue__fire_limit=300)
    ClinicFactory(programme=programme, desks=10, subject="registrar")
    session = OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=1))
    for n in range(4):
        OccurrenceFactory(programme=programme, day=session.day + timedelta(days=7 * (n + 1)))
    for n in range(request.param):
        booking = BookingFactory(occurrence=session, family=CarerFactory().family)
        starts = session.starts_at + timedelta(minutes=20 * (n // 10))
        AppointmentFactory(
            booking=booking, desk=n % 10 + 1, during=DateTimeTZRange(starts, starts + timedelta(minutes=20))
        )
        PartyMemberFactory(booking=booking, carer=booking.family.carers.get())
        PartyMemberFactory(booking=booking, carer=None, child=ChildFactory(family=booking.family))
    return session


@pytest.fixture
def mother(db):
    return parent("Amina", ("Noor", 1))


def test_a_parents_way_costs_the_same(busy, mother, sign_in, client):
    """From the list to a time and to another one."""
    assert cost(client, url("timetable"))[0] <= 3
    assert cost(client, url("session", busy))[0] <= 6
    client, family = sign_in(mother), mother.carer.family
    asked, page = cost(client, url("timetable"))
    assert asked <= 5
    assert b"times are free" in page.content
    asked, page = cost(client, url("session", busy))
    assert asked <= 10
    assert len(page.content) < 40_000
    people = {"children": [family.children.get().code], "adults": [mother.carer.code], "key": uuid4()}
    at = busy.starts_at + timedelta(minutes=140)
    asked, _answer = cost(client, url("book", busy), time=at.isoformat(), **people)
    assert asked <= 15
    mine = Booking.objects.get(family=family, state="booked")
    assert mine.visit.starts_at == at
    assert cost(client, url("booking", mine))[0] <= 9
    assert cost(client, url("change_time", mine))[0] <= 9


def test_a_leaders_lists_cost_the_same(busy, carol, sign_in):
    client = sign_in(carol)
    assert cost(client, url("register", busy))[0] <= 8
    assert cost(client, url("day_list", busy))[0] <= 6
