"""Two sessions in one hall at one hour: a fire counts all of them, and names all of them."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Attendance, Occurrence, Visitor
from sessions.pages.registers import sheets
from sessions.queries.building import counted
from sessions.services import presses, visitors
from sessions.services.register import mark
from tests.cast import OccurrenceFactory, ProgrammeFactory, ShiftFactory, SignupFactory, VenueFactory, bring, person
from tests.inside import VISIT


@pytest.fixture
def hall(amina, bea, carol):
    """A group with two helpers, where Amina's three are in; beside it a look round with one, where Bea's two are in."""
    venue = VenueFactory(fire_limit=20)
    group = OccurrenceFactory(programme=ProgrammeFactory(name="Little Feet", venue=venue))
    tour = OccurrenceFactory(programme=ProgrammeFactory(name="Look round", venue=venue, helpers=1))
    group.mine, tour.mine = bring(group, amina), bring(tour, bea)
    group.tour = tour
    with time_machine.travel(group.starts_at + timedelta(minutes=10), tick=False) as now:
        group.now = now
        for row in (group.mine, tour.mine):
            mark(row, Attendance.CAME, by=carol)
        yield group


def heads(occurrence):
    """By the register and by the door's answer, which agree."""
    fresh = Occurrence.objects.select_related("programme__venue", "venue").get(pk=occurrence.pk)
    both = {sheets([fresh])[0].heads_in, counted(fresh)["heads_in"]}
    return both.pop() if len(both) == 1 else both


def page_of(client, occurrence, name="portal:evacuation"):
    return client.get(reverse(name, args=[occurrence.code])).content.decode()


def parts(html):
    """What stands under each heading of the list, without what is hidden."""
    found = {}
    for heading, roll in re.findall(r"<h2>(.*?),.*?</h2>\s*<ul class=\"roll\"(.*?)</ul>", html, re.DOTALL):
        rows = re.findall(r"<li(?! hidden).*?<bdi>(.*?)</bdi>", roll)
        found[heading] = rows + re.findall(r"<b>(Helper \d)</b>", roll)
    return found


def test_both_sessions_count_everybody_in_the_hall(hall):
    assert (heads(hall), heads(hall.tour)) == (3 + 2 + 2 + 1, 3 + 2 + 2 + 1)


def test_the_list_for_a_fire_names_them_all_under_their_own_headings(hall, carol, sign_in):
    client = sign_in(carol)
    ours = {"Little Feet": ["Amina", "Zain", "Noor", "Helper 1", "Helper 2"]}
    theirs = {"Look round": ["Bea", "Theo", "Helper 1"]}
    assert parts(page_of(client, hall)) == ours | theirs
    assert list(parts(page_of(client, hall.tour))) == ["Look round", "Little Feet"]
    assert '<b id="heads">8</b>' in page_of(client, hall)


def test_alone_in_the_hall_it_needs_no_heading(hall, carol, sign_in):
    Occurrence.objects.filter(pk=hall.tour.pk).update(cancelled_at=clock.now())
    html = page_of(sign_in(carol), hall)
    assert (parts(html), '<b id="heads">5</b>' in html) == ({}, True)


def test_too_many_is_said_of_the_hall(hall, carol, sign_in):
    client, warning = sign_in(carol), re.compile(r'id="over"[^>]*hidden')
    venue = hall.programme.venue
    for limit, is_quiet in ((8, True), (7, False)):
        venue.fire_limit = limit
        venue.save()
        html = page_of(client, hall, "sessions:register")
        assert bool(warning.search(html)) == is_quiet
    assert "<b>3</b> of them are at another session in this hall." in html


def test_nobody_is_noted_over_the_limit_that_the_other_session_fills(hall, carol):
    venue = hall.programme.venue
    venue.fire_limit = 9
    venue.save()
    note = presses.Noted(uuid4(), "Gwen", 1, clock.now())
    presses.note_at_door(hall.tour, note, by=carol)
    with pytest.raises(Refused, match="fire limit of 9"):
        presses.note_at_door(hall, presses.Noted(uuid4(), "Ivy", 1, clock.now()), by=carol)
    assert heads(hall) == 9


