"""Lena's timetable bends: a date more, a break, an end; she always sees first whom it touches."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from sessions.models import Booking, Break
from sessions.services import cancelling
from tests.cast import BreakFactory, OccurrenceFactory, ProgrammeFactory, bring, course, join, person
from tests.journeys.test_timetable import filled


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def tots(lena):
    group = ProgrammeFactory(name="Tots", weekday=clock.today().weekday())
    group.leaders.add(lena)
    return group


def boxes(day, name="day"):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def hidden(page):
    """What the button of the second page sends."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.partition("<main")[2]))


def told():
    sweep()
    sweep()
    return {letter.to[0]: letter for letter in mail.outbox}


NEW = {"starts": "10am", "ends": "11am"}


def test_lena_adds_one_date_once_she_has_seen_what_else_is_in_the_hall(lena, tots, sign_in):
    day = clock.today() + timedelta(days=10)
    OccurrenceFactory(programme=ProgrammeFactory(name="Choir", venue=tots.venue), day=day)
    client, address = sign_in(lena), reverse("sessions:add_date", args=[tots.code])
    assert address in client.get(reverse("sessions:group", args=[tots.code])).content.decode()
    page = client.post(address, boxes(day) | NEW | {"venue": tots.venue.pk}).content.decode()
    assert "Another group is in that place at that time: Choir." in page
    assert not tots.occurrences.exists()
    page = client.post(address, hidden(page), follow=True).content.decode()
    assert "The new date is on “What’s on” now." in page
    assert "10am to 11am" in page
    page = client.post(address, boxes(day) | NEW | {"venue": tots.venue.pk}).content.decode()
    assert "This group has another date on" in page


def test_families_on_a_course_come_to_its_new_date_and_are_told(lena, amina, sign_in):
    lessons = course(weeks=2)
    lessons.leaders.add(lena)
    join(lessons, amina)
    told()
    mail.outbox.clear()
    day = clock.today() + timedelta(days=30)
    client, address = sign_in(lena), reverse("sessions:add_date", args=[lessons.code])
    page = client.post(address, boxes(day) | NEW | {"venue": lessons.venue.pk}).content.decode()
    assert "Families who are on the course get a place on it, and a letter." in page
    client.post(address, hidden(page))
    assert Booking.objects.get(occurrence__day=day).state == "booked"
    assert list(told()) == ["amina@example.org"]


def test_what_a_removed_break_lets_back_in_stands_on_the_page_of_new_dates(lena, carol, tots, sign_in):
    for week in (1, 2, 4):
        OccurrenceFactory(programme=tots, day=clock.today() + timedelta(weeks=week))
    kept_out = clock.today() + timedelta(weeks=3)
    pause = BreakFactory(first_day=kept_out, last_day=kept_out)
    page = sign_in(carol).post(reverse("sessions:remove_break", args=[pause.code]), follow=True).content.decode()
    assert "Groups get their dates on these days back tonight, or from their own page." in page
    client, address = sign_in(lena), reverse("sessions:group_dates", args=[tots.code])
    assert kept_out in client.get(address).context["it"].days
    client.post(address)
    assert tots.occurrences.filter(day=kept_out).exists()


# -- Calling off, and the end ------------------------------------------------------------------------
@pytest.fixture
def dates(tots):
    return [OccurrenceFactory(programme=tots, day=clock.today() + timedelta(weeks=n)) for n in (1, 2, 3)]


def cancelled(tots):
    return tots.occurrences.exclude(cancelled_at=None).count()


def test_lena_calls_off_this_date_and_the_following_once_she_has_seen_whom_it_reaches(
    lena, amina, tots, dates, sign_in
):
    for row in dates:
        bring(row, amina)
    told()
    mail.outbox.clear()
    client, address = sign_in(lena), reverse("sessions:cancel", args=[dates[1].code])
    assert "Only this one" in client.get(address).content.decode()
    page = client.post(address, {"scope": "following", "reason": "hall"}).content.decode()
    assert "Call off 2 dates?" in page
    assert "Families with a place: 1. Families who wait: 0." in page
    assert cancelled(tots) == 0
    page = client.post(address, hidden(page), follow=True).content.decode()
    assert "Cancelled. Letters and texts are on their way." in page
    assert cancelled(tots) == 2
    assert told()["amina@example.org"].subject.startswith("Cancelled: 2 sessions")
    assert len(mail.outbox) == 1


