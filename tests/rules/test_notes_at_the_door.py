"""People noted at the door are in the building: two phones never note over the fire limit, and families count them."""

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
import time_machine

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import DoorNote
from sessions.queries import building
from sessions.services import places, presses
from sessions.services.register import walk_in
from tests.cast import OccurrenceFactory, parent
from tests.rules.test_booking_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


@pytest.fixture
def hall(carol):
    """Two helpers are in; two more people may come."""
    occurrence = OccurrenceFactory(programme__heads_limit=4, programme__venue__fire_limit=4)
    with time_machine.travel(occurrence.starts_at, tick=False):
        yield occurrence


def note(occurrence, by, heads=2):
    presses.note_at_door(occurrence, presses.Noted(uuid4(), "Gwen, Ivy", heads, clock.now()), by=by)


def both_note(hall, carol):
    race([partial(note, hall, carol)] * 2)
    return sum(DoorNote.objects.values_list("heads", flat=True))


def test_two_phones_never_note_over_the_fire_limit(hall, carol):
    assert both_note(hall, carol) == 2


def test_without_the_lock_they_do(hall, carol, monkeypatch):
    counted, both = building.counted, Barrier(2)

    def slowly(occurrence):
        found = counted(occurrence)
        both.wait(20)
        return found

    monkeypatch.setattr(building, "counted", slowly)
    monkeypatch.setattr(places, "lock", lambda occurrence: occurrence)
    assert both_note(hall, carol) == 4


def test_a_family_we_know_is_let_in_beside_those_who_were_noted_only_if_all_may(hall, carol):
    cleo = parent("Cleo", ("Ivy", 30)).carer.family
    people = {"children": list(cleo.children.all()), "adults": list(cleo.carers.all())}
    note(hall, carol, heads=1)
    with pytest.raises(Refused, match="fire limit"):
        walk_in(hall, cleo, **people, by=carol, override_why="Pouring with rain")
    presses.settle_note(hall.notes.get(), by=carol)
    assert walk_in(hall, cleo, **people, by=carol).attendance == "came"
