"""A day called off for snow (M24): one notice for each household and channel, no reminder, and nobody forgotten."""

from collections import Counter
from datetime import time, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils.module_loading import import_string
from icalendar import Calendar

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from groupsite.outbox.services import post
from sessions.models import BookingState
from sessions.queries.reach import Reach
from sessions.services import cancelling
from tests.cast import BookingFactory, CarerFactory, OccurrenceFactory, ShiftFactory, SignupFactory, bring, parent

CHOICES = {"Ann": "email", "Ben": "text", "Cas": "both", "Dee": "text", "Eli": "email"}
"""Three have a place, Dee has an offer, Eli waits."""


@pytest.fixture
def snow(db, dev):
    """A full session in three days, the same again a week later, and Dev at the door."""
    day = clock.today() + timedelta(days=3)
    occurrence = OccurrenceFactory(programme__name="Tuesday play", programme__heads_limit=8, day=day)
    OccurrenceFactory(programme=occurrence.programme, day=day + timedelta(days=7))
    people = {name: parent(name, (f"{name}’s child", 20)) for name in CHOICES}
    for name, user in people.items():
        user.carer.urgent_by = user.carer.reminders_by = CHOICES[name]
        user.carer.phone = f"+4477009001{len(name)}{list(people).index(name)}"
        user.carer.save()
        bring(occurrence, user)
    offered = occurrence.bookings.get(family=people["Dee"].carer.family)
    offered.state, offered.offer_ends_at = BookingState.OFFERED, occurrence.starts_at - timedelta(hours=1)
    offered.save()
    BookingFactory(occurrence=occurrence, family=CarerFactory(email="", phone="+441174960123").family)
    SignupFactory(shift=ShiftFactory(occurrence=occurrence), volunteer=dev)
    return occurrence


def every_task_for(hours, since):
    """Whatever the clock rings, every fourth hour, and the letters in between."""
    for hour in range(0, hours, 4):
        with time_machine.travel(since + timedelta(hours=hour), tick=False):
            for each in settings.CELERY_BEAT_SCHEDULE.values():
                import_string(each["task"])()


def day_before(occurrence):
    return clock.at(occurrence.day - timedelta(days=1), time(12, 0))


def call_off(occurrence, carol):
    with time_machine.travel(day_before(occurrence), tick=False):
        sweep()
        mail.outbox.clear()
        Letter.objects.filter(state="sent").delete()
        cancelling.cancel(occurrence, "Snow and ice.", by=carol)


def test_in_48_hours_each_household_hears_once_by_each_way_it_chose_and_nobody_is_reminded(snow, carol):
    call_off(snow, carol)
    every_task_for(48, day_before(snow))
    sent = Letter.objects.filter(state="sent")
    assert not sent.filter(kind__in=["session_reminder", "first_visit_soon", "place_offered"]).exists()
    told = Counter((row.to, row.channel) for row in sent.filter(kind="session_cancelled"))
    ways = {"email": ["email"], "text": ["text"], "both": ["email", "text"]}
    people = snow.bookings.exclude(contact=None).values_list("contact", "contact__urgent_by")
    assert told == {(f"families.carer:{carer}", way): 1 for carer, chosen in people for way in ways[chosen]}
    assert [row.kind for row in sent.filter(to__startswith="accounts.user")] == ["shift_stood_down"]


@pytest.mark.parametrize("kind", ["session_reminder", "first_visit_soon", "session_moved", "place_offered"])
def test_what_was_to_go_before_it_is_dropped_as_it_is_decided(kind, snow, carol):
    """Nobody takes these letters back: each asks first whether the day is still on."""
    booking = snow.bookings.get(contact__name="Dee" if kind == "place_offered" else "Ann")
    call_off(snow, carol)
    with time_machine.travel(day_before(snow), tick=False):
        Letter.objects.all().delete()
        post(kind, to=booking.contact, about=booking)
        sweep()
    assert Letter.objects.get(kind=kind).state == "dropped"


def test_calendars_let_go_of_it(snow, carol):
    call_off(snow, carol)
    with time_machine.travel(day_before(snow), tick=False):
        sweep()
    files = [Calendar.from_ical(letter.attachments[0][1]) for letter in mail.outbox if letter.attachments]
    assert len(files) >= 3
    for file in files:
        assert file["METHOD"] == "CANCEL"
        (event,) = file.walk("VEVENT")
        assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 2)


def test_the_letter_has_a_button_for_the_next_date_unless_they_have_it(snow, carol):
    following = snow.programme.occurrences.latest("day")
    ann = snow.bookings.get(contact__name="Ann").made_by
    bring(following, ann)
    call_off(snow, carol)
    with time_machine.travel(day_before(snow), tick=False):
        sweep()
    said = {letter.to[0]: letter.body for letter in mail.outbox}
    page = reverse("sessions:session", args=[following.code])
    assert f"Book the next one: http://localhost:8000{page}" in said["cas@example.org"]
    assert "You are on its list already." in said["ann@example.org"]
    assert page not in said["ann@example.org"]


def test_a_fault_on_the_way_calls_nothing_off(snow, carol, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("volunteers.services.calling_off.stand_down", broken)
    with pytest.raises(ZeroDivisionError):
        cancelling.cancel(snow, "Snow", by=carol)
    snow.refresh_from_db()
    assert snow.cancelled_at is None
    assert not Letter.objects.filter(kind="session_cancelled").exists()


def test_the_preview_counts_who_hears_of_it_and_how(snow):
    told = cancelling.preview([snow])
    assert (told.booked, told.offered, told.waiting) == (4, 1, 1)
    assert told.reach == Reach(letters=3, texts=3, silent=1)
    assert told.others["helpers"] == 1


def test_carol_sees_the_counts_chooses_a_reason_and_then_whom_to_ring(snow, carol, sign_in):
    client, url = sign_in(carol), reverse("sessions:cancel", args=[snow.code])
    assert url in client.get(reverse("sessions:today")).content.decode()
    page = client.get(url).content.decode()
    counts = "E-mails: 3. Text messages: 3. Only by phone or in person: 1. Helpers who are told: 1."
    assert counts in page
    assert 'href="tel:+441174960123"' in page
    assert "Choose the reason" in client.post(url, {}).content.decode()
    assert "Write in a few words" in client.post(url, {"reason": "other"}).content.decode()
    page = client.post(url, {"reason": "snow", "own": "Stay warm!"}, follow=True).content.decode()
    assert "“Snow and ice. Stay warm!”" in page
    assert 'href="tel:+441174960123"' in page, "whom to ring stays on the page afterwards"
    snow.refresh_from_db()
    assert snow.cancelled_why == "Snow and ice. Stay warm!"


def test_the_booking_of_a_cancelled_day_leads_to_the_next_one(snow, carol, sign_in):
    call_off(snow, carol)
    booking = snow.bookings.get(contact__name="Ben")
    page = sign_in(booking.made_by).get(reverse("sessions:booking", args=[booking.code])).content.decode()
    assert reverse("sessions:session", args=[snow.programme.occurrences.latest("day").code]) in page
