"""At the door: attendance is unknown until somebody says, and nobody slips past a limit."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from families.models import Family
from families.services.details import ChildDetails
from groupsite.audit.models import Entry, Reading
from groupsite.kit.errors import Refused
from sessions.models import Attendance, Booking
from sessions.pages.registers import open_sheets, sheets, todays
from sessions.queries.building import counted
from sessions.queries.room import room_of
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from sessions.services.register import mark, rest_missed, walk_in, walk_in_new
from tests.cast import (
    BookingFactory,
    BuddyPairFactory,
    OccurrenceFactory,
    ResourceFactory,
    ShiftFactory,
    SignupFactory,
    ThingFactory,
    bring,
    parent,
)


@pytest.fixture
def now_on(amina, bea):
    """Both have booked a session of eight places that starts in five minutes."""
    occurrence = OccurrenceFactory(programme__heads_limit=10, programme__venue__fire_limit=12)
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    with time_machine.travel(occurrence.starts_at - timedelta(minutes=5), tick=False) as clock:
        occurrence.clock = clock
        yield occurrence


def people(user):
    family = user.carer.family
    return {"family": family, "children": list(family.children.all()), "adults": list(family.carers.all())}


def heads_in(occurrence):
    return sheets([occurrence])[0].heads_in


def test_what_is_on_stands_before_what_is_over(now_on, carol):
    hour = timedelta(hours=1)
    over = OccurrenceFactory(day=now_on.day, starts_at=now_on.starts_at - 3 * hour, ends_at=now_on.starts_at - 2 * hour)
    assert todays(carol) == [now_on, over]


def test_the_register_names_a_buddy_once_both_have_said_yes(now_on, amina, bea):
    pair = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family)
    assert {row.called: row.booking.buddy for row in sheets([now_on])[0].expected} == {"Amina": None, "Bea": None}
    pair.state, pair.newcomer_agreed_at, pair.buddy_agreed_at = "together", pair.proposed_at, pair.proposed_at
    pair.save()
    assert {row.called: row.booking.buddy for row in sheets([now_on])[0].expected} == {"Amina": "Bea", "Bea": None}


def test_attendance_is_unknown_until_somebody_says(now_on):
    assert set(Booking.objects.values_list("attendance", flat=True)) == {"unknown"}
    assert heads_in(now_on) == 2  # the helpers


def test_in_a_fire_the_register_and_the_list_count_whoever_promised(now_on, carol, sign_in):
    shift = ShiftFactory(occurrence=now_on, how_many=5)
    for _number in range(2):
        SignupFactory(shift=shift)
    assert heads_in(now_on) == 2  # those the group counts with
    third = SignupFactory(shift=shift)
    before = {"starts_at": now_on.starts_at - timedelta(hours=1), "ends_at": now_on.starts_at}
    SignupFactory(shift=ShiftFactory(occurrence=now_on, role="Tea", **before), volunteer=third.volunteer)
    SignupFactory(shift=shift, state="withdrawn", ended_at=now_on.starts_at)
    client = sign_in(carol)
    pages = [client.get(reverse(name, args=[now_on.code])) for name in ("sessions:register", "portal:evacuation")]
    assert [page.context["sheet"].heads_in for page in pages] == [3, 3]
    assert pages[1].content.decode().count("<small>helper</small>") == 3
    assert counted(now_on)["heads_in"] == 3


def test_a_place_that_lends_nothing_sees_no_lending(now_on, carol, sign_in):
    def page():
        return sign_in(carol).get(reverse("sessions:register", args=[now_on.code])).content.decode()

    assert ("Hand out a leaflet" in page(), "Lend something" in page()) == (False, False)
    ThingFactory()
    assert ("Hand out a leaflet" in page(), "Lend something" in page()) == (False, True)
    ResourceFactory()
    assert ("Hand out a leaflet" in page(), "Lend something" in page()) == (True, True)


@pytest.mark.parametrize("state", ["booked", "offered"])
@pytest.mark.parametrize("leaving", ["", "?leaving=1"])
def test_whatever_a_family_typed_stands_on_the_register_as_words(now_on, amina, carol, sign_in, state, leaving):
    typed = '<i>&"'
    family = amina.carer.family
    family.carers.update(name=f"{typed}name")
    for child in family.children.all():
        child.first_name, child.allergies, child.allergy_action = f"{typed}child", f"{typed}nuts", f"{typed}pen"
        child.health_note, child.helps = f"{typed}note", f"{typed}helps"
        child.save()
    Booking.objects.filter(pk=now_on.amina.pk).update(
        state=state, offer_ends_at=now_on.ends_at, waiting_since=now_on.starts_at
    )
    page = sign_in(carol).get(reverse("sessions:register", args=[now_on.code]) + leaving).content.decode()
    assert "<i>" not in page
    for words in ("name", "child", "nuts", "pen", "note", "helps"):
        assert f"&lt;i&gt;&amp;&quot;{words}" in page


def test_a_tick_and_its_undo(now_on, carol):
    mark(now_on.amina, Attendance.CAME, by=carol)
    assert heads_in(now_on) == 5
    mark(now_on.amina, Attendance.UNKNOWN, by=carol)
    now_on.amina.refresh_from_db()
    assert (now_on.amina.attendance, now_on.amina.arrived_at, heads_in(now_on)) == ("unknown", None, 2)


def test_a_second_tick_changes_nothing_and_leaves_no_line(now_on, carol):
    for _ in range(2):
        mark(now_on.amina, Attendance.CAME, by=carol)
    assert Entry.objects.filter(what="visit.came").count() == 1


def test_a_family_that_is_here_cannot_give_its_place_up(now_on, amina, carol):
    mark(now_on.amina, Attendance.CAME, by=carol)
    with pytest.raises(Refused) as no:
        give_up(now_on.amina, by=amina)
    assert no.value.code == "here"


def test_who_waits_cannot_be_ticked(now_on, carol):
    waiting = bring(now_on, parent("Cleo", ("Ivy", 30), ("Max", 20), ("Pia", 40)))
    with pytest.raises(Refused) as no:
        mark(waiting, Attendance.CAME, by=carol)
    assert no.value.code == "not_booked"


def test_the_rest_did_not_come_but_only_once_it_has_started(now_on, carol):
    mark(now_on.amina, Attendance.CAME, by=carol)
    with pytest.raises(Refused) as no:
        rest_missed(now_on, by=carol)
    assert no.value.code == "not_started"
    now_on.clock.move_to(now_on.starts_at)
    assert rest_missed(now_on, by=carol) == 1
    now_on.bea.refresh_from_db()
    assert now_on.bea.attendance == "missed"


def only_amina_came(occurrence, by):
    mark(occurrence.amina, Attendance.CAME, by=by)
    occurrence.clock.move_to(occurrence.starts_at)
    rest_missed(occurrence, by=by)


def test_a_missing_family_frees_places_and_comes_back_only_if_they_are_free(now_on, carol):
    only_amina_came(now_on, carol)
    assert room_of(now_on).heads == 3
    walk_in(now_on, **people(parent("Cleo", ("Ivy", 30), ("Max", 20), ("Pia", 40), ("Tom", 50))), by=carol)
    with pytest.raises(Refused) as no:
        mark(now_on.bea, Attendance.CAME, by=carol)
    assert no.value.code == "heads"


def test_a_missing_family_that_still_fits_just_comes_in(now_on, carol):
    only_amina_came(now_on, carol)
    mark(now_on.bea, Attendance.CAME, by=carol)
    now_on.bea.refresh_from_db()
    assert now_on.bea.attendance == "came"


def walk_in_of_new(occurrence, by, **more):
    child = ChildDetails(first_name="Ivy", born_on=date(2025, 1, 5))
    return walk_in_new(occurrence, name="Gwen Price", phone="", children=[child], by=by, **more)


def test_a_new_family_is_written_down_and_let_in(now_on, carol):
    booking = walk_in_of_new(now_on, carol)
    assert (booking.walk_in, booking.attendance, booking.family.entered_by) == (True, "came", carol)
    assert heads_in(now_on) == 4


def test_a_new_family_that_does_not_fit_is_not_written_down_either(now_on, carol):
    bring(now_on, parent("Cleo", ("Ivy", 30)))
    bring(now_on, parent("Drew", ("Uma", 20)), wait=True)
    before = Family.objects.count()
    with pytest.raises(Refused) as no:
        walk_in_of_new(now_on, carol)
    assert no.value.code == "heads"
    assert Family.objects.count() == before
    assert walk_in_of_new(now_on, carol, override_why="It rains").override_why == "It rains"


def test_a_session_that_is_off_lets_nobody_in(now_on, carol, amina):
    cancel(now_on, "Snow", by=carol)
    with pytest.raises(Refused) as no:
        walk_in_of_new(now_on, carol)
    assert no.value.code == "cancelled"
    with pytest.raises(Refused):
        cancel(now_on, "Snow", by=carol)


def test_opening_a_register_with_an_allergy_is_noted_once_an_opening(now_on, amina, carol):
    open_sheets([now_on], carol)
    assert not Reading.objects.exists()
    zain = amina.carer.family.children.get(first_name="Zain")
    zain.allergies, zain.allergy_action = "egg", "Call us"
    zain.save()
    for opened in (1, 2):
        open_sheets([now_on], carol)
        assert Reading.objects.filter(about=f"groupsessions.occurrence:{now_on.pk}", by=carol).count() == opened


def test_a_newcomer_is_one_until_the_first_visit_is_over(now_on, amina, carol):
    past = OccurrenceFactory(day=now_on.day - timedelta(days=7))
    before = BookingFactory(occurrence=past, family=amina.carer.family)
    assert {row.called for row in sheets([now_on])[0].newcomers} == {"Amina", "Bea"}
    mark(before, Attendance.CAME, by=carol)
    assert {row.called for row in sheets([now_on])[0].newcomers} == {"Bea"}