def test_those_noted_visitors_and_more_helpers_of_the_other_session_count(hall, carol, sign_in):
    presses.note(hall.tour, [presses.Noted(uuid4(), "Gwen", 2, clock.now())], by=carol)
    visitors.save(Visitor(occurrence=hall.tour), VISIT | {"name": "Joy", "heads": 2}, by=carol)
    shift = ShiftFactory(occurrence=hall.tour, how_many=5)
    for name in ("Dan", "Ed", "Flo"):
        SignupFactory(shift=shift, volunteer__name=name)
    assert heads(hall) == 8 + 2 + 2 + 2
    assert parts(page_of(sign_in(carol), hall))["Look round"] == ["Bea", "Theo", "Gwen", "Joy", "Dan", "Ed", "Flo"]


def test_a_visitor_who_does_not_come_is_not_looked_for(hall, carol, sign_in):
    joy = visitors.save(Visitor(occurrence=hall), VISIT | {"name": "Joy Achebe"}, by=carol)
    assert "Joy Achebe" in page_of(sign_in(carol), hall)
    visitors.call_off(joy, by=carol)
    assert "Joy Achebe" not in page_of(sign_in(carol), hall)
    assert heads(hall) == 8


@pytest.mark.parametrize(
    ("tour", "counts"),
    [
        pytest.param({"starts": time(9), "ends": time(9, 35)}, True, id="over for some minutes"),
        pytest.param({"starts": time(8), "ends": time(9, 30)}, False, id="before it, not beside it"),
        pytest.param({"starts": time(10), "ends": time(11)}, True, id="it begins soon, its helpers are here"),
        pytest.param({"starts": time(10, 30), "ends": time(11)}, False, id="it begins in an hour"),
    ],
)
def test_whoever_is_at_it_about_now_counts(tour, counts, hall):
    moved = {"starts_at": clock.at(hall.day, tour["starts"]), "ends_at": clock.at(hall.day, tour["ends"])}
    Occurrence.objects.filter(pk=hall.tour.pk).update(**moved)
    assert heads(hall) == (8 if counts else 5)


def test_another_hall_and_another_day_are_not_next_door(hall):
    Occurrence.objects.filter(pk=hall.tour.pk).update(venue=VenueFactory())
    assert heads(hall) == 5
    hall.now.shift(timedelta(days=1))
    assert heads(hall) == 5


def test_a_leader_of_the_one_reads_who_is_in_and_not_who_else_the_other_expects(hall, carol, bea, sign_in):
    lena = person("Lena", "leader")
    hall.programme.leaders.add(lena)
    mark(hall.tour.mine, Attendance.UNKNOWN, by=carol)
    assert "Theo" not in page_of(sign_in(lena), hall)
    assert "hidden" in re.search(r"<li[^>]*>(?=<label><input[^>]*><b><bdi>Theo)", page_of(sign_in(carol), hall))[0]
    mark(hall.tour.mine, Attendance.CAME, by=carol)
    assert parts(page_of(sign_in(lena), hall))["Look round"] == ["Bea", "Theo", "Helper 1"]


def test_a_phone_hears_each_minute_how_many_are_next_door(hall, carol, sign_in):
    client = sign_in(carol)
    asked = reverse("sessions:changed", args=[hall.code])
    assert client.get(asked, {"since": clock.now().isoformat()}).json() == {"changes": [], "next_door": 3}
    mark(hall.tour.mine, Attendance.UNKNOWN, by=carol)
    assert client.get(asked, {"since": clock.now().isoformat()}).json()["next_door"] == 1


def test_ten_sessions_in_the_hall_cost_what_one_does(hall, carol, sign_in):
    client = sign_in(carol)

    def cost(name):
        with CaptureQueriesContext(connection) as asked:
            page_of(client, hall, name)
        return len(asked)

    names = ("sessions:register", "portal:evacuation")
    [page_of(client, hall, name) for name in names]
    one = [cost(name) for name in names]
    for _number in range(9):
        OccurrenceFactory(programme=ProgrammeFactory(venue=hall.programme.venue))
    assert [cost(name) for name in names] == one
    assert one[0] <= 8
