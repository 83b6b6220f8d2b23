"""Parents learn: they look, say they are interested, are asked, take part, and say later what became of it."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from groupsite.outbox.services import post
from sessions.models import Attendance, Interest, Programme
from sessions.pages.take_ups import feelings_of
from sessions.services.feelings import answer
from sessions.services.inviting import ask
from sessions.services.learning import ask_what_became
from sessions.tasks import post_cards
from tests.cast import (
    CarerFactory,
    EnrolmentFactory,
    InterestFactory,
    ServiceFactory,
    UserFactory,
    VenueFactory,
    course,
    join,
    person,
)
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


def test_what_is_over_is_not_offered_any_more_and_what_is_planned_is(amina, sign_in):
    over = course(weeks=1, first=-30, name="Last year", for_parents=True)
    planned, ahead = course(weeks=0, name="Some day", for_parents=True), course(name="Soon", for_parents=True)
    client = sign_in(amina)
    page = client.get(LEARNING).content.decode()
    assert "Last year" not in page
    assert page.index("Soon") < page.index("Some day") < page.index("No date yet.")
    assert client.post(reverse("sessions:interested", args=[over.code]), {"interested": "on"}).status_code == 404
    for each in (planned, ahead):
        each.delete()
    assert LEARNING not in client.get(HOME).content.decode()


def test_what_leaders_give_the_places_of_is_offered_to_whom_they_have_asked(amina, bea, carol, sign_in):
    circle = course(name="Quiet circle", for_parents=True, by_invitation=True)
    ask(circle, amina.carer.family, by=carol)
    assert "Quiet circle" in sign_in(amina).get(LEARNING).content.decode()
    client = sign_in(bea)
    assert "Quiet circle" not in client.get(LEARNING).content.decode()
    assert LEARNING not in client.get(HOME).content.decode()
    assert client.post(reverse("sessions:interested", args=[circle.code]), {"interested": "on"}).status_code == 404


def said(page):
    return " ".join(page.content.decode().split())


def test_what_a_letter_asks_stands_on_her_home_until_she_answers(amina, bea, carol, sign_in):
    first_aid = course(name="First aid", for_parents=True)
    invite = ask(first_aid, amina.carer.family, by=carol)
    client = sign_in(amina)
    assert "You are asked to First aid. Would you like to come?" in said(client.get(HOME))
    assert reverse("sessions:invite", args=[invite.code]) in said(client.get(HOME))
    client.post(reverse("sessions:answer_invite", args=[invite.code]), {"answer": "no"})
    assert "You are asked to" not in said(client.get(HOME))
    row = InterestFactory(programme=first_aid, carer=amina.carer)
    assert "What became of First aid?" not in said(client.get(HOME)), "nobody has asked her yet"
    Interest.objects.update(asked_at=clock.now())
    assert reverse("sessions:learning_outcome", args=[row.code]) in said(client.get(HOME))
    client.post(reverse("sessions:learning_outcome", args=[row.code]), {"outcome": "used"})
    assert "What became of First aid?" not in said(client.get(HOME))
    assert "First aid?" not in said(sign_in(bea).get(HOME))


def test_who_was_asked_is_not_asked_again_once_booked_or_when_it_is_over(amina, carol, sign_in):
    ask(first_aid := course(name="First aid", for_parents=True), amina.carer.family, by=carol)
    ask(course(weeks=1, first=-9, name="Sleep", for_parents=True), amina.carer.family, by=carol)
    client = sign_in(amina)
    assert "You are asked to First aid." in said(client.get(HOME))
    assert "Sleep" not in said(client.get(HOME))
    join(first_aid, amina, children=[])
    assert "You are asked to" not in said(client.get(HOME))


def test_what_others_should_not_read_is_named_to_nobody_and_asked_of_one_alone(amina, carol, sign_in):
    partner = UserFactory(roles=["parent"])
    CarerFactory(family=amina.carer.family, user=partner, is_main=False)
    invite = ask(course(name="Safe at home", discreet=True, by_invitation=True), amina.carer.family, by=carol)
    page = said(sign_in(amina).get(HOME))
    assert "We have a place for you. Would you like to come?" in page
    assert "Safe at home" not in page
    assert reverse("sessions:invite", args=[invite.code]) not in said(sign_in(partner).get(HOME))


def test_what_she_may_read_after_a_course_is_told_and_found_again(amina, bea, sign_in):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as now:
        workshop = course(weeks=2, name="How children learn", materials="Talk about what you see.")
        mine = join(workshop, amina)
        join(workshop, bea)
        client = sign_in(amina)
        now.shift(timedelta(days=8))
        first = mine.bookings.earliest("occurrence__starts_at")
        type(first).objects.filter(pk=first.pk).update(attendance=Attendance.CAME)
        mail.outbox.clear()
        for _again in range(2):
            post_cards()
            sweep()
        mine.bookings.update(attendance=Attendance.CAME)
        now.shift(timedelta(days=7))
        post_cards()
        sweep()
        (letter,) = [each for each in mail.outbox if each.subject.startswith("To read")]
        assert letter.to == ["amina@example.org"]
        assert letter.subject == "To read at home: How children learn"
        assert Letter.objects.filter(kind="materials_open").count() == 1, "at the first date they came to"
        post("materials_open", to=amina.carer, about=mine)
        sweep()
        assert Letter.objects.filter(kind="materials_open").latest("pk").reason == "they were told"
        assert reverse("sessions:enrolment", args=[mine.code]) in letter.body
        now.shift(timedelta(days=9))
        client.force_login(amina)
        assert "To read at home: How children learn." in said(client.get(HOME))
        assert reverse("sessions:enrolment", args=[mine.code]) in said(client.get(LEARNING))
        assert "Talk about what you see." in said(client.get(reverse("sessions:enrolment", args=[mine.code])))
        assert "How children learn" not in said(sign_in(bea).get(LEARNING)), "she did not come"


@pytest.mark.parametrize("change", ["did not come after all", "face to face", "nothing to read"])
def test_who_should_not_get_the_letter_to_read_gets_none(change, amina):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as now:
        mine = join(course(weeks=1, materials="Read this."), amina)
        now.shift(timedelta(days=8))
        mine.bookings.update(attendance=Attendance.CAME)
        post_cards()
        if change == "did not come after all":
            mine.bookings.update(attendance=Attendance.MISSED)
        elif change == "face to face":
            type(amina.carer).objects.update(contact_by="in_person")
        else:
            Programme.objects.update(materials="")
        sweep()
    assert Letter.objects.get(kind="materials_open").state == "dropped"