def test_lena_ends_her_group_and_it_folds_away_once_it_is_over(lena, amina, tots, dates, sign_in):
    bring(dates[2], amina)
    client, address = sign_in(lena), reverse("sessions:end_group", args=[tots.code])
    assert address in client.get(reverse("sessions:group", args=[tots.code])).content.decode()
    page = client.post(address, boxes(dates[1].day, "last_day") | {"reason": "ends"}).content.decode()
    assert "Call off 1 date?" in page
    assert "The group comes to an end." in page
    client.post(address, hidden(page))
    assert cancelled(tots) == 1
    assert "The group comes to an end." in told()["amina@example.org"].body
    page = client.get(reverse("sessions:groups")).context
    assert ([it.name for it in page["groups"]], page["over"]) == (["Tots"], [])
    with time_machine.travel(dates[2].starts_at, tick=False):
        page = sign_in(lena).get(reverse("sessions:groups"))
    assert (page.context["groups"], [it.name for it in page.context["over"]]) == ([], ["Tots"])
    assert "1 that is over" in page.content.decode()


def test_a_last_day_after_the_last_date_writes_to_nobody(lena, tots, dates, sign_in):
    client, address = sign_in(lena), reverse("sessions:end_group", args=[tots.code])
    page = client.post(address, boxes(dates[2].day, "last_day") | {"reason": "ends"}).content.decode()
    assert "Nobody is written to." in page
    assert "Saved." in client.post(address, hidden(page), follow=True).content.decode()
    tots.refresh_from_db()
    assert (tots.last_day, cancelled(tots)) == (dates[2].day, 0)


# -- A break ------------------------------------------------------------------------------------------
def test_carol_adds_a_break_and_calls_off_all_that_is_on_then_in_one_act(carol, amina, tots, dates, sign_in):
    yoga = OccurrenceFactory(programme=ProgrammeFactory(name="Yoga"), day=dates[1].day + timedelta(days=1))
    for row in (dates[0], dates[1], yoga):
        bring(row, amina)
    told()
    mail.outbox.clear()
    days = boxes(dates[1].day, "first_day") | boxes(yoga.day, "last_day")
    new = reverse("sessions:new_days", args=["break"])
    page = sign_in(carol).post(new, days | {"name": "Half-term"}, follow=True).content.decode()
    assert "2 dates are on these days already." in page
    assert "Families with a place: 1. Families who wait: 0." in page
    assert reverse("sessions:cancel", args=[yoga.code]) in page
    assert (cancelled(tots), "1 family" in page) == (0, True)
    address = reverse("sessions:break_dates", args=[Break.objects.get().code])
    page = sign_in(carol).post(address, {"reason": "other", "own": "Half-term"}, follow=True).content.decode()
    assert "Cancelled. Letters and texts are on their way." in page
    yoga.refresh_from_db()
    assert (cancelled(tots), yoga.cancelled_why) == (1, "Half-term")
    (letter,) = told().values()
    assert "Tots" in letter.body
    assert "Yoga" in letter.body


def test_what_was_called_off_in_a_break_stays_off_and_carol_reads_so(carol, tots, dates, sign_in):
    client, pause = sign_in(carol), BreakFactory(first_day=dates[0].day, last_day=dates[0].day)
    address = reverse("sessions:break_dates", args=[pause.code])
    sent = {"reason": "other", "own": "Half-term"}
    assert "Cancelled. Letters and texts are on their way." in client.post(address, sent, follow=True).content.decode()
    again = client.post(address, sent, follow=True).content.decode()
    assert "No date was left to call off." in again
    assert "Letters and texts are on their way." not in again
    page = client.post(reverse("sessions:remove_break", args=[pause.code]), follow=True).content.decode()
    assert "Dates that were called off on these days stay off." in page


def test_a_removed_break_in_which_nothing_was_called_off_says_no_word_of_it(carol, tots, dates, sign_in):
    cancelling.cancel(dates[1], "Snow.", by=carol)
    pause = BreakFactory(first_day=dates[0].day, last_day=dates[0].day)
    page = sign_in(carol).post(reverse("sessions:remove_break", args=[pause.code]), follow=True).content.decode()
    assert "Removed." in page
    assert "stay off" not in page


