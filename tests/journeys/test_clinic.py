"""A parent picks a time at a clinic; a leader opens it, puts a family in, and prints the list (S3-20, S3-23, M25)."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox import delivery
from sessions.models import Booking
from tests.cast import (
    CarerFactory,
    ChildFactory,
    ClinicFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    bring,
    parent,
    person,
)


@pytest.fixture
def clinic(db):
    return ClinicFactory()


@pytest.fixture
def morning(clinic):
    return OccurrenceFactory(programme=clinic.programme)


def page_of(thing, name="session"):
    return reverse(f"sessions:{name}", args=[thing.code])


def times_on(page):
    """The times that are buttons, as the wall shows them."""
    return re.findall(r'name="time"[^>]*>([^<]+)<', page)


def press(client, page, at, *, action):
    """Pressing a time, with whoever is ticked at first."""
    form = page.context["form"]
    people = {name: form.initial[name] for name in ("children", "adults", "key")}
    return client.post(action, people | {"time": f"{at.isoformat()}"}, follow=True)


def wall(session, hour, minute=0):
    return clock.at(session.day, time(hour, minute))


def test_three_taps_from_whats_on_to_a_time(morning, sign_in, mailoutbox):
    amina = parent("Amina", ("Noor", 7), ("Zain", 40))
    client = sign_in(amina)
    listed = client.get(reverse("sessions:timetable")).content.decode()
    assert page_of(morning) in listed
    assert "4 times are free" in listed
    shown = client.get(page_of(morning))
    assert times_on(shown.content.decode()) == ["9:30am", "9:50am", "10:10am", "10:30am"]
    booked = press(client, shown, wall(morning, 9, 50), action=page_of(morning, "book"))
    assert "You are booked" in booked.content.decode()
    assert "9:50am to 10:10am" in booked.content.decode()
    home = client.get(reverse("portal:home")).content.decode()
    assert "9:50am to 10:10am" in home
    assert times_on(client.get(page_of(morning)).content.decode()) == []


def test_the_letter_and_the_calendar_say_the_familys_own_time(morning, sign_in, mailoutbox):
    client = sign_in(parent("Amina", ("Noor", 7)))
    press(client, client.get(page_of(morning)), wall(morning, 10, 10), action=page_of(morning, "book"))
    delivery.sweep()
    (letter,) = mailoutbox
    assert "10:10am to 10:30am" in letter.body
    assert "T101000" in str(letter.attachments[0][1])


def baby(family, name, days_old):
    return ChildFactory(first_name=name, family=family, born_on=clock.today() - timedelta(days=days_old))


@pytest.fixture
def registrar(db):
    fields = {"kind": "clinic", "to_months": 12, "name": "Register a birth", "ends": time(12)}
    programme = ProgrammeFactory(**fields)
    return ClinicFactory(programme=programme, subject="registrar", minutes=30, interpreter_minutes=15)


def test_twins_and_an_interpreter_are_given_longer(registrar, sign_in):
    session = OccurrenceFactory(programme=registrar.programme)
    user = parent("Yuki")
    user.carer.interpreter = "ja"
    user.carer.save()
    for name in ("Ren", "Mio"):
        baby(user.carer.family, name, 10)
    client = sign_in(user)
    page = client.get(page_of(session))
    assert "75 minutes" in page.content.decode()
    assert "with an interpreter" in page.content.decode()
    assert times_on(page.content.decode())[-1] == "10:30am", "a time is offered only where all of it fits"
    booked = press(client, page, wall(session, 10), action=page_of(session, "book"))
    assert "10am to 11:15am" in booked.content.decode()


def test_a_date_past_day_42_warns_with_the_reason_and_still_lets_them_book(registrar, sign_in):
    soon, late = (
        OccurrenceFactory(programme=registrar.programme, day=clock.today() + timedelta(days=days)) for days in (5, 20)
    )
    user = parent("Rosa")
    baby(user.carer.family, "Luna", 30)
    client = sign_in(user)
    assert "This date is in time" in client.get(page_of(soon)).content.decode()
    page = client.get(page_of(late))
    assert "42 days" in page.content.decode()
    booked = press(client, page, wall(late, 10), action=page_of(late, "book"))
    assert "You are booked" in booked.content.decode()
    assert "42 days" in booked.content.decode()
    assert "Who comes, and what to bring" in booked.content.decode()
    assert "gov.uk" in booked.content.decode()


def test_a_baby_on_its_way_cannot_be_registered_yet(registrar, sign_in):
    session = OccurrenceFactory(programme=registrar.programme)
    user = parent("Ines")
    ChildFactory(first_name="Bump", born_on=None, due_on=clock.today() + timedelta(days=60), family=user.carer.family)
    client = sign_in(user)
    answer = press(client, client.get(page_of(session)), wall(session, 10), action=page_of(session, "book"))
    assert "Come back after the birth" in answer.content.decode()
    assert not Booking.objects.exists()


def test_whoever_comes_too_late_chooses_another_and_keeps_nothing(morning, sign_in, bea):
    amina = parent("Amina", ("Noor", 7))
    page = sign_in(amina).get(page_of(morning))
    client = sign_in(bea)
    press(client, client.get(page_of(morning)), wall(morning, 9, 50), action=page_of(morning, "book"))
    answer = press(sign_in(amina), page, wall(morning, 9, 50), action=page_of(morning, "book"))
    assert "has just gone" in answer.content.decode()
    assert times_on(answer.content.decode()) == ["9:30am", "10:10am", "10:30am"]


def test_another_time_the_same_day_or_another(morning, sign_in):
    later = OccurrenceFactory(programme=morning.programme, day=morning.day + timedelta(days=7))
    client = sign_in(parent("Amina", ("Noor", 7)))
    press(client, client.get(page_of(morning)), wall(morning, 9, 50), action=page_of(morning, "book"))
    mine = Booking.objects.get()
    assert page_of(mine, "change_time") in client.get(page_of(mine, "booking")).content.decode()
    client.post(page_of(mine, "change_time"), {"time": f"{morning.code} {wall(morning, 10, 30).isoformat()}"})
    mine.refresh_from_db()
    assert (mine.state, mine.visit.starts_at) == ("booked", wall(morning, 10, 30))
    shown = client.post(
        page_of(mine, "change_time"), {"time": f"{later.code} {wall(later, 9, 30).isoformat()}"}, follow=True
    )
    assert "9:30am to 9:50am" in shown.content.decode()
    assert [(b.occurrence, b.state) for b in Booking.objects.order_by("pk")] == [
        (morning, "given_up"),
        (later, "booked"),
    ]


def fill(session, count):
    for n in range(count):
        user = parent(f"Early{n}", (f"Baby{n}", 5))
        times = [wall(session, 9, 30) + timedelta(minutes=20 * n)]
        bring_at(session, user, times[0])


def bring_at(session, user, at, **more):
    return bring(session, user, time=at, wait=False, **more)


def test_told_when_a_time_is_free(morning, sign_in):
    fill(morning, 4)
    amina = parent("Amina", ("Noor", 7))
    client = sign_in(amina)
    page = client.get(page_of(morning))
    assert "Tell me when a time is free" in page.content.decode()
    form = page.context["form"]
    people = {name: form.initial[name] for name in ("children", "adults", "key")}
    answer = client.post(page_of(morning, "book"), people | {"wait": "yes"}, follow=True)
    assert "number 1 on the waiting list" in answer.content.decode()
    first = Booking.objects.filter(state="booked").order_by("appointment__during")[1]
    sign_in(first.made_by).post(page_of(first, "give_up"))
    mine = Booking.objects.get(family=amina.carer.family)
    page = sign_in(amina).get(page_of(mine, "booking")).content.decode()
    assert "9:50am to 10:10am" in page
    sign_in(amina).post(page_of(mine, "take_offer"))
    mine.refresh_from_db()
    assert mine.state == "booked"


def test_a_leader_opens_a_clinic_with_its_rules(carol, sign_in):
    programme = ProgrammeFactory(kind="clinic")
    client = sign_in(carol)
    way = reverse("sessions:clinic", args=[programme.code])
    assert way in client.get(reverse("sessions:group", args=[programme.code])).content.decode()
    said = {
        "subject": "health_visitor",
        "run_by": "Maureen Hill",
        "minutes": "25",
        "interpreter_minutes": "10",
        "desks": "2",
        "break0_from": "10:20",
        "break0_until": "10:30",
    }
    answer = client.post(way, said)
    assert answer.status_code == 302, answer.context["form"].errors
    programme.clinic.refresh_from_db()
    assert (programme.clinic.minutes, programme.clinic.desks, programme.clinic.breaks) == (25, 2, [[50, 60]])
    assert 'value="10:20"' in client.get(way).content.decode()
    assert "both while the clinic is open" in client.post(way, said | {"break0_from": "8:00"}).content.decode()


def test_a_leader_puts_a_family_in_and_prints_the_list(clinic, carol, sign_in):
    session = OccurrenceFactory(programme=clinic.programme, day=clock.today() + timedelta(days=1))
    family = CarerFactory(name="Zofia Nowak", interpreter="pl").family
    ChildFactory(
        family=family,
        first_name="Jan",
        born_on=clock.today() - timedelta(days=90),
        allergies="Egg",
        allergy_action="Ring me",
    )
    client = sign_in(carol)
    way = reverse("sessions:door", args=[session.code]) + f"?family={family.code}"
    press(client, client.get(way), wall(session, 9, 50), action=way)
    register = client.get(page_of(session, "register")).content.decode()
    assert "9:50am" in register
    assert page_of(session, "day_list") in register
    listed = client.get(page_of(session, "day_list")).content.decode()
    assert "9:50am to 10:20am" in listed
    assert "Zofia" in listed
    assert "Polish" in listed
    assert not {"Nowak", "Egg", "Jan"} & set(re.findall(r"\w+", listed)), "no last name, no child's name, no health"


def test_a_leader_books_a_time_days_ahead_though_booking_has_closed_and_goes_on_from_the_group(clinic, sign_in):
    clinic.programme.closes_hours_before = 300
    clinic.programme.save()
    session = OccurrenceFactory(programme=clinic.programme, day=clock.today() + timedelta(days=5))
    lena = person("Lena", "leader")
    clinic.programme.leaders.add(lena)
    bea = parent("Bea", ("Theo", 3))
    family = bea.carer.family
    group = OccurrenceFactory()
    group.programme.leaders.add(lena)
    bring(group, bea)
    client, search = sign_in(lena), page_of(session, "book_for")
    way = f"{search}?family={family.code}"
    page = client.get(way)
    assert f'class="back" href="{search}"' in page.content.decode()
    answer = press(client, page, wall(session, 9, 50), action=way)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, page_of(clinic.programme, "group"))
    assert session.bookings.get().visit.starts_at == wall(session, 9, 50)


def test_a_family_nobody_knows_is_written_down_and_chooses_a_time(clinic, carol, sign_in):
    session = OccurrenceFactory(programme=clinic.programme, day=clock.today() + timedelta(days=1))
    client = sign_in(carol)
    born = clock.today() - timedelta(days=100)
    said = {f"child0-born_on_{n}": getattr(born, n) for n in ("day", "month", "year")}
    answer = client.post(
        page_of(session, "new_family"), said | {"name": "Ola", "child0-first_name": "Max"}, follow=True
    )
    way = answer.redirect_chain[-1][0]
    assert times_on(answer.content.decode())[0] == "9:30am"
    press(client, answer, wall(session, 9, 30), action=way)
    assert Booking.objects.get().visit.starts_at == wall(session, 9, 30)
