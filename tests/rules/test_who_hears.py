"""A day is off or has moved: every adult who was to come hears of it, once by each way of their own (decision 0012)."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail

from families.models import Say
from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.queries.reach import Reach
from sessions.services import cancelling, moving
from tests.cast import CarerFactory, FamilyFactory, OccurrenceFactory, ProgrammeFactory, RightFactory, bring


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def dates(db):
    group = ProgrammeFactory(name="Tots", weekday=clock.today().weekday())
    return [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2)]


@pytest.fixture
def sam(amina):
    """Her partner, who has no sign-in, and comes along on Tuesdays."""
    return CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False)


def told(noon, kind):
    """Who got the letter, how often and by which channel."""
    noon.shift(60)
    sweep()
    sweep()
    return sorted(Letter.objects.filter(kind=kind, state="sent").values_list("address", "channel"))


def call_off(date, carol, noon):
    cancelling.cancel(date, "Snow and ice.", by=carol)
    return told(noon, "session_cancelled")


def move(date, carol, *, scope="one", starts=time(10)):
    change = moving.Change(scope, date.day, starts, time(12), date.place, date.most_heads, date.games)
    return moving.bend(date, change, by=carol)


BOTH = [("amina@example.org", "email"), ("sam@example.org", "email")]


def test_the_other_adult_who_comes_hears_by_their_own_way_in_a_letter_to_them(dates, amina, sam, carol, noon):
    type(sam).objects.filter(pk=sam.pk).update(urgent_by="both", phone="+447700900123")
    bring(dates[0], amina)
    assert cancelling.preview([dates[0]]).reach == Reach(letters=2, texts=1)
    assert call_off(dates[0], carol, noon) == [("+447700900123", "text"), *BOTH]
    letters = {letter.to[0]: letter for letter in mail.outbox if letter.subject.startswith("Cancelled")}
    assert "Hello Sam, we are sorry" in letters["sam@example.org"].body
    assert "Amina" not in letters["sam@example.org"].body
    assert letters["sam@example.org"].attachments, "his calendar lets go of it, too"


def test_who_does_not_come_hears_nothing(dates, amina, sam, carol, noon):
    bring(dates[0], amina, adults=[amina.carer])
    assert call_off(dates[0], carol, noon) == BOTH[:1]


def no_longer_of_the_household(sam, booking):
    sam.family = FamilyFactory()
    sam.save()


def only_face_to_face(sam, booking):
    type(sam).objects.filter(pk=sam.pk).update(contact_by="in_person")


def shares_the_address(sam, booking):
    type(sam).objects.filter(pk=sam.pk).update(email="Amina@example.org")


def all_children_are_closed_to_them(sam, booking):
    for head in booking.party.exclude(child=None):
        RightFactory(carer=sam, child=head.child, say=Say.NONE)


def is_on_another_party_now(sam, booking):
    booking.party.filter(carer=sam).delete()


@pytest.mark.parametrize(
    "change",
    [
        no_longer_of_the_household,
        only_face_to_face,
        shares_the_address,
        all_children_are_closed_to_them,
        is_on_another_party_now,
    ],
)
@pytest.mark.parametrize("when", ["before", "while the letter is on its way"])
def test_who_should_not_hear_of_it_does_not(change, when, dates, amina, sam, carol, noon):
    booking = bring(dates[0], amina)
    if when == "before":
        change(sam, booking)
        assert call_off(dates[0], carol, noon) == BOTH[:1]
    else:
        cancelling.cancel(dates[0], "Snow", by=carol)
        change(sam, booking)
        assert told(noon, "session_cancelled") == BOTH[:1]


def test_who_arranged_it_hears_even_if_they_would_rather_be_told_face_to_face(dates, amina, carol, noon):
    only_face_to_face(amina.carer, None)
    bring(dates[0], amina)
    assert call_off(dates[0], carol, noon) == BOTH[:1]


def test_a_household_whose_other_adult_has_an_address_is_not_silent(dates, amina, sam, carol, noon):
    type(sam).objects.filter(pk=amina.carer.pk).update(email="")
    bring(dates[0], amina)
    assert cancelling.preview([dates[0]]).reach == Reach(letters=1, silent=0)
    assert call_off(dates[0], carol, noon) == BOTH[1:]


def test_each_adult_is_told_of_the_dates_called_off_in_one_act_that_they_were_to_come_to(
    dates, amina, sam, carol, noon
):
    bring(dates[0], amina, adults=[amina.carer])
    bring(dates[1], amina)
    cancelling.cancel_several(dates[0], "all", "Snow", by=carol)
    assert told(noon, "session_cancelled") == BOTH
    files = {letter.to[0]: letter.attachments[0][1] for letter in mail.outbox if letter.subject.startswith("Cancelled")}
    counts = {to: file.count("BEGIN:VEVENT") for to, file in files.items()}
    assert counts == {"amina@example.org": 2, "sam@example.org": 1}


@pytest.mark.parametrize("act", ["off", "moved"])
def test_who_may_not_open_the_first_date_hears_of_the_others(act, dates, amina, sam, carol, noon):
    """Sam is on both with a child each time; the child of the first one is closed to him."""
    zain, noor = amina.carer.family.children.order_by("pk")
    people = {"adults": [amina.carer, sam]}
    bring(dates[0], amina, children=[zain], **people)
    bring(dates[1], amina, children=[noor], **people)
    RightFactory(carer=sam, child=zain, say=Say.NONE)
    if act == "off":
        assert cancelling.preview(dates).reach == Reach(letters=2)
        cancelling.cancel_several(dates[0], "all", "Snow", by=carol)
    else:
        move(dates[0], carol, scope="all")
    assert told(noon, "session_cancelled" if act == "off" else "session_moved") == BOTH
    letter = next(each for each in mail.outbox if each.to == ["sam@example.org"])
    assert "Zain" not in letter.body


def test_whoever_arranged_it_but_may_not_open_it_leaves_the_letter_to_the_other(dates, amina, sam, carol, noon):
    booking = bring(dates[0], amina)
    shares_the_address(sam, booking)
    all_children_are_closed_to_them(amina.carer, booking)
    assert call_off(dates[0], carol, noon) == [("Amina@example.org", "email")]


def test_each_adult_is_told_of_the_moved_dates_that_they_come_to(dates, amina, sam, carol, noon):
    bring(dates[0], amina, adults=[amina.carer])
    bring(dates[1], amina)
    move(dates[0], carol, scope="all")
    assert told(noon, "session_moved") == BOTH
    bodies = {letter.to[0]: letter.body for letter in mail.outbox if letter.subject.startswith("Changed")}
    counts = {to: body.count("10am to") for to, body in bodies.items()}
    assert counts == {"amina@example.org": 2, "sam@example.org": 1}


def test_news_that_has_not_gone_yet_is_not_lost_when_a_date_moves_that_somebody_does_not_come_to(
    dates, amina, sam, carol, noon
):
    bring(dates[0], amina, adults=[amina.carer])
    bring(dates[1], amina)
    move(dates[1], carol)
    noon.shift(1)
    move(dates[0], carol)
    assert told(noon, "session_moved") == BOTH


def test_what_one_of_them_was_told_is_news_to_the_other_still(dates, amina, sam, carol, noon):
    for each in dates:
        bring(each, amina)
    type(sam).objects.filter(pk=sam.pk).update(email="")
    move(dates[0], carol)
    assert told(noon, "session_moved") == BOTH[:1]
    type(sam).objects.filter(pk=sam.pk).update(email="sam@example.org")
    mail.outbox.clear()
    move(dates[1], carol)
    told(noon, "session_moved")
    counts = {letter.to[0]: letter.body.count("10am to") for letter in mail.outbox}
    assert counts == {"amina@example.org": 1, "sam@example.org": 2}
