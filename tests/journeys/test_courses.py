"""Amina takes a place on a course in one go, misses a date, gives it up; Bea waits for all of it and says yes."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from sessions.models import Attendance, Booking, Enrolment
from sessions.rules import awake
from sessions.services.courses import give_up
from tests.cast import course, join, person


@pytest.fixture
def first_aid(db):
    return course(weeks=4, name="First aid for little ones", heads_limit=6)


def open_course(client, programme):
    """From What's on, by its link: a course is listed once."""
    listed = client.get(reverse("sessions:timetable")).content.decode()
    (link,) = re.findall(rf'href="(/sessions/[\w-]+/)">{programme.name}', listed)
    return client.get(link)


def take(client, page, **more):
    """Press the button, with what is ticked."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")} | more
    action = re.search(r'action="(/sessions/[\w-]+/enrol/)"', page.content.decode()).group(1)
    return client.post(action, sent, follow=True).content.decode()


def test_amina_takes_a_place_on_all_dates_in_three_taps(amina, first_aid, sign_in):
    client = sign_in(amina)
    page = open_course(client, first_aid)
    said = page.content.decode()
    for words in ("Course", "You take a place on all 4 dates in one go.", "4 dates to come", "Take the place"):
        assert words in said
    said = take(client, page)
    for words in ("You are on the course", "Your dates", "Amina", "Zain"):
        assert words in said
    assert Booking.objects.filter(state="booked").count() == 4
    sweep()
    (letter,) = mail.outbox
    assert letter.subject == "You are on the course: First aid for little ones"
    assert "You are on this course" in open_course(client, first_aid).content.decode()
    home = client.get(reverse("portal:home")).content.decode()
    assert home.count("First aid for little ones") == 1


def test_she_misses_one_date_and_then_gives_it_all_up(amina, first_aid, sign_in):
    client, enrolment = sign_in(amina), join(first_aid, amina)
    mine = reverse("sessions:enrolment", args=[enrolment.code])
    date = re.findall(r'href="(/sessions/bookings/[\w-]+/)"', client.get(mine).content.decode())[1]
    assert "You stay on the course." in client.get(date).content.decode()
    client.post(f"{date}give-up/")
    page = client.get(mine).content.decode()
    assert page.count("You miss this one") == 1
    page = client.post(reverse("sessions:give_up_course", args=[enrolment.code]), follow=True).content.decode()
    assert "You gave this course up" in page
    sweep()
    assert "METHOD:CANCEL" in mail.outbox[-1].attachments[0][1]


def test_bea_waits_for_the_course_and_is_offered_all_of_it(amina, bea, first_aid, sign_in):
    held = join(first_aid, amina)
    first_aid.heads_limit = 5
    first_aid.save()
    client = sign_in(bea)
    page = open_course(client, first_aid)
    assert "you are offered the whole course" in page.content.decode()
    assert "You are number 1 on the waiting list." in take(client, page, wait="yes")
    give_up(held, by=amina)
    with time_machine.travel(awake(clock.now()) + timedelta(minutes=1)):  # by night the letter waits for the morning
        sweep()
    offer = next(letter for letter in mail.outbox if letter.subject.startswith("There is a place"))
    path = re.search(r"http://\S+?(/sessions/courses/\S+)", offer.body).group(1)
    row = Booking.objects.filter(family=bea.carer.family).first()
    page = client.get(reverse("sessions:booking", args=[row.code]), follow=True).content.decode()
    assert "We hold places for all of you on 4 dates until" in page
    assert Enrolment.objects.get(family=bea.carer.family).state == "offered"  # the link only showed
    assert "You are on the course" in client.post(path + "accept/", follow=True).content.decode()


def test_another_family_does_not_find_it(amina, bea, first_aid, sign_in):
    code = join(first_aid, amina).code
    client = sign_in(bea)
    assert client.get(reverse("sessions:enrolment", args=[code])).status_code == 404
    for act in ("accept_course", "give_up_course", "course_question"):
        assert client.post(reverse(f"sessions:{act}", args=[code])).status_code == 404


def test_lena_sees_who_is_on_it_and_how_many_came(amina, bea, first_aid, sign_in):
    lena = person("Lena", "leader")
    first_aid.leaders.add(lena)
    enrolment = join(first_aid, amina)
    join(first_aid, bea)
    enrolment.bookings.filter(pk=enrolment.bookings.first().pk).update(attendance=Attendance.CAME)
    client = sign_in(lena)
    group = client.get(reverse("sessions:group", args=[first_aid.code])).content.decode()
    address = reverse("sessions:take_up", args=[first_aid.code])
    assert address in group
    page = client.get(address).content.decode()
    for words in ("Amina", "came 1 time", "On the course", "Bea", "Waiting"):
        assert words in page
    assert "@" not in page.split("<main")[1].split("</main")[0]


def test_another_leader_does_not_see_who_is_on_it(first_aid, sign_in):
    address = reverse("sessions:take_up", args=[first_aid.code])
    assert sign_in(person("Lena", "leader")).get(address).status_code == 404


@pytest.mark.parametrize(
    ("late", "offered"), [pytest.param(False, False, id="shut"), pytest.param(True, True, id="late")]
)
def test_a_course_that_nobody_can_join_any_more_is_for_no_calendar_but_of_who_is_on_it(
    late, offered, amina, bea, first_aid, sign_in
):
    join(first_aid, bea)
    type(first_aid).objects.filter(pk=first_aid.pk).update(late_joining=late)
    begun, following, *_others = first_aid.occurrences.order_by("day")
    with time_machine.travel(begun.ends_at + timedelta(days=1), tick=False):
        link = reverse("sessions:session", args=[following.code])
        calendar = reverse("sessions:calendar", args=[following.code])
        assert (calendar in sign_in(amina).get(link).content.decode()) == offered
        assert calendar in sign_in(bea).get(link).content.decode()
