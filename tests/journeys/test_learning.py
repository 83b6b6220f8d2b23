"""Parents learn: they look, say they are interested, are asked, take part, and say later what became of it."""

import re
from datetime import timedelta

import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from sessions.models import Attendance, Interest, Programme
from sessions.pages.take_ups import feelings_of
from sessions.services.feelings import answer
from sessions.services.learning import ask_what_became
from tests.cast import EnrolmentFactory, ServiceFactory, VenueFactory, course, join, person
from tests.journeys.test_kinds import boxes
from tests.journeys.test_timetable import filled

HOME, LEARNING = reverse("portal:home"), reverse("sessions:learning")


def test_amina_says_that_she_is_interested_and_lena_sees_how_many(amina, sign_in):
    client = sign_in(amina)
    assert LEARNING not in client.get(HOME).content.decode()  # nothing to learn here yet
    first_aid = course(name="First aid", for_parents=True)
    assert LEARNING in client.get(HOME).content.decode()
    page = client.get(LEARNING).content.decode()
    assert "I am interested" in page
    page = client.post(reverse("sessions:interested", args=[first_aid.code]), {"interested": "on"}, follow=True)
    assert "You are interested" in page.content.decode()
    join(first_aid, amina, children=[])
    lena = person("Lena", "leader")
    first_aid.leaders.add(lena)
    page = sign_in(lena).get(reverse("sessions:take_up", args=[first_aid.code])).content.decode()
    assert "Interested: 1. Took a place: 1." in page


def test_carol_asks_from_the_family_page_with_one_tap_and_reads_the_reply(amina, carol, sign_in):
    first_aid = course(name="First aid", for_parents=True)
    client, page = sign_in(carol), reverse("portal:family", args=[amina.carer.family.code])
    said = client.get(page).content.decode()
    action = reverse("sessions:ask", args=[first_aid.code])
    assert action in said
    said = client.post(action, {"family": amina.carer.family.code, "from_family": "on"}, follow=True).content.decode()
    assert "Asked</span>" in said
    sweep()
    path = re.search(r"http://[^/\s]+(/sessions/asked/\S+)", mail.outbox[0].body).group(1)
    said = sign_in(amina).post(f"{path}answer/", {"answer": "no"}, follow=True).content.decode()
    assert "You said not now. You can still say yes." in said
    assert "Said not now" in sign_in(carol).get(page).content.decode()


def test_weeks_later_who_came_is_asked_once_and_answers_with_a_button(amina, bea, sign_in):
    first_aid = course(weeks=1, for_parents=True)
    enrolment = join(first_aid, amina, children=[])
    join(first_aid, bea, children=[])
    enrolment.bookings.update(attendance=Attendance.CAME)
    with time_machine.travel(clock.now() + timedelta(weeks=6)):
        mail.outbox.clear()
        assert (ask_what_became(), ask_what_became()) == (1, 0)
        sweep()
        letter = next(each for each in mail.outbox if each.subject.startswith("How did it go on?"))
        assert letter.to == ["amina@example.org"]
        path = re.search(r"http://[^/\s]+(/sessions/learning/\S+)", letter.body).group(1)
        client = sign_in(amina)
        assert "I use what I learned" in client.get(path).content.decode()
        client.post(path, {"outcome": "used"})
        assert Interest.objects.get(carer=amina.carer).outcome == "used"
        assert sign_in(bea).get(path).status_code == 404


def test_a_starter_list_fills_in_the_words(db, sign_in):
    VenueFactory()
    client, day = sign_in(person("Lena", "leader")), clock.today() + timedelta(days=20)
    new = reverse("sessions:new_group")
    assert "topic=home_safety" in client.get(f"{new}?kind=course").content.decode()
    form = client.get(f"{new}?kind=course&topic=home_safety").context["form"]
    sent = filled(form) | {"venue": form.fields["venue"].queryset[0].pk, "starts": "7pm", "ends": "8pm"}
    client.post(f"{new}?kind=course&topic=home_safety", sent | boxes("first_day", day) | boxes("last_day", day))
    made = Programme.objects.get()
    assert (made.name, made.for_parents, made.kind) == ("Home safety", True, "course")


def test_the_same_course_in_another_place_is_shown_with_it(amina, sign_in):
    first = course(name="First aid", for_parents=True)
    lena = person("Lena", "leader")
    first.leaders.add(lena)
    hall, day = VenueFactory(name="Annexe"), clock.today() + timedelta(days=20)
    client = sign_in(lena)
    new = f"{reverse('sessions:new_group')}?kind=course&like={first.code}"
    assert new.replace("&", "&amp;") in client.get(reverse("sessions:group", args=[first.code])).content.decode()
    sent = filled(client.get(new).context["form"]) | {"venue": hall.pk}
    page = client.post(new, sent | boxes("first_day", day) | boxes("last_day", day + timedelta(days=14)))
    other = Programme.objects.get(venue=hall)
    assert other.goes_with == first
    client.post(reverse("sessions:group_dates", args=[other.code]))
    page = sign_in(amina).get(reverse("sessions:session", args=[first.occurrences.first().code])).content.decode()
    assert "The same course in other places" in page
    assert "Annexe" in page


def test_before_and_after_are_totals_and_only_of_enough_families(amina, sign_in):
    programme = course(weeks=1, for_parents=True, question="How sure do you feel?", materials="The card")
    enrolment = join(programme, amina, children=[])
    client, mine = sign_in(amina), reverse("sessions:enrolment", args=[enrolment.code])
    assert "How sure do you feel?" in client.get(mine).content.decode()
    client.post(reverse("sessions:course_question", args=[enrolment.code]), {"score": "2"})
    assert "The card" not in client.get(mine).content.decode()
    with time_machine.travel(clock.now() + timedelta(days=8)):
        enrolment.bookings.update(attendance=Attendance.CAME)
        assert "The card" in sign_in(amina).get(mine).content.decode()  # unlocked by coming
        enrolment.refresh_from_db()
        answer(enrolment, 4, by=amina)
    EnrolmentFactory(programme=programme, before=1, after=5)
    assert feelings_of(programme) is None
    EnrolmentFactory(programme=programme, before=3, after=3)
    assert feelings_of(programme) == {"n": 3, "better": 2, "was": 2.0, "became": 4.0}


def test_courses_of_others_stand_beside_ours_with_who_runs_them_and_when_that_was_checked(amina, sign_in, db):
    client = sign_in(amina)
    course(name="First aid", for_parents=True)
    assert "We know of none just now." in client.get(LEARNING).content.decode()
    ServiceFactory(name="Growing Together: a Parenting Course", organisation="Easton Hub", verified_at=clock.now())
    ServiceFactory(name="Swimming course", minimum_age=8)
    ServiceFactory(name="Crown Golf", description="Play on a beautiful course.")
    ServiceFactory(name="Evening workshop", state="waiting")
    ServiceFactory(name="Tumble Parent and Toddler")
    page = " ".join(client.get(LEARNING).content.decode().split())
    assert page.index("First aid") < page.index("Run by others nearby") < page.index("Growing Together")
    assert "Run by <bdi>Easton Hub</bdi>" in page
    assert "Checked by us on" in page
    for other in ("Swimming", "Golf", "workshop", "Tumble"):
        assert other not in page
