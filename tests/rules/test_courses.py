"""A course: every date in one act or none, one waiting list, one letter, late only if the leader lets them."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Booking, Enrolment
from sessions.queries import courses
from sessions.queries.room import room_of
from sessions.rules import Moment
from sessions.services import booking as bookings
from sessions.services import parties
from sessions.services.courses import accept, give_up, see_to_waiting_lists, take_new_dates
from sessions.services.moving import Change, bend
from tests.cast import BookingFactory, OccurrenceFactory, PartyMemberFactory, bring, course, join, parent


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


def states(enrolment):
    enrolment.refresh_from_db()
    return enrolment.state, sorted(set(enrolment.bookings.values_list("state", flat=True)))


def full_on(occurrence, heads):
    """Somebody at the door has taken so many places of one date."""
    booking = BookingFactory(occurrence=occurrence)
    for _ in range(heads):
        PartyMemberFactory(booking=booking, carer__is_main=False)
    return booking


def test_one_act_takes_a_place_on_every_date(amina):
    enrolment = join(course(weeks=4), amina)
    assert states(enrolment) == ("booked", ["booked"])
    assert [room_of(row.occurrence).heads for row in enrolment.bookings.all()] == [3, 3, 3, 3]


def test_one_date_without_room_is_no_place_at_all(amina):
    programme = course(heads_limit=6)
    full_on(programme.occurrences.order_by("day")[1], 2)
    with pytest.raises(Refused) as no:
        join(programme, amina, wait=False)
    second = programme.occurrences.order_by("day")[1].day
    assert str(no.value.message).startswith(f"{second:%-d %B}: There is room for 2 more people, and you are 3.")
    assert not Booking.objects.filter(family=amina.carer.family).exists()
    assert states(join(programme, amina)) == ("waiting", ["waiting"])


def test_the_limit_of_one_date_counts_for_the_whole(amina):
    programme = course(heads_limit=40)
    programme.occurrences.filter(pk=programme.occurrences.first().pk).update(heads_limit=4)
    with pytest.raises(Refused):
        join(programme, amina, wait=False)


def test_a_form_sent_twice_takes_one_place_and_another_form_is_refused(amina):
    programme, key = course(), uuid4()
    assert join(programme, amina, key=key) == join(programme, amina, key=key)
    with pytest.raises(Refused) as no:
        join(programme, amina, key=uuid4())
    assert no.value.code == "already"


def test_a_place_of_a_course_is_not_booked_by_the_date(amina):
    programme = course()
    with pytest.raises(Refused) as no:
        bring(programme.occurrences.first(), amina)
    assert no.value.code == "course"


@pytest.mark.parametrize(
    ("begun", "late", "code"),
    [
        pytest.param(False, False, None, id="before it begins"),
        pytest.param(True, False, "begun", id="it has begun"),
        pytest.param(True, True, None, id="it has begun, and the leader lets them"),
    ],
)
def test_late_joining_only_if_the_leader_lets_them(amina, begun, late, code):
    programme = course(first=-7 if begun else 7, late_joining=late)
    if code:
        with pytest.raises(Refused) as no:
            join(programme, amina)
        assert no.value.code == code
    else:
        left = len(courses.read(programme).dates)
        assert join(programme, amina).bookings.count() == left == (1 if begun else 3)


@pytest.mark.parametrize(
    ("dates", "opens", "late", "at", "code"),
    [
        pytest.param(0, 60, False, -1, "past", id="no dates left"),
        pytest.param(3, 60, False, -61, "not_open", id="too early"),
        pytest.param(3, 60, False, -60, None, id="just open"),
        pytest.param(3, 60, False, 0, "begun", id="as it begins"),
        pytest.param(2, 60, True, 8, None, id="late, and allowed"),
    ],
)
def test_when_one_may_join(dates, opens, late, at, code):
    begins = clock.at(clock.today(), time(10))
    first = Moment(begins, begins + timedelta(hours=1), begins - timedelta(days=opens), begins)
    closed = courses.Way(first, dates, late).closed(begins + timedelta(days=at))
    assert (closed.code if closed else None) == code


# -- One waiting list ------------------------------------------------------------------------------
def test_giving_the_course_up_offers_all_of_it_to_the_next_household_in_one_letter(amina, bea):
    programme = course(weeks=8, heads_limit=5)
    held, waiting = join(programme, amina), join(programme, bea)
    give_up(held, by=amina)
    assert (states(held), states(waiting)) == (("given_up", ["given_up"]), ("offered", ["offered"]))
    sweep()
    subjects = [letter.subject for letter in mail.outbox if letter.to == ["bea@example.org"]]
    assert sorted(subjects)[0].startswith("There is a place for you")
    assert len([subject for subject in subjects if subject.startswith("There is a place")]) == 1
    accept(waiting, by=bea)
    assert states(waiting) == ("booked", ["booked"])
    sweep()
    (booked,) = [letter for letter in mail.outbox if letter.subject.startswith("You are on the course")]
    assert booked.attachments[0][1].count("BEGIN:VEVENT") == 8
    assert booked.to == ["bea@example.org"]  # Amina gave hers up before the letter went


def test_no_offer_of_a_course_waits_for_longer_than_its_first_date_is_away(amina, bea):
    programme = course(heads_limit=5)
    held, waiting = join(programme, amina), join(programme, bea)
    give_up(held, by=amina)
    first = programme.occurrences.order_by("day").first()
    usual = {"scope": "one", "venue": first.place, "heads_limit": first.most_heads, "play": ""}
    bend(first, Change(day=clock.today(), starts=time(14), ends=time(15), **usual), by=None)
    assert states(waiting)[0] == "offered"
    assert waiting.offer_ends_at == clock.at(clock.today(), time(14))


def test_an_offer_that_runs_out_goes_to_the_next(amina, bea, noon):
    programme = course(heads_limit=5)
    held, waiting = join(programme, amina), join(programme, bea)
    behind = join(programme, parent("Uma", ("Vic", 20)))
    give_up(held, by=amina)
    waiting.refresh_from_db()
    noon.move_to(waiting.offer_ends_at)
    with pytest.raises(Refused):
        accept(waiting, by=bea)
    assert see_to_waiting_lists(at=clock.now()) == 1
    assert (states(waiting), states(behind)) == (("lapsed", ["lapsed"]), ("offered", ["offered"]))


def test_who_fits_on_all_dates_but_one_keeps_the_turn_and_a_smaller_household_is_offered(amina, bea):
    programme = course(heads_limit=6)
    held = full_on(programme.occurrences.order_by("day")[2], 4)
    waiting, small = join(programme, amina), join(programme, bea)
    held.party.all()[0].delete()
    held.party.all()[0].delete()
    assert see_to_waiting_lists(at=clock.now()) == 0
    assert (states(waiting)[0], states(small)[0]) == ("waiting", "offered")
    assert (waiting.passed_over, courses.place_in_queue(waiting)) == ("heads", 1)


def test_a_single_date_is_missed_and_the_course_goes_on(amina, bea):
    programme = course(heads_limit=5)
    enrolment, waiting = join(programme, amina), join(programme, bea)
    missed = enrolment.bookings.order_by("occurrence__day")[1]
    bookings.give_up(missed, by=amina)
    assert states(enrolment) == ("booked", ["booked", "given_up"])
    assert states(waiting) == ("waiting", ["waiting"])  # one date is not the course
    for row in enrolment.bookings.filter(state="booked"):
        bookings.give_up(row, by=amina)
    assert states(enrolment) == ("given_up", ["given_up"])
    assert states(waiting) == ("offered", ["offered"])  # by the same act, and not by the clock


@pytest.mark.parametrize("act", ["give up", "come with fewer"])
def test_a_place_that_comes_free_on_the_fullest_date_is_offered_by_the_same_act(amina, bea, act):
    """Bea and her baby do not fit on the second date, where a third household has come to the door."""
    programme = course(heads_limit=7)
    on_it, second = join(programme, amina), programme.occurrences.order_by("day")[1]
    full_on(second, 1)
    waiting = join(programme, bea)
    row = on_it.bookings.get(occurrence=second)
    if act == "give up":
        bookings.give_up(row, by=amina)
    else:
        zain = row.party.exclude(child=None).first().child
        parties.change_party(row, children=[zain], adults=[amina.carer], by=amina)
    assert states(waiting) == ("offered", ["offered"])


def test_a_course_given_up_makes_room_for_a_group_that_waits_for_the_same_hall(amina, bea):
    """The hall takes nine: the course has three and two helpers, so Bea and her baby wait for the group beside it."""
    programme = course(venue__fire_limit=8, heads_limit=8)
    on_it, second = join(programme, amina), programme.occurrences.order_by("day")[1]
    group = OccurrenceFactory(programme__venue=programme.venue, day=second.day, programme__helpers=2)
    turn = bring(group, bea)
    assert turn.state == "waiting"
    give_up(on_it, by=amina)
    turn.refresh_from_db()
    assert turn.state == "offered"


def test_what_has_been_stays_on_the_register(amina, noon):
    programme = course()
    enrolment = join(programme, amina)
    first = enrolment.bookings.order_by("occurrence__day").first()
    noon.move_to(first.occurrence.ends_at)
    Booking.objects.filter(pk=first.pk).update(attendance="came")
    give_up(enrolment, by=amina)
    first.refresh_from_db()
    assert (first.state, states(enrolment)) == ("booked", ("given_up", ["booked", "given_up"]))


def test_who_waits_for_a_course_cannot_slip_in_by_one_date(bea):
    programme = course(heads_limit=6)
    full_on(programme.occurrences.order_by("day")[1], 4)
    row = join(programme, bea).bookings.order_by("occurrence__day").first()
    people = {"children": list(bea.carer.family.children.all()), "adults": list(bea.carer.family.carers.all())}
    for act in (parties.change_party, parties.take_fewer):
        with pytest.raises(Refused) as no:
            act(row, **people, by=bea)
        assert no.value.code == "course"


def test_an_offer_of_a_course_is_not_taken_by_the_date(amina, bea, sign_in):
    programme = course(heads_limit=6)
    first, turn = join(programme, bea), join(programme, amina)
    give_up(first, by=bea)
    date = turn.bookings.order_by("pk").first()
    sign_in(amina).post(reverse("sessions:take_offer", args=[date.code]))
    assert states(turn) == ("offered", ["offered"])


def test_a_called_off_date_is_no_part_of_it(amina):
    programme = course()
    programme.occurrences.filter(pk=programme.occurrences.first().pk).update(cancelled_at=clock.now())
    assert join(programme, amina).bookings.count() == 2


def test_who_is_on_it_comes_to_a_date_that_is_added(amina, bea, carol, noon):
    programme = course(heads_limit=5)
    on_it, waiting = join(programme, amina), join(programme, bea)
    new = OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=90))
    noon.shift(60)
    assert (take_new_dates(programme, by=carol), take_new_dates(programme, by=carol)) == (1, 0)
    assert on_it.bookings.get(occurrence=new).party.count() == 3
    assert waiting.bookings.get(occurrence=new).state == "waiting"
    assert Letter.objects.filter(kind="course_booked").count() == 2


def test_a_date_that_is_added_takes_nobody_for_whom_it_has_no_room(amina, carol, noon):
    programme = course(heads_limit=5)
    on_it = join(programme, amina)
    small = OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=90), heads_limit=4)
    noon.shift(60)
    assert take_new_dates(programme, by=carol) == 0
    assert not on_it.bookings.filter(occurrence=small).exists()


def test_a_child_with_two_homes_has_one_place(amina, bea):
    zain = amina.carer.family.children.order_by("pk").first()
    zain.homes.create(family=bea.carer.family)
    programme = course()
    join(programme, amina)
    with pytest.raises(Refused) as no:
        join(programme, bea)
    assert "Zain has a place or a turn" in str(no.value.message)
    assert Enrolment.objects.count() == 1


def test_reminders_go_for_each_date_and_the_booking_is_told_once(amina):
    join(course(weeks=8), amina)
    kinds = list(Letter.objects.values_list("kind", flat=True))
    assert (kinds.count("course_booked"), kinds.count("session_reminder"), len(kinds)) == (1, 8, 9)


@pytest.mark.parametrize("weeks", [2, 8])
def test_enrolling_costs_the_same_for_two_dates_and_eight(weeks, amina, django_assert_max_num_queries):
    programme, family = course(weeks=weeks), amina.carer.family
    people = list(family.children.all()), list(family.carers.all())
    with django_assert_max_num_queries(19):
        join(programme, amina, children=people[0], adults=people[1])


def test_other_groups_in_the_hall_count(amina):
    programme = course(heads_limit=20, venue__fire_limit=20)
    second = programme.occurrences.order_by("day")[1]
    other = OccurrenceFactory(programme__venue=programme.venue, day=second.day)
    full_on(other, 14)
    with pytest.raises(Refused) as no:
        join(programme, amina, wait=False)
    assert no.value.code == "fire"


@pytest.mark.parametrize(("late", "shown"), [(False, False), (True, True)])
def test_the_same_course_elsewhere_is_named_while_one_can_still_join(late, shown, client, db):
    here = course()
    course(first=-7, goes_with=here, late_joining=late, venue__name="The other hall")
    page = client.get(reverse("sessions:session", args=[here.occurrences.earliest("day").code])).content.decode()
    assert ("The other hall" in page) == shown