def test_a_break_of_one_hall_shows_only_what_is_on_there(carol, tots, dates, sign_in):
    other = OccurrenceFactory(day=dates[0].day)
    pause = BreakFactory(first_day=dates[0].day, last_day=dates[0].day, venue=tots.venue)
    page = sign_in(carol).get(reverse("sessions:break_dates", args=[pause.code]))
    assert page.context["told"].dates == [dates[0]]
    assert f"only in {tots.venue.name}" in sign_in(carol).get(reverse("sessions:terms")).content.decode()
    assert other.cancelled_at is None


# -- What the group is --------------------------------------------------------------------------------
def test_lena_sees_whom_a_new_price_touches_and_tells_them(lena, amina, tots, dates, sign_in):
    for row in dates[:2]:
        bring(row, amina)
    told()
    mail.outbox.clear()
    client, address = sign_in(lena), reverse("sessions:edit_group", args=[tots.code])
    sent = filled(client.get(address).context["form"]) | {"price": "2.50"}
    page = client.post(address, sent).content.decode()
    assert "1 family has a place or a turn on these dates, and keeps it:" in page
    assert "Before: Free" in page
    assert "Now: £2.50 a family" in page
    tots.refresh_from_db()
    assert tots.price_pence == 0
    assert (
        "Letters are on their way." in client.post(address, hidden(page) | {"tell": "on"}, follow=True).content.decode()
    )
    tots.refresh_from_db()
    assert tots.price_pence == 250
    assert "Price: £2.50 a family." in told()["amina@example.org"].body


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"to_months": "0"}, "The oldest age has to be above the youngest.", id="ages"),
        pytest.param({"heads_limit": "61"}, "The fire limit of", id="over the fire limit"),
    ],
)
def test_what_cannot_be_is_said_before_lena_is_asked_whether_to_save(change, says, lena, amina, tots, dates, sign_in):
    bring(dates[0], amina)
    client, address = sign_in(lena), reverse("sessions:edit_group", args=[tots.code])
    page = client.post(address, filled(client.get(address).context["form"]) | change).content.decode()
    assert says in page
    assert "Save these changes?" not in page


def test_other_ages_of_a_limit_are_seen_before_and_now(lena, amina, tots, dates, sign_in):
    bring(dates[0], amina)
    tots.bands.create(name="Babies", from_months=0, to_months=12, limit=8)
    client, address = sign_in(lena), reverse("sessions:edit_group", args=[tots.code])
    band = {"band0-name": "Babies", "band0-from_months": 0, "band0-to_months": 18, "band0-limit": 8}
    page = client.post(address, filled(client.get(address).context["form"]) | band).content.decode()
    assert "Before: Babies, from 0 to 12 months: 8" in page
    assert "Now: Babies, from 0 to 18 months: 8" in page


def test_a_change_that_touches_nobody_is_saved_at_once(lena, amina, tots, dates, sign_in):
    client, address = sign_in(lena), reverse("sessions:edit_group", args=[tots.code])
    sent = filled(client.get(address).context["form"])
    assert "Saved." in client.post(address, sent | {"price": "1"}, follow=True).content.decode(), "nobody has booked"
    bring(dates[0], amina)
    page = client.post(address, sent | {"price": "1", "play": "Mud"}, follow=True).content.decode()
    assert "Saved." in page, "what we play is no news"


def test_lena_lets_her_group_run_every_other_week_from_a_day_on(lena, amina, tots, dates, sign_in):
    bring(dates[1], amina)
    client, address = sign_in(lena), reverse("sessions:change_rhythm", args=[tots.code])
    assert address in client.get(reverse("sessions:group", args=[tots.code])).content.decode()
    sent = boxes(dates[0].day, "since") | {"rhythm": "fortnightly", "reason": "other", "own": "Every other week now."}
    page = client.post(address, sent).content.decode()
    assert "Call off 1 date?" in page
    assert "Families with a place: 1." in page
    client.post(address, hidden(page))
    tots.refresh_from_db()
    dates[1].refresh_from_db()
    assert (tots.rhythm, cancelled(tots)) == ("fortnightly", 1)
    assert dates[1].cancelled_why == "Every other week now."


def test_a_rhythm_that_calls_nothing_off_needs_no_reason(lena, tots, dates, sign_in):
    client, address = sign_in(lena), reverse("sessions:change_rhythm", args=[tots.code])
    sent = boxes(dates[-1].day, "since") | {"rhythm": "fortnightly", "reason": "other", "own": ""}
    assert "No date has to be called off" in client.post(address, sent).content.decode()
    page = client.post(address, sent | boxes(dates[0].day, "since")).content.decode()
    assert "Write in a few words why it is off." in page
