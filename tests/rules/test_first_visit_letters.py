"""The letter before a first visit and the question after it: once each, and never to somebody who was not there."""

from datetime import timedelta

import pytest
from django.core import mail

from families.models import FirstVisit
from families.services import welcoming
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal.tasks import ask_about_first_visits
from sessions.models import Attendance, Booking, Occurrence
from sessions.services.booking import give_up
from sessions.tasks import welcome_newcomers
from tests.cast import BookingFactory, OccurrenceFactory, bring, person

DAY = timedelta(days=1)


@pytest.fixture
def tuesday(db, carol):
    session = OccurrenceFactory(
        programme__name="Tuesday play", programme__venue__finding_us="Come to the blue door on the side."
    )
    session.programme.leaders.add(person("Carol Whitaker Jones"))
    return session


def hour(moment):
    """The hourly bells ring, and the post goes."""
    with clock.stopped_at(moment):
        welcome_newcomers()
        ask_about_first_visits()
        delivery.sweep()


def firsts():
    return [letter for letter in mail.outbox if "irst visit" in letter.subject]


def two_evenings_before(session):
    return clock.evening_before(clock.evening_before(session.starts_at))


def test_two_evenings_before_she_reads_of_the_blue_door_and_who_meets_her(amina, tuesday):
    bring(tuesday, amina)
    hour(two_evenings_before(tuesday) - timedelta(minutes=1))
    assert firsts() == []
    for _ in range(2):
        hour(two_evenings_before(tuesday))
    (letter,) = firsts()
    assert letter.to == [amina.email]
    assert "blue door" in letter.body
    assert "Carol leads the group and meets you there" in letter.body
    assert "Jones" not in letter.body
    assert not any(child in letter.body for child in ("Zain", "Noor"))


def test_it_never_goes_on_the_day_of_the_reminder(amina, tuesday):
    evening = clock.evening_before(tuesday.starts_at)
    with clock.stopped_at(evening - timedelta(hours=9)):
        bring(tuesday, amina)
    hour(evening - timedelta(hours=8))
    hour(evening)
    assert firsts() == []


def test_who_books_late_on_the_day_before_that_has_it_at_once(amina, tuesday):
    late = two_evenings_before(tuesday) + timedelta(hours=3)
    with clock.stopped_at(late):
        bring(tuesday, amina)
    hour(late + timedelta(minutes=30))
    assert len(firsts()) == 1


def gives_up(booking, amina):
    give_up(booking, by=amina)


def is_called_off(booking, amina):
    Occurrence.objects.filter(pk=booking.occurrence_id).update(cancelled_at=clock.now())


def comes_before(booking, amina):
    BookingFactory(family=booking.family, attendance=Attendance.CAME)


def is_booked_sooner(booking, amina):
    BookingFactory(family=booking.family, occurrence__day=booking.occurrence.day - DAY)


def moves(booking, amina):
    session = booking.occurrence
    Occurrence.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + 7 * DAY, ends_at=session.ends_at + 7 * DAY, day=session.day + 7 * DAY
    )


@pytest.mark.parametrize("happens", [gives_up, is_called_off, comes_before, is_booked_sooner, moves])
def test_it_is_decided_as_it_goes(happens, amina, tuesday):
    booking = bring(tuesday, amina)
    with clock.stopped_at(tuesday.starts_at - 4 * DAY):
        welcome_newcomers()
    assert Letter.objects.filter(kind="first_visit_soon").count() == 1
    happens(booking, amina)
    with clock.stopped_at(two_evenings_before(tuesday)):
        delivery.sweep()
    assert firsts() == []
    assert Letter.objects.get(kind="first_visit_soon").state == "dropped"


def test_a_family_that_knows_the_place_gets_no_such_letter(amina, tuesday):
    BookingFactory(family=amina.carer.family, occurrence__day=clock.today() - 7 * DAY, attendance=Attendance.CAME)
    bring(tuesday, amina)
    hour(two_evenings_before(tuesday))
    assert firsts() == []


# -- The question after it -------------------------------------------------------------------------


@pytest.fixture
def was_here(amina, tuesday):
    booking = bring(tuesday, amina)
    Booking.objects.filter(pk=booking.pk).update(attendance=Attendance.CAME)
    mail.outbox.clear()
    return booking


def morning_after(session):
    return clock.at(session.day + DAY, clock.local(session.starts_at).time().replace(hour=10, minute=0))


def test_she_is_asked_once_on_the_morning_after(was_here, tuesday, amina):
    hour(tuesday.ends_at + timedelta(minutes=10))
    assert firsts() == []
    for hours in (0, 1, 24):
        hour(morning_after(tuesday) + timedelta(hours=hours))
    assert [(letter.to, letter.subject) for letter in firsts()] == [([amina.email], "How was your first visit?")]


@pytest.mark.parametrize("what", ["missed after all", "answered", "left"])
def test_she_is_not_asked_when_there_is_nothing_to_ask(what, was_here, tuesday, amina):
    hour(tuesday.ends_at + timedelta(minutes=10))
    if what == "missed after all":
        Booking.objects.update(attendance=Attendance.MISSED)
    if what == "answered":
        welcoming.tell_of_first_visit(FirstVisit.objects.get(), answer="good", words="", by=amina)
    if what == "left":
        welcoming.leave(amina.carer.family, "moved", by=None)
    hour(morning_after(tuesday))
    assert firsts() == []


def test_a_second_visit_or_one_long_ago_is_not_asked_about(was_here, tuesday):
    hour(tuesday.ends_at + 8 * DAY)
    assert not FirstVisit.objects.exists()
    later = OccurrenceFactory(programme=tuesday.programme, day=tuesday.day + 7 * DAY)
    BookingFactory(family=was_here.family, occurrence=later, attendance=Attendance.CAME)
    hour(later.ends_at + timedelta(hours=1))
    assert not FirstVisit.objects.exists()


def test_her_words_are_sealed(was_here, tuesday, amina):
    visit = welcoming.first_visit_of(amina.carer.family, tuesday.day)
    welcoming.tell_of_first_visit(visit, answer="mixed", words="  Nobody  spoke to us. ", by=amina)
    assert FirstVisit.objects.get().words == "Nobody spoke to us."
    assert "Nobody" not in str(list(FirstVisit.objects.values_list("words", flat=True)))
