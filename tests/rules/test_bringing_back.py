"""A date called off by mistake is on after all: nobody's place is lost, and whoever heard that it was off hears so."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.calendars import feed_of
from sessions.models import Booking, BookingState, Visitor
from sessions.queries.bookings import booked_by
from sessions.services import adding, cancelling, courses
from sessions.services.bringing_back import bring_back, preview
from sessions.services.waiting_list import release_unanswered_offers
from tests.cast import (
    BreakFactory,
    CarerFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    VenueFactory,
    VisitorFactory,
    bring,
    course,
    join,
    parent,
    person,
)
from volunteers.models import Shift, Signup
from volunteers.services import needs, promises
from volunteers.services.giving_up import withdraw


@pytest.fixture
def noon():
    """At midday letters and texts may go."""
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def dates(noon, db):
    """A group in one week and in two."""
    group = ProgrammeFactory(name="Tots", weekday=clock.today().weekday(), heads_limit=8)
    return [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2)]


def sent(noon, kind):
    noon.shift(60)
    sweep()
    sweep()
    return sorted(Letter.objects.filter(kind=kind, state="sent").values_list("address", flat=True))


def off(date, carol, noon, *, heard=True):
    cancelling.cancel(date, "Snow and ice.", by=carol)
    if heard:
        assert sent(noon, "session_cancelled")
        mail.outbox.clear()
    date.refresh_from_db()
    return date


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# -- Families ----------------------------------------------------------------------------------------
def test_everybody_who_was_to_come_hears_that_it_is_on_and_keeps_the_place(dates, amina, carol, noon):
    CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False)
    booking = bring(dates[0], amina)
    off(dates[0], carol, noon)
    bring_back(dates[0], by=carol)
    assert fresh(dates[0]).cancelled_at is None
    assert fresh(dates[0]).cancelled_why == ""
    assert sent(noon, "session_back_on") == sent(noon, "session_cancelled") == ["amina@example.org", "sam@example.org"]
    body = mail.outbox[0].body
    assert "On after all: Tots" in body
    assert "You keep your place." in body
    assert reverse("sessions:booking", args=[booking.code]) in body
    assert fresh(booking).state == BookingState.BOOKED
    assert Entry.objects.filter(what="session.brought_back", by=carol).count() == 1


def test_a_calendar_that_let_go_of_it_takes_it_again(dates, amina, carol, noon):
    bring(dates[0], amina)
    cancelling.cancel(dates[0], "Snow and ice.", by=carol)
    sent(noon, "session_cancelled")
    gone = Calendar.from_ical(next(letter for letter in mail.outbox if "Cancelled" in letter.subject).attachments[0][1])
    mail.outbox.clear()
    bring_back(dates[0], by=carol)
    sent(noon, "session_back_on")
    back = Calendar.from_ical(mail.outbox[0].attachments[0][1])
    feed = Calendar.from_ical(feed_of(booked_by(amina)))
    before, *after = [file.walk("VEVENT")[0] for file in (gone, back, feed)]
    for event in after:
        assert event["STATUS"] == "CONFIRMED"
        assert event["SEQUENCE"] > before["SEQUENCE"]


def test_the_reminder_of_the_evening_before_goes(dates, amina, carol, noon):
    bring(dates[0], amina)
    off(dates[0], carol, noon)
    bring_back(dates[0], by=carol)
    noon.move_to(clock.evening_before(dates[0].starts_at))
    assert sent(noon, "session_reminder") == ["amina@example.org"]


def test_a_text_says_it_to_those_who_were_told_by_text(dates, amina, carol, noon):
    type(amina.carer).objects.filter(pk=amina.carer.pk).update(urgent_by="text", phone="+447700900123")
    bring(dates[0], amina)
    off(dates[0], carol, noon)
    bring_back(dates[0], by=carol)
    sent(noon, "session_back_on")
    (text,) = Letter.objects.filter(kind="session_back_on", channel="text", state="sent")
    assert text.text.startswith("On after all: Tots")
    assert "You keep your place." in text.text


@pytest.mark.parametrize("state", ["waiting", "offered"])
def test_turns_and_offers_stand_and_an_offer_that_ran_out_meanwhile_can_be_taken(dates, amina, carol, noon, state):
    booking = bring(dates[0], amina)
    ends = clock.now() + timedelta(hours=2)
    stands = {"waiting": {"waiting_since": clock.now()}, "offered": {"offer_ends_at": ends}}
    Booking.objects.filter(pk=booking.pk).update(state=state, **stands[state])
    off(dates[0], carol, noon)
    noon.shift(timedelta(hours=3))
    bring_back(dates[0], by=carol)
    release_unanswered_offers(at=clock.now())
    assert fresh(booking).state == "offered"  # who waited has an offer now, as there is room
    sent(noon, "session_back_on")
    assert fresh(booking).offer_ends_at > clock.now()
    assert "We still hold a place for you. Please answer by" in mail.outbox[0].body


def test_whom_no_letter_has_reached_yet_hears_nothing_of_it(dates, amina, carol, noon):
    bring(dates[0], amina)
    off(dates[0], carol, noon, heard=False)
    bring_back(dates[0], by=carol)
    assert sent(noon, "session_cancelled") == sent(noon, "session_back_on") == []


@pytest.mark.parametrize("back", [0, 1])
def test_of_two_dates_called_off_in_one_act_the_other_stays_off_and_is_told(dates, amina, carol, noon, back):
    for date in dates:
        bring(date, amina)
    cancelling.cancel_several(dates[0], "all", "Snow and ice.", by=carol)
    bring_back(fresh(dates[back]), by=carol)
    assert sent(noon, "session_cancelled") == ["amina@example.org"]
    assert sent(noon, "session_back_on") == []
    (letter,) = [each for each in mail.outbox if each.subject.startswith("Cancelled")]
    assert f"{dates[1 - back].day:%-d %B}" in letter.subject
    assert f"{dates[back].day:%-d %B}" not in letter.body.partition("The next one")[0]


def test_a_letter_that_it_is_off_is_not_sent_once_it_is_on(dates, amina, carol, noon):
    """One that a worker had in its hands, and that comes back to be tried again."""
    bring(dates[0], amina)
    off(dates[0], carol, noon, heard=False)
    Letter.objects.filter(kind="session_cancelled").update(state="sending", claimed_at=clock.now())
    bring_back(dates[0], by=carol)
    Letter.objects.filter(kind="session_cancelled").update(state="ready", claimed_at=None)
    assert sent(noon, "session_cancelled") == []


# -- Rules -------------------------------------------------------------------------------------------
def test_only_what_is_off_and_has_not_begun_comes_back(dates, carol, noon):
    with pytest.raises(Refused) as no:
        bring_back(dates[0], by=carol)
    assert no.value.code == "on"
    off(dates[0], carol, noon, heard=False)
    noon.move_to(dates[0].starts_at)
    with pytest.raises(Refused) as no:
        bring_back(dates[0], by=carol)
    assert no.value.code == "past"


def test_who_came_into_the_hall_meanwhile_is_not_crowded_out(dates, amina, bea, carol, noon):
    dates[0].programme.venue.fire_limit = 12
    dates[0].programme.venue.save()
    beside = OccurrenceFactory(programme=ProgrammeFactory(venue=dates[0].programme.venue), day=dates[0].day)
    bring(dates[0], amina)
    off(dates[0], carol, noon, heard=False)
    for n in range(4):
        bring(beside, parent(f"Pat {n}", (f"Kit {n}", 20)))
    with pytest.raises(Refused) as no:
        bring_back(dates[0], by=carol)
    assert no.value.code == "fire"
    assert fresh(dates[0]).cancelled_at


def test_the_day_of_a_date_that_is_off_says_to_bring_it_back(dates, carol, noon):
    off(dates[0], carol, noon, heard=False)
    extra = adding.Extra(dates[0].day, time(10), time(11), dates[0].programme.venue)
    with pytest.raises(Refused, match="is called off"):
        adding.add(dates[0].programme, extra, by=carol)


# -- Courses -----------------------------------------------------------------------------------------
def test_a_date_of_a_course_comes_back_to_who_is_on_it_and_to_who_has_joined_since(amina, bea, carol, noon):
    programme = course()
    join(programme, amina)
    date = programme.occurrences.earliest("day")
    off(date, carol, noon)
    join(programme, bea)
    assert preview(fresh(date)).without == 1
    bring_back(fresh(date), by=carol)
    assert set(date.bookings.filter(state="booked").values_list("family", flat=True)) == {
        amina.carer.family_id,
        bea.carer.family_id,
    }


def test_a_date_of_a_course_whose_places_have_changed_hands_stays_off(amina, carol, noon):
    programme = course()
    enrolment = join(programme, amina)
    date = programme.occurrences.earliest("day")
    off(date, carol, noon)
    courses.give_up(enrolment, by=amina)
    with pytest.raises(Refused) as no:
        bring_back(fresh(date), by=carol)
    assert no.value.code == "course"


# -- The rooms above, and visitors -------------------------------------------------------------------
def test_helpers_are_asked_again_and_not_put_back(dates, dev, carol, noon):
    shift = ShiftFactory(occurrence=dates[0])
    gone = ShiftFactory(occurrence=dates[0], cancelled_at=clock.now() - timedelta(hours=1))
    signup = promises.sign_up(shift, by=dev)
    cancelling.cancel(dates[0], "Snow and ice.", by=carol)
    assert preview(fresh(dates[0])).told.others["helpers"] == 1
    assert sent(noon, "shift_stood_down") == ["dev@example.org"]
    bring_back(fresh(dates[0]), by=carol)
    assert fresh(shift).cancelled_at is None
    assert fresh(gone).cancelled_at
    assert fresh(signup).state == "stood_down"
    mail.outbox.clear()
    assert sent(noon, "shift_back_on") == ["dev@example.org"]
    assert mail.outbox[0].subject.endswith("can you still help?")
    promises.sign_up(fresh(shift), by=dev)


def test_the_letter_to_a_helper_who_had_not_heard_says_only_that_it_is_on(dates, dev, carol, noon):
    promises.sign_up(ShiftFactory(occurrence=dates[0]), by=dev)
    cancelling.cancel(dates[0], "Snow and ice.", by=carol)
    bring_back(fresh(dates[0]), by=carol)
    assert sent(noon, "shift_stood_down") == []
    assert sent(noon, "shift_back_on") == ["dev@example.org"]


def test_who_has_given_it_up_before_or_taken_it_again_gets_no_letter(dates, dev, carol, noon):
    shift = ShiftFactory(occurrence=dates[0], how_many=2)
    withdraw(promises.sign_up(shift, by=person("Gus", "volunteer")), by=Signup.objects.get().volunteer)
    promises.sign_up(shift, by=dev)
    off(dates[0], carol, noon, heard=False)
    bring_back(fresh(dates[0]), by=carol)
    promises.sign_up(fresh(shift), by=dev)
    assert sent(noon, "shift_back_on") == []


def test_a_job_that_was_asked_for_or_ended_meanwhile_is_as_it_is_now(dates, dev, carol, noon):
    tea = needs.ask_for(dates[0].programme, "Tea", by=carol)
    SignupFactory(shift=Shift.objects.get(occurrence=dates[0], need=tea), volunteer=dev)
    off(dates[0], carol, noon, heard=False)
    needs.stop_asking(tea, by=carol)
    songs = needs.ask_for(dates[0].programme, "Songs", by=carol)
    bring_back(fresh(dates[0]), by=carol)
    on = Shift.objects.filter(occurrence=dates[0], cancelled_at=None)
    assert [shift.need for shift in on] == [songs]
    assert not Letter.objects.filter(kind="shift_back_on").exists()


def test_visitors_are_asked_again(dates, carol, noon):
    visitor = VisitorFactory(occurrence=dates[0], email="vet@example.org", confirmed_at=clock.now())
    off(dates[0], carol, noon, heard=False)
    mail.outbox.clear()
    bring_back(fresh(dates[0]), by=carol)
    sweep()
    assert Visitor.objects.get(pk=visitor.pk).confirmed_at is None
    letters = [each for each in mail.outbox if each.to == ["vet@example.org"]]
    assert "On after all" in letters[-1].subject


# -- The page ----------------------------------------------------------------------------------------
def test_carol_sees_whom_it_reaches_and_brings_it_back(dates, amina, carol, noon, sign_in):
    OccurrenceFactory(programme=ProgrammeFactory(name="Choir", venue=dates[0].programme.venue), day=dates[0].day)
    bring(dates[0], amina)
    off(dates[0], carol, noon)
    client, url = sign_in(carol), reverse("sessions:bring_back", args=[dates[0].code])
    group = client.get(reverse("sessions:group", args=[dates[0].programme.code])).content.decode()
    told = reverse("sessions:cancel", args=[dates[0].code])
    assert told in group
    assert url in client.get(told).content.decode()
    page = client.get(url).content.decode()
    assert "Families with a place: 1." in page
    assert "E-mails: 1." in page
    assert "Another group is in that place at that time: Choir." in page
    assert fresh(dates[0]).cancelled_at
    assert "It is on after all." in client.post(url, follow=True).content.decode()
    assert "This session is on." in client.post(url, follow=True).content.decode()
    assert fresh(dates[0]).cancelled_at is None


@pytest.mark.parametrize("hall", ["the house", "its hall", "another hall"])
def test_she_sees_that_groups_do_not_run_on_that_day(dates, carol, noon, sign_in, hall):
    group, day = dates[0].programme, dates[0].day
    where = {"the house": None, "its hall": group.venue, "another hall": VenueFactory()}[hall]
    BreakFactory(name="Half-term", first_day=day, last_day=day, venue=where)
    off(dates[0], carol, noon, heard=False)
    page = sign_in(carol).get(reverse("sessions:bring_back", args=[dates[0].code])).content.decode()
    assert ("Groups do not run on that day: Half-term." in page) == (hall != "another hall")


def test_she_sees_that_the_group_has_ended_by_then(dates, carol, noon, sign_in):
    cancelling.end_group(dates[0].programme, dates[0].day, "It ends.", by=carol)
    off(fresh(dates[0]), carol, noon, heard=False)
    client = sign_in(carol)
    pages = [client.get(reverse("sessions:bring_back", args=[date.code])).content.decode() for date in dates]
    assert [f"The last day of this group is {dates[0].day:%-d %B %Y}." in page for page in pages] == [False, True]


def test_a_leader_of_another_group_finds_no_such_page(dates, carol, noon, sign_in):
    off(dates[0], carol, noon, heard=False)
    url = reverse("sessions:bring_back", args=[dates[0].code])
    assert sign_in(person("Lena", "leader")).post(url).status_code == 404
