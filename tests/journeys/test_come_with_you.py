"""Amina asks for company to her first session; Grace comes with her; neither sees more than both agreed to."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.portal.data import erasure
from groupsite.portal.people import RolesForm
from sessions.models import Attendance, Booking
from sessions.services import booking as bookings
from sessions.services import bringing_back, cancelling
from tests.cast import BookingFactory, ClearanceFactory, OccurrenceFactory, VolunteerFactory, client_of, person
from volunteers.models import Walk
from volunteers.services import standing

WALKS = reverse("volunteers:walks")
PLACE = "By the post box in Junction Road, at 9:40"


@pytest.fixture
def grace(db):
    user = person("Grace", Role.PARENT, Role.CHAMPION)
    VolunteerFactory(user=user, comes_along=True)
    ClearanceFactory(volunteer=user, kind="dbs", until=clock.today() + timedelta(days=90))
    return user


@pytest.fixture
def booked(amina):
    amina.name = "Amina Hassan"
    amina.save()
    session = OccurrenceFactory(day=clock.today() + timedelta(days=5))
    return BookingFactory(occurrence=session, family=amina.carer.family, contact=amina.carer)


def words(page):
    return " ".join(page.content.decode().split())


def letters():
    delivery.sweep()
    found = [(letter.to[0].split("@")[0], letter.subject, letter.body) for letter in mail.outbox]
    mail.outbox.clear()
    return found


def address(name, walk):
    return reverse(f"volunteers:{name}", args=[walk.code])


def agreed(amina, grace, booked):
    """Asked, answered and agreed, through the pages."""
    client_of(amina).post(reverse("volunteers:ask_walk", args=[booked.code]))
    walk = Walk.objects.get()
    client_of(grace).post(address("come", walk), {"meeting": PLACE})
    client_of(amina).post(address("agree_walk", walk), {"meeting": PLACE})
    walk.refresh_from_db()
    return walk


def test_from_her_booking_to_the_corner_where_they_meet(amina, grace, carol, booked, sign_in):
    hers, graces = client_of(amina), client_of(grace)
    ask = reverse("volunteers:ask_walk", args=[booked.code])
    assert f'href="{ask}"' in words(hers.get(reverse("sessions:booking", args=[booked.code])))
    assert "Never your phone or address" in words(hers.get(ask))
    for _press in range(2):
        hers.post(ask)
    walk = Walk.objects.get()
    assert [(who, "Amina" in body) for who, _subject, body in letters()] == [("grace", False)]
    assert f'href="{WALKS}"' in words(graces.get(reverse("volunteers:outreach")))
    page = words(graces.get(WALKS))
    assert (address("come", walk) in page, "Amina" in page) == (True, False)
    graces.post(address("come", walk), {"meeting": "Somewhere"})
    assert "Amina" not in words(graces.get(WALKS))
    assert [(who, subject) for who, subject, _body in letters()] == [("amina", "Somebody can come with you")]
    hers.post(address("walk", walk), {"wish": "The bus stop"})
    assert "The bus stop" in words(graces.get(WALKS))
    graces.post(address("come", walk), {"meeting": PLACE})
    page = hers.post(address("agree_walk", walk), {"meeting": "Somewhere"}, follow=True)
    assert "The place has just changed" in words(page)
    page = words(hers.post(address("agree_walk", walk), {"meeting": PLACE}, follow=True))
    assert ("Grace" in page, "Agreed" in page) == (True, True)
    page = words(graces.get(WALKS))
    assert ("Amina" in page, "Hassan" in page) == (True, False)
    assert "Agreed" in words(sign_in(carol).get(reverse("volunteers:all_walks")))


def test_both_are_reminded_and_grace_says_how_it_went(amina, grace, booked, carol, sign_in):
    walk = agreed(amina, grace, booked)
    letters()
    with clock.stopped_at(clock.evening_before(booked.occurrence.starts_at) + timedelta(minutes=1)):
        found = [(who, PLACE in body) for who, subject, body in letters() if subject == "Tomorrow you meet"]
    assert sorted(found) == [("amina", True), ("grace", True)]
    with clock.stopped_at(booked.occurrence.ends_at + timedelta(days=1)):
        assert "Did they come?" in [subject for _who, subject, _body in letters()]
        client_of(grace).post(address("went", walk), {"went": "yes"})
    page = words(sign_in(carol).get(reverse("volunteers:all_walks")))
    assert "1 family brought" in page


@pytest.mark.parametrize("who", ["amina", "grace"])
def test_either_stops_it_at_once_and_the_other_sees_no_name_any_more(who, request, amina, grace, booked):
    walk = agreed(amina, grace, booked)
    letters()
    client_of(request.getfixturevalue(who)).post(address("stop_walk", walk))
    other = "grace" if who == "amina" else "amina"
    (letter,) = letters()
    assert letter[:2] == (other, "Plans have changed")
    assert not {"Amina", "Grace"} & set(letter[2].replace(",", " ").split())
    assert "Amina" not in words(client_of(grace).get(WALKS))
    page = words(client_of(amina).get(address("walk", walk)))
    assert ("This is over" in page, "Grace" in page, PLACE in page) == (True, False, False)


def test_a_link_that_grace_gave_is_taken_by_one_family(amina, grace, bea, booked):
    graces = client_of(grace)
    said = {"occurrence": str(booked.occurrence.code), "meeting": PLACE, "key": str(booked.code)}
    for _press in range(2):
        page = graces.post(reverse("volunteers:offer_walk"), said, follow=True)
    walk = Walk.objects.get()
    assert address("take_walk", walk) in words(page)
    visitor, newcomer = Client(), client_of(person("Nora"))
    for who, place in ((visitor, False), (newcomer, True)):
        shown = words(who.post(address("take_walk", walk)))
        assert ("Book your places first" in shown, PLACE in shown) == (True, place)
    assert "You have not joined yet" in words(newcomer.get(reverse("signposting:borrow")))
    beas, hers = client_of(bea), client_of(amina)
    assert "Book your places first" in words(beas.get(address("take_walk", walk)))
    assert "Grace" in words(hers.get(address("take_walk", walk)))
    hers.post(address("take_walk", walk))
    walk.refresh_from_db()
    assert (walk.parent, walk.is_agreed) == (amina, True)
    assert beas.get(address("take_walk", walk)).status_code == 404


def taken_by_hand(booked, grace, amina, carol):
    form = RolesForm({"roles": []}, person=grace, user=carol)
    assert form.is_valid()
    form.save()


def check_is_not_clear(booked, grace, amina, carol):
    day = clock.today()
    standing.note_clearance(grace, "dbs", since=day, until=None, is_clear=False, by=carol)


def forgotten(booked, grace, amina, carol):
    erasure.erase_user(grace, by=carol)


def family_forgotten(booked, grace, amina, carol):
    erasure.erase_family(amina.carer.family, by=carol)


def given_up(booked, grace, amina, carol):
    bookings.give_up(booked, by=amina)


def called_off(booked, grace, amina, carol):
    cancelling.cancel(booked.occurrence, "No heating", by=carol)


def check_lapses(booked, grace, amina, carol):
    grace.clearances.update(until=clock.today())
    standing.refresh_all()


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (given_up, ["grace"]),
        (called_off, ["grace"]),
        (check_lapses, ["amina", "grace"]),
        (check_is_not_clear, ["amina", "grace"]),
        (taken_by_hand, ["amina", "grace"]),
        (forgotten, ["amina"]),
        (family_forgotten, ["grace"]),
    ],
    ids=lambda it: getattr(it, "__name__", ""),
)
def test_it_ends_by_itself_and_whoever_would_wait_at_the_corner_is_told(happens, told, amina, grace, carol, booked):
    agreed(amina, grace, booked)
    letters()
    happens(booked, grace, amina, carol)
    assert sorted(who for who, subject, _body in letters() if subject == "Plans have changed") == told
    assert not Walk.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("answered", [True, False], ids=["agreed", "asked"])
@pytest.mark.parametrize("heard", [True, False], ids=["heard that it was off", "brought back at once"])
def test_a_session_that_is_on_after_all_has_nobody_wait_at_the_corner(amina, grace, carol, booked, heard, answered):
    if answered:
        agreed(amina, grace, booked)
    else:
        client_of(amina).post(reverse("volunteers:ask_walk", args=[booked.code]))
    cancelling.cancel(booked.occurrence, "No heating", by=carol)
    if heard:
        letters()
    bringing_back.bring_back(booked.occurrence, by=carol)
    hers = [(subject, body) for who, subject, body in letters() if who == "amina"]
    (body,) = [body for subject, body in hers if subject == "Plans have changed"]
    assert "You do not meet before this session any more. Your place is yours as before" in body
    assert any(subject.startswith("On after all") for subject, _body in hers) == heard


@pytest.mark.parametrize("then", ["gives it up", "it is off again", "stopped before"])
def test_who_comes_no_more_or_had_ended_it_hears_nothing_of_the_walk(amina, grace, carol, booked, then):
    walk = agreed(amina, grace, booked)
    if then == "stopped before":
        client_of(amina).post(address("stop_walk", walk))
    cancelling.cancel(booked.occurrence, "No heating", by=carol)
    if then == "gives it up":
        Booking.objects.filter(pk=booked.pk).update(state="given_up", ended_at=clock.now())
    bringing_back.bring_back(booked.occurrence, by=carol)
    if then == "it is off again":
        booked.occurrence.refresh_from_db()
        cancelling.cancel(booked.occurrence, "No heating", by=carol)
    assert ("amina", "Plans have changed") not in [(who, subject) for who, subject, _body in letters()]


def test_only_a_cleared_champion_comes_and_only_a_first_visit_asks(amina, grace, booked):
    lou = person("Lou", Role.CHAMPION)
    client_of(amina).post(reverse("volunteers:ask_walk", args=[booked.code]))
    walk = Walk.objects.get()
    page = client_of(lou).post(address("come", walk), {"meeting": PLACE})
    assert "You need a DBS check that holds on that day" in words(page)
    client_of(amina).post(address("stop_walk", walk))
    past = OccurrenceFactory(day=clock.today() - timedelta(days=9))
    BookingFactory(occurrence=past, family=amina.carer.family, attendance=Attendance.CAME)
    assert "Ask for company" not in words(client_of(amina).get(reverse("sessions:booking", args=[booked.code])))
