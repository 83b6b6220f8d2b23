"""A clinic is on, and somebody stands at its door: they get a time that is free, or wait for one (S3-20)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.models import Letter
from sessions.models import Booking
from sessions.services.booking import give_up
from tests.cast import CarerFactory, ChildFactory, ClinicFactory, OccurrenceFactory, parent
from tests.journeys.test_clinic import bring_at, page_of, press, times_on, wall


@pytest.fixture
def morning(db):
    """Seen from half past nine to eleven, twenty minutes each; it is five to ten now."""
    session = OccurrenceFactory(programme=ClinicFactory().programme)
    for early, at in (("Ada", (9, 30)), ("Ben", (10, 30))):
        bring_at(session, parent(early, (f"{early}s", 5)), wall(session, *at))
    Letter.objects.all().delete()
    with time_machine.travel(wall(session, 9, 55), tick=False):
        yield session


def door_for(session, family):
    return reverse("sessions:door", args=[session.code]) + f"?family={family.code}"


def known(name="Zofia Nowak"):
    family = CarerFactory(name=name).family
    ChildFactory(family=family, first_name="Jan", born_on=clock.today() - timedelta(days=90))
    return family


def let_in(client, session, family, at):
    way = door_for(session, family)
    return press(client, client.get(way), wall(session, *at), action=way).content.decode()


def test_a_new_family_is_written_down_and_seen_now(morning, carol, sign_in):
    client = sign_in(carol)
    search = client.get(page_of(morning, "door")).content.decode()
    assert page_of(morning, "new_family") in search
    born = clock.today() - timedelta(days=100)
    said = {f"child0-born_on_{part}": getattr(born, part) for part in ("day", "month", "year")}
    said |= {"name": "Ola Berg", "child0-first_name": "Max"}
    page = client.post(page_of(morning, "new_family"), said, follow=True)
    assert times_on(page.content.decode()) == ["Now, 9:50am", "10:10am"]
    register = press(client, page, wall(morning, 9, 50), action=page.redirect_chain[-1][0]).content.decode()
    assert "Their time is" in register
    mine = Booking.objects.get(family__carers__name="Ola Berg")
    assert (mine.visit.starts_at, mine.attendance, mine.walk_in) == (wall(morning, 9, 50), "came", True)
    assert not Letter.objects.exists(), "they stand in front of us"


def test_for_a_later_time_they_are_expected_and_not_yet_here(morning, carol, sign_in):
    let_in(sign_in(carol), morning, known(), (10, 10))
    mine = Booking.objects.get(family__carers__name="Zofia Nowak")
    assert (mine.visit.starts_at, mine.attendance) == (wall(morning, 10, 10), "unknown")


@pytest.mark.parametrize("taken", [(9, 30), (10, 30)], ids=["begun", "to come"])
def test_nobody_gets_a_time_that_is_taken_whatever_the_button_says(morning, carol, sign_in, taken):
    assert "has just gone" in let_in(sign_in(carol), morning, known(), taken)
    assert not Booking.objects.filter(family__carers__name="Zofia Nowak").exists()


def test_the_time_that_is_on_is_offered_while_half_of_it_is_left(morning, carol, sign_in):
    family, client = known(), sign_in(carol)
    with time_machine.travel(wall(morning, 9, 59), tick=False):
        assert times_on(client.get(door_for(morning, family)).content.decode()) == ["Now, 9:50am", "10:10am"]
    with time_machine.travel(wall(morning, 10), tick=False):
        assert times_on(client.get(door_for(morning, family)).content.decode()) == ["10:10am"]


def test_who_comes_too_late_for_theirs_gets_another_one(morning, carol, sign_in):
    late = Booking.objects.get(appointment__during__startswith=wall(morning, 9, 30))
    client = sign_in(carol)
    client.post(page_of(morning, "rest"))
    let_in(client, morning, late.family, (10, 10))
    late = Booking.objects.get(pk=late.pk)
    assert (late.visit.starts_at, late.attendance) == (wall(morning, 10, 10), "unknown")


def test_when_every_time_is_taken_they_wait_and_have_the_first_that_comes_free(morning, carol, sign_in):
    bring_in_between(morning)
    family, client = known(), sign_in(carol)
    page = client.get(door_for(morning, family))
    assert "Put them on the waiting list" in page.content.decode()
    ticked = {name: page.context["form"].initial[name] for name in ("children", "adults", "key")}
    register = client.post(door_for(morning, family), ticked | {"wait": "yes"}, follow=True).content.decode()
    mine = Booking.objects.get(family=family)
    assert mine.state == "waiting"
    assert door_for(morning, family) in register
    last = Booking.objects.get(appointment__during__startswith=wall(morning, 10, 30))
    give_up(last, by=last.made_by)
    let_in(client, morning, family, (10, 30))
    mine = Booking.objects.get(pk=mine.pk)
    assert (mine.state, mine.visit.starts_at) == ("booked", wall(morning, 10, 30))


def bring_in_between(session):
    with time_machine.travel(session.starts_at - timedelta(days=1), tick=False):
        for name, minute in (("Cleo", 50), ("Dan", 70)):
            bring_at(session, parent(name, (f"{name}s", 5)), session.starts_at + timedelta(minutes=minute - 30))


def test_after_the_end_nobody_is_put_on_a_list(morning, carol, sign_in):
    family, client = known(), sign_in(carol)
    with time_machine.travel(wall(morning, 11), tick=False):
        page = client.get(door_for(morning, family))
        assert times_on(page.content.decode()) == []
        ticked = {name: page.context["form"].initial[name] for name in ("children", "adults", "key")}
        answer = client.post(door_for(morning, family), ticked | {"wait": "yes"}).content.decode()
    assert "This session is over" in answer
    assert not Booking.objects.filter(family=family).exists()


# -- Somebody did not come ---------------------------------------------------------------------------
@pytest.fixture
def early(morning):
    """It is half past nine and four minutes, and Ada is not here."""
    with time_machine.travel(wall(morning, 9, 34), tick=False):
        yield Booking.objects.get(appointment__during__startswith=wall(morning, 9, 30))


def missed(client, booking):
    """Carol presses the button of that row; what the register says then."""
    tick = page_of(booking.occurrence, "tick")
    return client.post(tick, {"missed": booking.pk}, follow=True).content.decode()


def test_the_time_of_a_family_that_did_not_come_goes_to_who_is_here(morning, early, carol, sign_in):
    family, client = known(), sign_in(carol)
    assert times_on(client.get(door_for(morning, family)).content.decode()) == ["9:50am", "10:10am"]
    register = client.get(page_of(morning, "register")).content.decode()
    assert register.count("Did not come: free the time") == 1, "only for whose time is on"
    assert "Did not come: free the time" not in missed(client, early)
    early.refresh_from_db()
    assert early.attendance == "missed"
    assert times_on(client.get(door_for(morning, family)).content.decode()) == ["Now, 9:30am", "9:50am", "10:10am"]
    let_in(client, morning, family, (9, 30))
    mine = Booking.objects.get(family=family)
    assert (mine.visit.starts_at, mine.attendance) == (wall(morning, 9, 30), "came")


def test_nobody_is_missing_before_their_time(morning, early, carol, sign_in):
    later = Booking.objects.get(appointment__during__startswith=wall(morning, 10, 30))
    assert "Their time has not come yet." in missed(sign_in(carol), later)
    later.refresh_from_db()
    assert (later.attendance, later.appointment.live) == ("unknown", True)


def test_who_is_here_is_not_said_to_be_missing(morning, early, carol, sign_in):
    client = sign_in(carol)
    client.post(page_of(morning, "tick"), {"came": early.pk})
    assert "They are here" in missed(client, early)
    early.refresh_from_db()
    assert (early.attendance, early.appointment.live) == ("came", True)


@pytest.mark.parametrize("gone", [False, True], ids=["still free", "gone to another"])
def test_who_comes_after_all_has_their_time_again_if_nobody_else_does(gone, morning, early, carol, sign_in):
    client = sign_in(carol)
    missed(client, early)
    if gone:
        let_in(client, morning, known(), (9, 30))
    page = client.post(page_of(morning, "tick"), {"came": early.pk}, follow=True).content.decode()
    early.refresh_from_db()
    assert ("Somebody else has their time now." in page) == gone
    assert (early.attendance, early.appointment.live) == (("missed", False) if gone else ("came", True))


def ticked_by_script(client, who, booking):
    """Carol taps "In" with the script on; what her phone is told."""
    entry = {"key": str(uuid4()), "booking": booking.pk, "head": None, "says": "here", "at": clock.now().isoformat()}
    sent = {"who": who.code, "queue": json.dumps([entry])}
    (answer,) = client.post(page_of(booking.occurrence, "said"), sent).json()["answers"]
    return answer["words"]


def one_name(client, who, booking):
    """Without it she presses one name; what the register says then."""
    head = booking.party.first()
    tick = page_of(booking.occurrence, "tick")
    return client.post(tick, {"here": head.pk}, follow=True).content.decode()


@pytest.mark.parametrize("way", [ticked_by_script, one_name])
def test_whichever_way_they_are_ticked_nobody_else_is_offered_their_time(way, morning, early, carol, sign_in):
    client = sign_in(carol)
    missed(client, early)
    way(client, carol, early)
    early.refresh_from_db()
    assert (early.attendance, early.appointment.live) == ("came", True)
    assert times_on(client.get(door_for(morning, known())).content.decode()) == ["9:50am", "10:10am"]


def test_a_tick_from_a_phone_counts_and_says_that_their_time_has_gone(morning, early, carol, sign_in):
    client = sign_in(carol)
    missed(client, early)
    let_in(client, morning, known(), (9, 30))
    assert "somebody else has their time now" in ticked_by_script(client, carol, early)
    early.refresh_from_db()
    assert (early.attendance, early.appointment.live) == ("came", False)
    let_in(client, morning, early.family, (9, 50))
    early = Booking.objects.get(pk=early.pk)
    assert (early.attendance, early.visit.starts_at) == ("came", wall(morning, 9, 50))


def test_one_name_of_a_family_whose_time_has_gone_is_not_ticked(morning, early, carol, sign_in):
    client = sign_in(carol)
    missed(client, early)
    let_in(client, morning, known(), (9, 30))
    assert "Somebody else has their time now." in one_name(client, carol, early)
    early.refresh_from_db()
    assert (early.attendance, early.appointment.live) == ("missed", False)


def test_all_others_did_not_come_frees_their_times_too(morning, early, carol, sign_in):
    sign_in(carol).post(page_of(morning, "rest"))
    live = Booking.objects.filter(occurrence=morning, appointment__live=True)
    assert [row.visit.starts_at for row in live.select_related("occurrence", "appointment")] == [wall(morning, 10, 30)]
