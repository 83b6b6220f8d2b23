"""Ten minutes in, the places of families who are not here go to those who are (M6)."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from groupsite.audit.models import Entry
from groupsite.kit.errors import Refused
from sessions.models import Booking
from sessions.queries.room import room_of
from sessions.services import door
from sessions.services.register import mark, rest_missed
from tests.cast import OccurrenceFactory, bring, parent
from tests.rules.test_booking_races import race


@pytest.fixture
def hall(db, carol):
    """Room for five."""
    occurrence = OccurrenceFactory(programme__heads_limit=7)
    occurrence.programme.leaders.add(carol)
    return occurrence


@pytest.fixture
def full(hall, amina, bea):
    """Amina's three and Bea's two have a place; Cleo waits with one child, and Drew with two."""
    hall.amina, hall.bea = bring(hall, amina), bring(hall, bea)
    hall.drew = bring(hall, parent("Drew", ("Uma", 20), ("Vic", 30), ("Wim", 44)))
    hall.cleo = bring(hall, parent("Cleo", ("Ivy", 30)))
    return hall


def minutes(hall, number):
    return time_machine.travel(hall.starts_at + timedelta(minutes=number), tick=False)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    return no.value.code


def again(booking):
    booking.refresh_from_db()
    return booking


@pytest.mark.parametrize(("number", "released"), [(9.99, False), (10, True), (11, True), (90, False)])
def test_only_from_ten_minutes_in_until_the_end(full, carol, number, released):
    with minutes(full, number):
        if released:
            assert door.release(full, by=carol) == 2
            assert room_of(full).heads == 0
        else:
            assert refused(door.release, full, by=carol) == ("past" if number == 90 else "soon")
            assert room_of(full).heads == 5


def test_a_group_says_how_long_it_waits(full, carol):
    full.programme.release_after = 20
    full.programme.save()
    with minutes(full, 19):
        assert refused(door.release, full, by=carol) == "soon"


def test_who_is_late_but_before_the_cut_off_keeps_the_place(full, carol):
    with minutes(full, 9):
        mark(full.amina, "came", by=carol)
    with minutes(full, 10):
        assert door.release(full, by=carol) == 1
        assert (again(full.amina).released_at, room_of(full).heads) == (None, 3)


def test_those_outside_come_in_and_who_comes_late_is_counted_once(full, carol):
    with minutes(full, 12):
        assert refused(door.let_in, full.cleo, by=carol) == "heads"
        door.release(full, by=carol)
        door.let_in(full.cleo, by=carol)
        assert room_of(full).heads == 2
        assert Entry.objects.get(what="door.let_in").details["ahead"] == 1
        mark(full.amina, "came", by=carol)
        assert (again(full.amina).released_at, room_of(full).heads) == (None, 5)
        assert refused(mark, full.bea, "came", by=carol) == "passed_on"
        assert again(full.bea).attendance == "unknown"


def test_undo_gives_the_places_back_while_nobody_has_them(full, carol):
    with minutes(full, 12):
        door.release(full, by=carol)
        assert door.take_back(full, by=carol) == 2
        assert room_of(full).heads == 5
        door.release(full, by=carol)
        door.let_in(full.cleo, by=carol)
        assert refused(door.take_back, full, by=carol) == "taken"
        assert room_of(full).heads == 2


def test_in_the_end_they_did_not_come(full, carol):
    with minutes(full, 12):
        door.release(full, by=carol)
        rest_missed(full, by=carol)
        assert {again(full.amina).attendance, again(full.bea).attendance} == {"missed"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("races")
def test_a_tick_and_the_release_at_the_same_instant_never_count_twice(carol):
    for _ in range(8):
        hall = OccurrenceFactory(programme__heads_limit=4)
        held = bring(hall, parent(f"P{uuid4()}", ("C", 20)))
        waits = bring(hall, parent(f"P{uuid4()}", ("D", 20)))

        def pass_on(hall=hall, waits=waits):
            door.release(hall, by=carol)
            door.let_in(waits, by=carol)

        with minutes(hall, 12):
            race([partial(mark, held, "came", by=carol), pass_on])
        assert room_of(hall).heads == 2
        assert Booking.objects.filter(occurrence=hall, attendance="came").count() == 1


# -- As the leader and a late family see it --------------------------------------------------------
def test_carol_presses_one_button_lets_the_next_in_and_undoes(full, carol, sign_in):
    page_of = reverse("sessions:register", args=[full.code])
    with minutes(full, 5):
        assert "Pass on the places" not in sign_in(carol).get(page_of).content.decode()
    with minutes(full, 11):
        client = sign_in(carol)
        assert "Pass on the places" in client.get(page_of).content.decode()
        page = client.post(reverse("sessions:release", args=[full.code]), follow=True).content.decode()
        assert "The places of 2 families who are not here are free." in page
        assert f'name="admit" value="{full.drew.pk}"' in page
        page = client.post(reverse("sessions:unrelease", args=[full.code]), follow=True).content.decode()
        assert "are free." not in page
        client.post(reverse("sessions:release", args=[full.code]))
        client.post(reverse("sessions:admit", args=[full.code]), {"admit": full.cleo.pk})
        assert again(full.cleo).attendance == "came"


def test_amina_comes_late_and_is_told_kindly(full, amina, carol, sign_in):
    path = reverse("sessions:booking", args=[full.amina.code])
    assert "Be there by" in sign_in(amina).get(path).content.decode()
    with minutes(full, 12):
        door.release(full, by=carol)
        page = sign_in(amina).get(path).content.decode()
    assert "Do come to the door: you get in if there is room." in page


def test_a_parent_cannot_release(full, amina, sign_in):
    with minutes(full, 12):
        assert sign_in(amina).post(reverse("sessions:release", args=[full.code])).status_code in {403, 404}
