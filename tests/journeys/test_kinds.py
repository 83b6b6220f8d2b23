"""Lena opens a trip and a course: the form asks only what each of them needs, and families read what it is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from sessions.models import Booking, Programme
from tests.cast import OccurrenceFactory, ProgrammeFactory, VenueFactory, person
from tests.journeys.test_timetable import filled

NEW = reverse("sessions:new_group")
SAID = {"name": "Beach day", "summary": "Sand and sea.", "starts": "10am", "ends": "2pm", "heads_limit": "40"}


@pytest.fixture
def lena(db):
    VenueFactory()
    return person("Lena", "leader")


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_lena_opens_a_trip_with_a_day_and_no_rhythm(lena, sign_in):
    client, day = sign_in(lena), clock.today() + timedelta(days=20)
    assert "?kind=trip" in client.get(NEW).content.decode()
    form = client.get(f"{NEW}?kind=trip").context["form"]
    assert "rhythm" not in form.fields
    sent = filled(form) | {"venue": form.fields["venue"].queryset[0].pk} | SAID | boxes("first_day", day)
    page = client.post(f"{NEW}?kind=trip", sent)
    trip = Programme.objects.get()
    assert (trip.kind, trip.rhythm, trip.first_day, trip.weekday) == ("trip", "once", day, day.weekday())
    dates = reverse("sessions:group_dates", args=[trip.code])
    assert dates in client.get(page.url).content.decode()
    client.post(dates)
    assert trip.occurrences.get().day == day


def test_a_parents_meeting_is_booked_without_a_child(lena, amina, sign_in):
    client, day = sign_in(lena), clock.today() + timedelta(days=20)
    form = client.get(f"{NEW}?kind=open_day").context["form"]
    sent = filled(form) | {"venue": form.fields["venue"].queryset[0].pk} | SAID | boxes("first_day", day)
    client.post(f"{NEW}?kind=open_day", sent | {"name": "Parents’ meeting", "for_parents": "on"})
    meeting = Programme.objects.get()
    assert (meeting.kind, meeting.for_parents) == ("open_day", True)
    client.post(reverse("sessions:group_dates", args=[meeting.code]))
    code, client = meeting.occurrences.get().code, sign_in(amina)
    assert "Parents’ meeting" not in client.get(reverse("sessions:learning")).content.decode()
    form = client.get(reverse("sessions:session", args=[code])).context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    assert sent["children"] == []
    assert "You are booked" in client.post(reverse("sessions:book", args=[code]), sent, follow=True).content.decode()


def test_a_party_for_children_still_wants_a_child(amina, sign_in):
    party = OccurrenceFactory(programme__kind="open_day")
    client = sign_in(amina)
    form = client.get(reverse("sessions:session", args=[party.code])).context["form"]
    sent = {"adults": form["adults"].value(), "key": form["key"].value()}
    client.post(reverse("sessions:book", args=[party.code]), sent)
    assert not Booking.objects.exists()


def test_a_course_says_its_last_day(lena, sign_in):
    client, day = sign_in(lena), clock.today() + timedelta(days=20)
    form = client.get(f"{NEW}?kind=course").context["form"]
    sent = filled(form) | {"venue": form.fields["venue"].queryset[0].pk} | SAID | boxes("first_day", day)
    page = client.post(f"{NEW}?kind=course", sent).content.decode()
    assert "Say the last day of the course" in page
    client.post(f"{NEW}?kind=course", sent | boxes("last_day", day + timedelta(days=21)))
    course = Programme.objects.get()
    client.post(reverse("sessions:group_dates", args=[course.code]))
    assert [each.day for each in course.occurrences.order_by("day")] == [day + timedelta(weeks=n) for n in range(4)]


def test_what_families_can_book_stays_what_it_is(lena, sign_in):
    group = ProgrammeFactory(kind="group")
    group.leaders.add(lena)
    OccurrenceFactory(programme=group)
    page = sign_in(lena).get(reverse("sessions:edit_group", args=[group.code]) + "?kind=trip")
    assert "?kind=trip" not in page.content.decode()
    assert page.context["form"].programme.kind == "group"


def test_families_read_what_it_is(client, db):
    trip = OccurrenceFactory(programme__kind="trip", programme__name="Beach day")
    OccurrenceFactory(programme__name="Tuesday play")
    page = client.get(reverse("sessions:timetable")).content.decode()
    assert page.count("Trip</span>") == 1
    assert "We go out together." in client.get(reverse("sessions:session", args=[trip.code])).content.decode()
