"""Whoever wants to be told face to face gets letters about their own places, and no others (S4-17)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from families.models import ContactBy
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal import tasks
from groupsite.portal.newcomers import lapsed
from sessions.models import Attendance, Booking
from sessions.tasks import welcome_newcomers
from tests.cast import BookingFactory, CarerFactory, ChildFactory, OccurrenceFactory, bring

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
