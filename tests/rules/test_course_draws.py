"""A course whose places are drawn, or go to newcomers first: by the same rule, task and record as one session (M4)."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Attendance, Booking, Draw, Enrolment
from sessions.queries import courses, luck
from sessions.services import doors
from sessions.services.courses import give_up
from sessions.tasks import give_places_out
from tests.cast import BookingFactory, EnrolmentFactory, FamilyFactory, client_of, course, join, parent


@pytest.fixture
def noon(db):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as now:
        yield now


@pytest.fixture
def drawn_course(noon):
    """Room for three pairs on two of its three dates, and for two on the second. Families ask for four days."""
    programme = course(heads_limit=8, doors="draw", settles_days_before=3)
    second = programme.occurrences.order_by("day")[1]
    programme.occurrences.filter(pk=second.pk).update(heads_limit=6)
    return programme


def five_ask(programme):
    return [join(programme, parent(f"P{n}", (f"C{n}", 20))) for n in range(5)]


def at_the_draw(noon):
    noon.shift(timedelta(days=4, hours=4))


def states():
    return sorted(Enrolment.objects.values_list("state", flat=True))


def on_record(draw):
    return [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()]


def test_all_ask_for_every_date_and_hear_at_the_set_time_who_is_on_it(drawn_course, noon):
    five_ask(drawn_course)
    assert set(Booking.objects.values_list("state", flat=True)) == {"asked"}
    sweep()
    give_places_out()
    assert states() == ["asked"] * 5, "not before its time"
    at_the_draw(noon)
    give_places_out()
    assert states() == ["booked"] * 2 + ["waiting"] * 3, "as many as fit on the fullest date"
    for enrolment in Enrolment.objects.all():
        assert set(enrolment.bookings.values_list("state", flat=True)) == {enrolment.state}
    noon.shift(60)
    sweep()
    subjects = sorted(letter.subject.split(":")[0] for letter in mail.outbox)
    asked = ["You have asked for a place"] * 5
    assert subjects == sorted([*asked, *["You are in"] * 2, *["You are on the waiting list"] * 3])
    assert Letter.objects.filter(kind="session_reminder").count() == 2 * 3
    assert Entry.objects.filter(what="enrolment.got_in").count() == 2
    assert Entry.objects.filter(what="enrolment.passed_over", details__limit="heads").count() == 3


def test_the_waiting_list_follows_the_order_of_the_draw(drawn_course, noon):
    five_ask(drawn_course)
    at_the_draw(noon)
    give_places_out()
    in_order = [lot.booking.enrolment for lot in Draw.objects.get().lots.all()]
    waiting = [each for each in in_order if each.state == "waiting"]
    assert [courses.place_in_queue(each) for each in waiting] == [1, 2, 3]
    give_up(in_order[0], by=None)
    assert [Enrolment.objects.get(pk=each.pk).state for each in waiting] == ["offered", "waiting", "waiting"]


def test_drawn_again_from_what_is_on_record_the_same_list_comes_out(drawn_course, noon):
    five_ask(drawn_course)
    at_the_draw(noon)
    assert doors.settle(drawn_course.occurrences.latest("day")), "any of its dates is all of it"
    draw = Draw.objects.get()
    assert draw.occurrence == drawn_course.occurrences.earliest("day")
    assert doors.replay(draw) == on_record(draw)
    Enrolment.objects.filter(state="booked").first().family.delete()
    drawn_course.occurrences.update(heads_limit=40)
    assert doors.replay(draw) == on_record(draw), "whoever left, and whatever has changed since"
    before = states(), Letter.objects.count()
    assert doors.settle(drawn_course.occurrences.earliest("day")) == []
    assert (states(), Letter.objects.count(), Draw.objects.count()) == (*before, 1)


def test_children_grow_out_of_an_age_group_between_two_dates_of_a_draw(noon):
    """Two babies are one by the second date, where only two such children fit; both have a place on the first."""
    programme = course(weeks=2, doors="draw", heads_limit=30)
    programme.bands.create(name="from one", from_months=12, to_months=60, limit=2)
    second = programme.occurrences.latest("day").day
    for n in range(3):
        user = parent(f"P{n}", (f"C{n}", 11))
        user.carer.family.children.update(born_on=second.replace(year=second.year - 1))
        join(programme, user)
    at_the_draw(noon)
    give_places_out()
    assert states() == ["booked", "booked", "waiting"]
    (lot,) = [lot for lot in Draw.objects.get().lots.all() if lot.kept_from]
    assert (lot.kept_from, [each["ages"] for each in lot.parties]) == ("band", [[11], [12]])


def test_who_asked_for_the_same_course_before_and_did_not_get_in_has_a_better_chance(drawn_course):
    before = course(first=-40)
    drawn_course.goes_with = before
    drawn_course.save()
    unlucky, lucky, other = FamilyFactory(), FamilyFactory(), FamilyFactory()
    for family, state in ((unlucky, "waiting"), (lucky, "booked")):
        EnrolmentFactory(programme=before, family=family, state=state, waiting_since=clock.now())
    EnrolmentFactory(programme=course(first=-40), family=other, state="waiting", waiting_since=clock.now())
    first = drawn_course.occurrences.earliest("day")
    missed = luck.times_missed(first, [unlucky.pk, lucky.pk, other.pk])
    assert missed == {unlucky.pk: 1, lucky.pk: 0}


def test_newcomers_are_on_it_at_once_and_the_others_when_their_stretch_is_over(noon):
    programme = course(heads_limit=8, doors="newcomers", settles_days_before=3)
    regulars = [parent(f"R{n}", (f"C{n}", 20)) for n in range(3)]
    for user in regulars:
        day = clock.today() - timedelta(days=1)
        BookingFactory(family=user.carer.family, attendance=Attendance.CAME, occurrence__day=day)
    asked = [join(programme, user) for user in regulars]
    new = join(programme, parent("New", ("Nia", 20)))
    assert [each.state for each in [*asked, new]] == ["asked"] * 3 + ["booked"]
    at_the_draw(noon)
    give_places_out()
    assert [Enrolment.objects.get(pk=each.pk).state for each in asked] == ["booked", "booked", "waiting"]
    assert not Draw.objects.exists(), "nothing was left to chance"


def test_a_course_that_has_begun_is_not_drawn_again_before_its_next_date(noon, amina):
    programme = course(weeks=6, first=-7, doors="draw", late_joining=True)
    assert join(programme, amina).state == "booked"


def test_a_leaders_reason_is_not_put_off_until_the_draw(drawn_course, amina, carol):
    enrolment = join(drawn_course, amina, override_why="The midwife asked", by_staff=True, by=amina)
    assert enrolment.state == "booked"


def test_a_called_off_first_date_leaves_the_draw_to_the_next(drawn_course, noon):
    five_ask(drawn_course)
    first = drawn_course.occurrences.earliest("day")
    drawn_course.occurrences.filter(pk=first.pk).update(cancelled_at=clock.now())
    at_the_draw(noon)
    give_places_out()
    assert states() == ["asked"] * 5
    noon.shift(timedelta(days=7))
    give_places_out()
    assert states() == ["booked"] * 2 + ["waiting"] * 3


def test_nobody_betters_their_chance_by_giving_up_the_fullest_date_before_the_draw(drawn_course, noon):
    asked = five_ask(drawn_course)
    fullest = drawn_course.occurrences.order_by("day")[1]
    for enrolment in asked:
        by = enrolment.contact.user
        give_up_address = reverse("sessions:give_up", args=[enrolment.bookings.get(occurrence=fullest).code])
        client_of(by).post(give_up_address)
    at_the_draw(noon)
    give_places_out()
    assert states() == ["booked"] * 2 + ["waiting"] * 3
