"""Who waited, how long, who never got a place and who did not come: the numbers beside how many came."""

import csv
import io
from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from groupsite.portal.waited import in_words
from sessions.models import Attendance, BookingState
from sessions.services import course_parties, courses, totals
from sessions.tasks import give_places_out
from tests.cast import (
    BookingFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    course,
    join,
    parent,
    person,
)


@pytest.fixture
def past(db):
    """Last week: one got in after six hours, one after ten, one waited in vain, one gave its turn up, one missed it."""
    session = OccurrenceFactory(day=clock.today() - timedelta(days=9))
    asked = session.starts_at - timedelta(days=3)

    def waited(state, hours=None):
        placed = asked + timedelta(hours=hours) if hours else None
        return BookingFactory(occurrence=session, state=state, made_at=asked, waiting_since=asked, placed_at=placed)

    waited(BookingState.BOOKED, 6)
    waited(BookingState.BOOKED, 10)
    waited(BookingState.WAITING)
    waited(BookingState.GIVEN_UP)
    PartyMemberFactory(booking=BookingFactory(occurrence=session, attendance=Attendance.MISSED))
    totals.count_closed()
    return session


def test_a_leader_reads_and_takes_along_who_waited(past, carol, sign_in):
    client = sign_in(carol)
    assert reverse("portal:waited") in client.get(reverse("portal:attendance")).content.decode()
    page = client.get(reverse("portal:waited"))
    told = {name: page.context[name] for name in ("waited", "never", "missed", "usual_wait")}
    assert told == {"waited": 3, "never": 1, "missed": 1, "usual_wait": "8 hours"}
    assert page.content.decode().count('<svg class="chart"') == 2
    answer = client.get(reverse("portal:waited_csv")).content.decode("utf-8-sig")
    (_header, line) = csv.reader(io.StringIO(answer))
    assert line[1:7] == ["3", "2", "1", "8", line[5], "1"]


def told(client):
    page = client.get(reverse("portal:waited"))
    return {name: page.context[name] for name in ("waited", "never", "usual_wait")}


def test_who_let_an_offer_run_out_never_got_in(past, carol, sign_in):
    offered = past.starts_at - timedelta(days=2)
    BookingFactory(
        occurrence=past, state=BookingState.LAPSED, made_at=offered, waiting_since=offered, placed_at=past.starts_at
    )
    assert told(sign_in(carol)) == {"waited": 4, "never": 2, "usual_wait": "8 hours"}


def by_an_offer(programme, noon, waits, amina):
    noon.shift(timedelta(hours=6))
    courses.give_up(programme.enrolments.get(family=amina.carer.family), by=amina)
    noon.shift(timedelta(hours=2))
    courses.accept(waits, by=waits.made_by)


def by_an_offer_that_ran_out(programme, noon, waits, amina):
    noon.shift(timedelta(hours=6))
    courses.give_up(programme.enrolments.get(family=amina.carer.family), by=amina)
    courses.end(waits, list(programme.occurrences.all()), BookingState.LAPSED, by=None)


def by_coming_with_fewer(programme, noon, waits, amina):
    noon.shift(timedelta(hours=6))
    programme.occurrences.update(heads_limit=7)
    family = waits.family
    course_parties.take_fewer(
        waits, children=list(family.children.all())[:1], adults=list(family.carers.all()), by=waits.made_by
    )


def by_nothing(programme, noon, waits, amina):
    pass


@pytest.mark.parametrize(
    ("gets_in", "counted"),
    [
        (by_an_offer, {"waited": 1, "never": 0, "usual_wait": "6 hours"}),
        (by_coming_with_fewer, {"waited": 1, "never": 0, "usual_wait": "6 hours"}),
        (by_an_offer_that_ran_out, {"waited": 1, "never": 1, "usual_wait": ""}),
        (by_nothing, {"waited": 1, "never": 1, "usual_wait": ""}),
    ],
)
def test_a_household_waits_for_a_course_once_and_until_it_has_a_place(gets_in, counted, amina, carol, sign_in):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as noon:
        programme = course(weeks=3, heads_limit=5)
        join(programme, amina)
        gets_in(programme, noon, join(programme, parent("Tom", ("Jack", 25), ("Ida", 25))), amina)
        noon.shift(timedelta(weeks=4))
        assert told(sign_in(carol)) == counted


def test_who_is_drawn_for_a_course_waited_until_the_draw(bea, carol, sign_in):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as noon:
        join(course(weeks=3, heads_limit=20, doors="draw"), bea)
        noon.shift(timedelta(days=4, hours=4))
        give_places_out()
        noon.shift(timedelta(weeks=4))
        assert told(sign_in(carol)) == {"waited": 1, "never": 0, "usual_wait": "4 days"}


def test_a_leader_of_other_groups_reads_none_of_it(past, sign_in):
    page = sign_in(person("Lena", "leader")).get(reverse("portal:waited")).content.decode()
    assert "Nothing is counted yet" in page


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        pytest.param(0, "1 hour", id="at once"),
        pytest.param(47, "47 hours", id="not two days yet"),
        pytest.param(60, "2 days", id="two days and a half"),
    ],
)
def test_a_wait_in_words(wait, said):
    assert in_words(wait) == said
