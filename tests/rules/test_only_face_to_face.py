"""Whoever wants to be told face to face gets letters about their own places, and no others (S4-17)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from families.models import ContactBy
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.outbox.services import post
from groupsite.portal import tasks
from groupsite.portal.newcomers import lapsed
from sessions.models import Attendance, Booking
from sessions.tasks import welcome_newcomers
from tests.cast import BookingFactory, BuddyPairFactory, CarerFactory, ChildFactory, OccurrenceFactory, bring

DAY = timedelta(days=1)
FIVE = date(2026, 3, 10)


def after_a_first_visit(amina, carol):
    session = OccurrenceFactory()
    booking = bring(session, amina)
    Booking.objects.filter(pk=booking.pk).update(attendance=Attendance.CAME)
    with clock.stopped_at(session.ends_at + timedelta(hours=1)):
        tasks.ask_about_first_visits()
    return "first_visit_asked", amina.carer, session.ends_at + DAY


def before_a_first_visit(amina, carol):
    session = OccurrenceFactory(day=clock.today() + 9 * DAY)
    bring(session, amina)
    with clock.stopped_at(session.starts_at - 4 * DAY):
        welcome_newcomers()
    evening = clock.evening_before(clock.evening_before(session.starts_at))
    return "first_visit_soon", amina.carer, evening


def when_away(amina, carol):
    BookingFactory(family=amina.carer.family, occurrence__day=clock.today() - 70 * DAY, attendance=Attendance.CAME)
    lapsed.greet(amina.carer.family, way="letter", note="", by=carol)
    return "hello_again", amina.carer, clock.now() + DAY


def when_grown(amina, carol):
    carer = CarerFactory(family__joined_at=datetime(2023, 1, 1, tzinfo=UTC))
    ChildFactory(family=carer.family, born_on=date(2021, 3, 10))
    night = datetime(2026, 3, 10, 4, 10, tzinfo=UTC)
    with clock.stopped_at(night):
        tasks.say_goodbyes()
    return "goodbye", carer, night


LETTERS = [after_a_first_visit, before_a_first_visit, when_away, when_grown]


@pytest.mark.parametrize("wish", ["", ContactBy.IN_PERSON])
@pytest.mark.parametrize("happens", LETTERS)
def test_letters_we_thought_of_stay_unsent(happens, wish, amina, carol):
    kind, carer, due = happens(amina, carol)
    letters = Letter.objects.filter(kind=kind)
    assert letters.count() == 1
    if wish:
        carer.contact_by = wish
        carer.save()
    with clock.stopped_at(due):
        delivery.sweep()
    assert letters.get().state == ("dropped" if wish else "sent")


def test_letters_about_a_place_go_all_the_same(amina):
    amina.carer.contact_by = ContactBy.IN_PERSON
    amina.carer.save()
    bring(OccurrenceFactory(), amina)
    delivery.sweep()
    assert Letter.objects.get(kind="booking_made").state == "sent"
    assert mail.outbox[0].to == [amina.email]


TOGETHER = {"state": "together", "newcomer_agreed_at": clock.now(), "buddy_agreed_at": clock.now()}
BUDDIES = [
    pytest.param("buddy_found", {}, id="asked"),
    pytest.param("buddy_together", TOGETHER, id="both said yes"),
    pytest.param("buddy_met_asked", TOGETHER, id="did you meet"),
    pytest.param("buddy_thanks", {"state": "ended", "ended_why": "thanks"}, id="thanks"),
    pytest.param("buddy_changed", {"state": "declined"}, id="plans have changed"),
]


@pytest.mark.parametrize(("kind", "facts"), BUDDIES)
def test_of_two_halves_only_the_one_whom_letters_suit_is_written_to(kind, facts, amina, bea):
    pair = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family, **facts)
    amina.carer.contact_by = ContactBy.IN_PERSON
    amina.carer.save()
    for user in (amina, bea):
        post(kind, to=user.carer, about=pair)
    delivery.sweep()
    assert [message.to for message in mail.outbox] == [[bea.email]]


def test_the_board_says_who_is_to_be_asked_face_to_face(carol, sign_in):
    asked = CarerFactory(name="Grace", contact_by=ContactBy.IN_PERSON).family
    BuddyPairFactory(newcomer=asked, buddy=CarerFactory(name="Farah").family)
    page = sign_in(carol).get(reverse("portal:buddies")).content.decode()
    assert "Ask <bdi>Grace</bdi> face to face" in page
    assert "Ask <bdi>Farah</bdi> face to face" not in page
