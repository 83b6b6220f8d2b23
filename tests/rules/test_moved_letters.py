"""Several dates move: a household gets one letter and one text, with every date it has not been told of yet."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Occurrence
from sessions.services import booking as bookings
from sessions.services import moving
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring, course, join


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def dates(db):
    group = ProgrammeFactory(name="Tots", weekday=clock.today().weekday())
    return [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2, 3)]


def move(row, scope, *, starts=None, by, **fields):
    row = Occurrence.objects.select_related("programme__venue", "venue").get(pk=row.pk)
    begins = starts or clock.local(row.starts_at).time()
    now = {"day": row.day, "venue": row.place, "heads_limit": row.most_heads, "play": row.games}
    return moving.bend(row, moving.Change(scope=scope, starts=begins, ends=time(12), **now | fields), by=by)


def told(noon):
    """What has gone since this was asked last."""
    mail.outbox.clear()
    noon.shift(60)
    sweep()
    sweep()
    return [letter for letter in mail.outbox if letter.subject.startswith("Changed")]


def test_three_dates_move_and_a_household_gets_one_letter_with_one_calendar_file(dates, amina, bea, carol, noon):
    for each in dates:
        bring(each, amina)
    bring(dates[1], bea)
    told(noon)
    seen = moving.preview(dates[0], moving.Change("all", dates[0].day, time(10), time(11), dates[0].place, 40, ""))
    assert (seen.booked, seen.reach.letters) == (2, 2), "households, not dates"
    move(dates[0], "all", starts=time(10), by=carol)
    letters = {letter.to[0]: letter for letter in told(noon)}
    assert len(letters) == len(mail.outbox) == 2
    hers, other = letters["amina@example.org"], letters["bea@example.org"]
    assert hers.subject == "Changed: 3 dates"
    assert hers.body.count("10am to") == 3
    assert [hers.attachments[0][1].count(word) for word in ("BEGIN:VEVENT", "SEQUENCE:1")] == [3, 3]
    assert other.body.count("10am to") == 1
    assert "You keep your place." in other.body
    assert reverse("sessions:booking", args=[bea.carer.family.bookings.get().code]) in other.body


def test_what_moves_again_before_the_letter_goes_is_in_it_once_and_nothing_is_lost(dates, amina, carol, noon):
    for each in dates:
        bring(each, amina)
    told(noon)
    move(dates[0], "all", starts=time(10), by=carol)
    noon.shift(1)
    move(dates[0], "one", starts=time(10, 30), by=carol)
    (letter,) = told(noon)
    assert (letter.body.count("10am to"), letter.body.count("10:30am to")) == (2, 1)
    assert sorted(word for word in letter.attachments[0][1].split() if word.startswith("SEQUENCE")) == [
        "SEQUENCE:1", "SEQUENCE:1", "SEQUENCE:2",
    ]  # fmt: skip
    move(dates[2], "one", starts=time(11), by=carol)
    (letter,) = told(noon)
    assert letter.body.count("11am to") == 1
    assert "10am to" not in letter.body, "she knows of the others"


def test_the_first_of_them_given_up_meanwhile_takes_the_news_of_the_others_from_nobody(dates, amina, carol, noon):
    held = [bring(each, amina) for each in dates]
    told(noon)
    move(dates[0], "all", starts=time(10), by=carol)
    bookings.give_up(held[0], by=amina)
    (letter,) = told(noon)
    assert letter.body.count("10am to") == 2


def test_who_books_after_it_has_moved_is_not_told_that_it_has(dates, amina, carol, noon):
    bring(dates[0], amina)
    noon.shift(60)
    move(dates[0], "all", starts=time(10), by=carol)
    noon.shift(1)
    bring(dates[1], amina)
    (letter,) = told(noon)
    assert letter.subject.startswith("Changed: now ")


@pytest.mark.parametrize(("way", "letters", "texts"), [("email", 1, 0), ("text", 0, 1), ("both", 1, 1)])
def test_it_goes_once_by_each_way_that_the_carer_has_chosen(way, letters, texts, dates, amina, carol, noon):
    type(amina.carer).objects.filter(pk=amina.carer.pk).update(urgent_by=way, phone="+447700900123")
    for each in dates:
        bring(each, amina)
    told(noon)
    move(dates[0], "all", starts=time(10), by=carol)
    assert len(told(noon)) == letters
    sent = Letter.objects.filter(kind="session_moved", state="sent", channel="text")
    assert sent.count() == texts
    for text in sent:
        assert text.text.startswith("Changed: 3 dates of Tots. The next is now")


def test_dates_of_a_course_move_in_one_letter_that_leads_to_the_course(amina, bea, carol, noon):
    programme = course(weeks=4, heads_limit=5)
    on_it, waits = join(programme, amina), join(programme, bea)
    told(noon)
    move(programme.occurrences.order_by("day")[1], "following", starts=time(10), by=carol)
    letters = {letter.to[0]: letter for letter in told(noon)}
    hers, other = letters["amina@example.org"], letters["bea@example.org"]
    assert hers.body.count("10am to") == other.body.count("10am to") == 3
    assert reverse("sessions:enrolment", args=[on_it.code]) in hers.body
    assert reverse("sessions:enrolment", args=[waits.code]) in other.body
    assert other.body.count("(waiting list)") == 3
    assert not other.attachments, "a turn is no place"
    assert len(mail.outbox) == 2
