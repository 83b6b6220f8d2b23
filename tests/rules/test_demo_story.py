"""The demo is told through the services: what it shows could have happened."""

from datetime import timedelta

import pytest

from families.models import Family
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.models import Letter, State
from groupsite.portal.seed import people, story
from sessions.models import Attendance, Booking, BookingState, Occurrence


@pytest.fixture
def told(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=24, weeks=2)


def test_the_demo_has_a_past_and_a_future(told):
    now = clock.now()
    assert Family.objects.count() == 27
    assert Occurrence.objects.filter(ends_at__lt=now).count() >= 5
    assert Occurrence.objects.filter(starts_at__gt=now + timedelta(weeks=5)).exists()
    came = Booking.objects.filter(attendance=Attendance.CAME).count()
    missed = Booking.objects.filter(attendance=Attendance.MISSED).count()
    assert came > missed > 0


def test_amina_is_booked_for_her_first_tuesday_and_tom_waits(told):
    amina = Booking.objects.get(family__carers__user__email=people.AMINA.email)
    assert amina.state == BookingState.BOOKED
    assert amina.occurrence.starts_at > clock.now()


def test_old_letters_have_gone_and_the_trail_tells_of_each_booking(told):
    assert not Letter.objects.filter(state=State.READY, due_at__lt=clock.now() - timedelta(minutes=5)).exists()
    assert Letter.objects.filter(state=State.SENT).exists()
    made = Entry.objects.filter(what__in=["booking.booked", "booking.waiting"], details__has_key="heads")
    assert made.count() == Booking.objects.count()
