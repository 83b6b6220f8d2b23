"""The demo is told through the services: what it shows could have happened."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from families.models import BuddyPair, Family
from groupsite.accounts.models import User
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.models import Letter, State
from groupsite.portal.seed import people, story
from sessions.models import Attendance, Booking, BookingState, Occurrence


@pytest.fixture
def told(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=24, weeks=2)


HOURS = [
    pytest.param(datetime(2026, 12, 1, 10, 15, tzinfo=UTC), id="a Tuesday, in the middle of the group"),
    pytest.param(datetime(2026, 12, 3, 23, 50, tzinfo=UTC), id="a Thursday, nearly midnight"),
    pytest.param(datetime(2027, 3, 28, 0, 59, tzinfo=UTC), id="the minute before the clocks go on"),
]


@pytest.mark.parametrize("hour", HOURS)
def test_the_demo_can_be_told_at_any_hour(hour, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with clock.stopped_at(hour):
        story.tell(families=24, weeks=1)
        assert booking_of(people.AMINA).state == BookingState.BOOKED
        assert booking_of(people.TOM).state in {BookingState.OFFERED, BookingState.WAITING, BookingState.BOOKED}


def booking_of(person):
    return Booking.objects.get(family__carers__user__email=person.email)


def test_the_demo_has_a_past_and_a_future_that_could_have_happened(told):
    """One long look, since telling the story takes seconds."""
    now = clock.now()
    assert Family.objects.count() == 27
    assert Occurrence.objects.filter(ends_at__lt=now).count() >= 5
    assert Occurrence.objects.filter(starts_at__gt=now + timedelta(weeks=5)).exists()
    came = Booking.objects.filter(attendance=Attendance.CAME).count()
    assert came > Booking.objects.filter(attendance=Attendance.MISSED).count() > 0

    assert booking_of(people.AMINA).state == BookingState.BOOKED
    assert booking_of(people.TOM).state == BookingState.OFFERED
    assert Occurrence.objects.exclude(cancelled_at=None).get().starts_at > now + timedelta(weeks=3)
    assert set(BuddyPair.objects.values_list("state", flat=True)) == {"together", "proposed"}
    amina = Family.objects.get(carers__user__email=people.AMINA.email)
    assert amina in Family.objects.waiting_for_a_friendly_face()

    assert not Letter.objects.filter(state=State.READY, due_at__lt=now - timedelta(minutes=5)).exists()
    assert Letter.objects.filter(state=State.SENT).exists()
    made = Entry.objects.filter(what__in=["booking.booked", "booking.waiting"], details__has_key="heads")
    assert made.values("about").distinct().count() == Booking.objects.count()


def test_somebody_new_to_be_joins_a_demo_that_was_there_before_them(told):
    User.objects.get(email=people.PRITI.email).delete()
    call_command("seed_demo", stdout=StringIO())
    assert User.objects.get(email=people.PRITI.email).roles == ["safeguarding"]


def test_a_demo_that_is_there_takes_more_families_and_stays_as_it_is_without_being_asked(told):
    call_command("seed_demo", stdout=StringIO())
    assert Family.objects.count() == 27
    call_command("seed_demo", families=5, weeks=2, stdout=StringIO())
    assert Family.objects.count() == 32
    assert Booking.objects.filter(family__in=Family.objects.order_by("-pk")[:5]).exists()
