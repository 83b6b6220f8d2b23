"""Amina waits for a course that has room for two of her three: she reads why, and comes with two on every date."""

from datetime import time

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Enrolment
from sessions.services.course_parties import take_fewer
from sessions.services.courses import see_to_waiting_lists
from tests.cast import BookingFactory, PartyMemberFactory, course, join


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def waits(amina, db):
    """Six places. On the second date four are taken, and Amina is three."""
    programme = course(heads_limit=8, helpers=2)
    there = BookingFactory(occurrence=programme.occurrences.order_by("day")[1])
    for _ in range(4):
        PartyMemberFactory(booking=there, carer__is_main=False)
    return join(programme, amina)


def test_she_reads_why_and_comes_with_two_on_every_date(waits, amina, sign_in):
    see_to_waiting_lists(at=clock.now())
    client = sign_in(amina)
    page = client.get(reverse("sessions:enrolment", args=[waits.code]))
    said = page.content.decode()
    for words in ("You are number 1", "You all get in when 1 more place comes free.", "Some of you could come now"):
        assert words in said
    first = page.context["fewer"][0]
    assert [person.name for person in first.people] in (["Zain", "Amina"], ["Noor", "Amina"])
    people = " ".join(person.code for person in first.people)
    said = client.post(reverse("sessions:fewer_on_course", args=[waits.code]), {"people": people}, follow=True)
    assert "You are on the course" in said.content.decode()
    assert {row.party.count() for row in waits.bookings.all()} == {2}
    assert {row.state for row in waits.bookings.all()} == {"booked"}
    sweep()
    assert [letter.subject.split(":")[0] for letter in mail.outbox] == ["You are on the course"]


def test_places_that_have_gone_meanwhile_and_people_who_did_not_wait_are_refused(waits, amina, bea):
    children, adults = list(amina.carer.family.children.all()), [amina.carer]
    with pytest.raises(Refused) as no:
        take_fewer(waits, children=children, adults=adults, by=amina)
    assert no.value.code == "heads"
    with pytest.raises(Refused) as no:
        take_fewer(waits, children=list(bea.carer.family.children.all()), adults=adults, by=amina)
    assert no.value.code == "not_yours"
    waits.bookings.first().party.filter(child=children[0]).delete()
    with pytest.raises(Refused) as no:
        take_fewer(waits, children=children[:1], adults=adults, by=amina)
    assert no.value.code == "not_fewer"
    assert Enrolment.objects.get(pk=waits.pk).state == "waiting"
