"""Who has not been seen lately (S3-26), and that nobody is ever written to by a clock alone."""

from datetime import timedelta

import pytest
from django.core import mail

from families.models import Contact, ContactBy
from families.rules.reaching import why_no_letter
from families.services import welcoming
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal import tasks
from groupsite.portal.newcomers import lapsed, queries
from sessions.models import Attendance, BookingState
from tests.cast import BookingFactory, CarerFactory, ContactFactory, OccurrenceFactory
from tests.friendly import at_once

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


def away(weeks=8.0, **fields):
    family = CarerFactory(**fields).family
    visit(family, clock.today() - weeks * WEEK)
    return family


def visit(family, day, **fields):
    return BookingFactory(
        family=family, occurrence=OccurrenceFactory(day=day), **{"attendance": Attendance.CAME} | fields
    )


@pytest.mark.parametrize(
    ("weeks", "shown"),
    [pytest.param(5, False, id="five weeks"), pytest.param(7, True, id="seven"), pytest.param(53, False, id="a year")],
)
def test_after_six_weeks_a_family_is_missed_and_after_a_year_no_more(weeks, shown, db):
    family = away(weeks)
    assert (family in queries.lapsed()) is shown
    assert (family in queries.lapsed_latest(5)) is shown


def test_the_number_of_weeks_is_a_setting(db, settings):
    family = away(7)
    settings.LAPSED_WEEKS = 8
    assert family not in queries.lapsed()


@pytest.mark.parametrize(
    ("happens", "shown"),
    [
        pytest.param(lambda family: visit(family, clock.today() - WEEK), False, id="has come since"),
        pytest.param(
            lambda family: visit(family, clock.today() + WEEK, attendance=Attendance.UNKNOWN), False, id="is booked"
        ),
        pytest.param(
            lambda family: visit(
                family,
                clock.today() + WEEK,
                attendance=Attendance.UNKNOWN,
                state=BookingState.WAITING,
                waiting_since=clock.now(),
            ),
            False,
            id="waits for a place",
        ),
        pytest.param(
            lambda family: visit(family, clock.today() - WEEK, attendance=Attendance.MISSED),
            True,
            id="missed one since",
        ),
        pytest.param(lambda family: welcoming.leave(family, "moved", by=None), False, id="has left"),
        pytest.param(lambda family: ContactFactory(family=family, at=clock.now() - 80 * DAY), False, id="had a hello"),
        pytest.param(lambda family: ContactFactory(family=family, at=clock.now() - 92 * DAY), True, id="long ago"),
        pytest.param(lambda family: ContactFactory(family=family, kind="visit"), True, id="a word at a visit"),
    ],
)
def test_who_is_shown(happens, shown, db):
    family = away()
    happens(family)
    assert (family in queries.lapsed()) is shown
    assert (family in queries.lapsed_latest(5)) is shown


def test_a_family_that_never_came_is_not_missed(db):
    family = CarerFactory().family
    visit(family, clock.today() - 8 * WEEK, attendance=Attendance.MISSED)
    assert family not in queries.lapsed()


def test_no_clock_ever_writes_to_them(db):
    away()
    for task in (tasks.follow_buddies, tasks.ask_about_first_visits, tasks.say_goodbyes, tasks.remind_of_waiting):
        task()
    assert not Letter.objects.exists()


# -- A gentle hello --------------------------------------------------------------------------------


def test_the_letter_is_kind_and_has_one_link(carol):
    lapsed.greet(away(name="Bea Brown"), way="letter", note="", by=carol)
    delivery.sweep()
    (letter,) = mail.outbox
    assert letter.subject == "A hello from Little Acorns"
    assert "Hello Bea," in letter.body
    assert letter.body.count("http") == 2  # the button, and the house in the foot


@pytest.mark.parametrize("happens", ["books", "comes", "leaves"])
def test_it_is_not_sent_to_whoever_came_back_meanwhile(happens, carol):
    family = away()
    lapsed.greet(family, way="letter", note="", by=carol)
    if happens == "leaves":
        welcoming.leave(family, "moved", by=carol)
    else:
        came = {"attendance": Attendance.CAME} if happens == "comes" else {"attendance": Attendance.UNKNOWN}
        visit(family, clock.today() + DAY, **came)
    with clock.stopped_at(clock.now() + 3 * DAY):
        delivery.sweep()
    assert not mail.outbox


def test_they_are_left_in_peace_for_three_months(carol):
    family = away()
    welcoming.say_hello(family, way="left", by=carol)
    with clock.stopped_at(clock.now() + 90 * DAY):
        assert family not in queries.lapsed()
        with pytest.raises(Refused, match="in peace"):
            welcoming.say_hello(family, way="rang", by=carol)
    with clock.stopped_at(clock.now() + 92 * DAY):
        assert family in queries.lapsed()


def test_two_leaders_send_a_hello_at_once_and_one_goes(transactional_db, carol):
    family = away()
    send = lambda: lapsed.greet(family, way="letter", note="", by=carol)  # noqa: E731
    assert at_once(send, send) == ["done", "told"]
    assert (Contact.objects.count(), Letter.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({}, "", id="by e-mail"),
        pytest.param({"reads_in": "English"}, "", id="reads English best"),
        pytest.param({"email": ""}, "no e-mail", id="no e-mail"),
        pytest.param({"contact_by": ContactBy.IN_PERSON}, "face to face", id="face to face"),
        pytest.param({"contact_by": ContactBy.PHONE}, "a call", id="by phone"),
        pytest.param({"formats": ["easy_read"]}, "Easy read", id="easy read"),
        pytest.param({"reads_in": "Arabic"}, "Arabic", id="another language"),
    ],
)
def test_a_letter_is_not_the_way_to_everybody(fields, words, carol):
    family = away(**fields)
    why = why_no_letter(family.main_carer)
    assert (words in why, bool(why)) == (True, bool(words))
    if words:
        with pytest.raises(Refused, match="not the way"):
            lapsed.greet(family, way="letter", note="", by=carol)
        assert not Contact.objects.exists()
