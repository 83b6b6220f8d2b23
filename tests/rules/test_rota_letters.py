"""Letters of the rota: decided late, told once, dropped when they no longer hold."""

from datetime import datetime, timedelta

import icalendar
import pytest
from django.core import mail

from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.outbox.services import post
from tests.cast import EnquiryFactory, OccurrenceFactory, ProgrammeFactory, ShiftFactory, SignupFactory, person
from volunteers.models import Signup
from volunteers.services import calling_off, enquiries, giving_up, promises

TUESDAY = datetime(2027, 3, 30, tzinfo=clock.LONDON).date()
"""Two days after the clocks went forward."""


@pytest.fixture
def at(time_machine):
    """Move the clock to a wall time in London, and let the post go out; what was sent just then."""

    def _at(*when):
        time_machine.move_to(datetime(*when, tzinfo=clock.LONDON), tick=False)
        mail.outbox.clear()
        delivery.sweep()
        return [(message.to[0], message.subject) for message in mail.outbox]

    return _at


@pytest.fixture
def shift(at, db):
    at(2027, 3, 25, 12, 0)
    return ShiftFactory(occurrence=OccurrenceFactory(programme=ProgrammeFactory(name="Tiny Tuesday"), day=TUESDAY))


REMINDED = [("dev@example.org", "You are helping on Tuesday 30 March, 9:30am")]


def test_dev_is_reminded_at_six_the_evening_before_once(at, dev, shift):
    promises.sign_up(shift, by=dev)
    at(2027, 3, 25, 12, 1)
    assert at(2027, 3, 29, 17, 59) == []
    assert at(2027, 3, 29, 18, 0) == REMINDED
    assert at(2027, 3, 29, 18, 1) == []


def withdrawn(signup):
    giving_up.withdraw(signup, by=signup.volunteer)


def called_off(signup):
    calling_off.stand_down([signup.shift.occurrence], by=None)


def cancelled_behind_our_back(signup):
    type(signup.shift.occurrence).objects.update(cancelled_at=clock.now())


def state_changed_behind_our_back(signup):
    Signup.objects.update(state="withdrawn", ended_at=clock.now())


def account_closed(signup):
    type(signup.volunteer).objects.filter(pk=signup.volunteer_id).update(is_active=False)


@pytest.mark.parametrize(
    "change", [withdrawn, called_off, cancelled_behind_our_back, state_changed_behind_our_back, account_closed]
)
def test_no_reminder_of_what_no_longer_holds(at, dev, shift, change):
    signup = promises.sign_up(shift, by=dev)
    at(2027, 3, 28, 12, 0)
    change(signup)
    at(2027, 3, 28, 12, 5)
    assert at(2027, 3, 29, 18, 0) == []
    assert Letter.objects.get(kind="shift_reminder").state == "dropped"


def test_who_promises_after_six_needs_no_reminder(at, dev, shift):
    at(2027, 3, 29, 18, 0)
    promises.sign_up(shift, by=dev)
    at(2027, 3, 29, 18, 1)
    assert "We remind you" not in mail.outbox[0].body
    assert not Letter.objects.filter(kind="shift_reminder").exists()


@pytest.mark.parametrize(("hour", "sent"), [pytest.param(8, 1, id="next morning"), pytest.param(10, 0, id="begun")])
def test_a_late_post_still_reminds_but_never_once_the_shift_has_begun(at, dev, shift, hour, sent):
    promises.sign_up(shift, by=dev)
    at(2027, 3, 25, 12, 1)
    assert len(at(2027, 3, 30, hour, 0)) == sent


def test_a_shift_that_moves_takes_its_reminder_along(at, dev, shift):
    promises.sign_up(shift, by=dev)
    at(2027, 3, 25, 12, 1)
    week = timedelta(days=7)
    type(shift).objects.update(starts_at=shift.starts_at + week, ends_at=shift.ends_at + week)
    assert at(2027, 3, 29, 18, 0) == []
    assert len(at(2027, 4, 5, 18, 0)) == 1


def event_of(message):
    name, content, mimetype = message.attachments[0]
    found = icalendar.Calendar.from_ical(content)
    assert (name, mimetype.split(";")[0]) == ("shift.ics", "text/calendar")
    return found, found.events[0]


def test_the_confirmation_says_what_when_where_and_puts_it_in_the_calendar(at, dev, shift):
    promises.sign_up(shift, by=dev)
    at(2027, 3, 25, 12, 1)
    message = mail.outbox[0]
    assert message.subject == "You are helping on Tuesday 30 March, 9:30am"
    first_line = f"You are helping on Tuesday 30 March, 9:30am at {shift.occurrence.programme.venue.name}"
    assert message.body.splitlines()[0] == first_line
    assert "We remind you the evening before" in message.body
    for text in (message.body, message.alternatives[0][0]):
        assert "http://localhost:8000/rota/" in text
        assert "Tiny Tuesday" in text
    sheet, event = event_of(message)
    assert sheet["method"] == "PUBLISH"
    assert (event.start.isoformat(), event["summary"]) == (
        "2027-03-30T09:30:00+01:00",
        "Welcome at the door at Tiny Tuesday",
    )


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (withdrawn, "You are no longer helping on Tuesday 30 March, 9:30am"),
        (called_off, "Please do not come on Tuesday 30 March, 9:30am: the session is cancelled"),
    ],
)
def test_the_calendar_lets_go_of_what_is_off(at, dev, shift, change, subject):
    signup = promises.sign_up(shift, by=dev)
    at(2027, 3, 25, 12, 1)
    before = event_of(mail.outbox[0])[1]
    change(signup)
    assert at(2027, 3, 25, 12, 2) == [("dev@example.org", subject)]
    sheet, after = event_of(mail.outbox[0])
    assert (sheet["method"], after["status"], after["uid"]) == ("CANCEL", "CANCELLED", before["uid"])
    assert after["sequence"] > before["sequence"]


def test_nobody_hears_that_a_session_is_off_once_it_should_have_begun(at, dev, shift):
    signup = promises.sign_up(shift, by=dev)
    at(2027, 3, 25, 12, 1)
    called_off(signup)
    assert at(2027, 3, 30, 9, 30) == []


@pytest.mark.parametrize(
    ("covered", "told"), [pytest.param(False, 1, id="still a gap"), pytest.param(True, 0, id="covered")]
)
def test_the_leader_hears_of_a_gap_unless_it_is_filled_by_then(at, dev, carol, shift, covered, told):
    shift.occurrence.programme.leaders.add(carol)
    at(2027, 3, 29, 12, 0)
    giving_up.withdraw(promises.sign_up(shift, by=dev), by=dev)
    if covered:
        SignupFactory.create_batch(shift.how_many, shift=shift)
    sent = at(2027, 3, 29, 12, 1)
    assert len([to for to, _ in sent if to == "carol@example.org"]) == told


def test_the_letter_about_an_offer_of_help_holds_nothing_about_who_made_it(at, carol, db):
    enquiries.offer_help("Ann Onymous", "ann@example.org", message="my secret")
    subjects = ["Somebody has offered to help Little Acorns", "An answer is due today"]
    assert at(2027, 3, 25, 12, 0) == [("carol@example.org", subject) for subject in subjects]
    words = mail.outbox[0].body + mail.outbox[0].alternatives[0][0]
    assert not any(canary in words for canary in ("Ann Onymous", "ann@example.org", "my secret"))


@pytest.mark.parametrize(
    ("purpose", "subject"),
    [
        ("scheme", "Somebody would like to set up a group like Little Acorns"),
        ("ask", "Somebody has a question for Little Acorns"),
    ],
)
def test_the_letter_says_what_somebody_wrote_about_and_no_question_is_an_offer(at, carol, db, purpose, subject):
    enquiries.offer_help("Ann", "ann@example.org", purpose=purpose)
    assert at(2027, 3, 25, 12, 0)[0] == ("carol@example.org", subject)
    words = mail.outbox[0].body + mail.outbox[0].alternatives[0][0]
    assert ("“Offer to help”" in words, "wrote to us" in words) == (False, True)


def test_a_leader_who_has_left_hears_of_no_gap(at, dev, carol, shift):
    shift.occurrence.programme.leaders.add(carol)
    at(2027, 3, 29, 12, 0)
    giving_up.withdraw(promises.sign_up(shift, by=dev), by=dev)
    type(carol).objects.filter(pk=carol.pk).update(is_active=False)
    assert [to for to, _ in at(2027, 3, 29, 12, 1)] == ["dev@example.org"]


def test_an_offer_that_has_been_answered_needs_no_letter(at, carol, db):
    at(2027, 3, 25, 12, 0)
    enquiry = enquiries.offer_help("Ann", "ann@example.org")
    enquiries.mark_answered(enquiry, by=carol)
    assert at(2027, 3, 25, 12, 1) == []


@pytest.mark.parametrize(
    "kind", ["shift_promised", "shift_reminder", "shift_withdrawn", "shift_stood_down", "shift_gap"]
)
def test_a_letter_about_a_promise_that_was_erased_is_dropped(at, dev, shift, kind):
    signup = SignupFactory(shift=shift, volunteer=dev)
    post(kind, to=dev, about=signup)
    signup.delete()
    assert at(2027, 3, 25, 12, 1) == []


@pytest.mark.parametrize("kind", ["shift_promised", "shift_reminder", "shift_gap", "help_offered"])
def test_a_letter_is_decided_with_two_queries(at, dev, carol, shift, kind, django_assert_max_num_queries):
    signup = SignupFactory(shift=shift, volunteer=dev)
    if kind == "shift_gap":
        state_changed_behind_our_back(signup)
    about, to = (EnquiryFactory(), carol) if kind == "help_offered" else (signup, dev)
    post(kind, to=to, about=about)
    at(2027, 3, 29, 18, 0)
    assert len(mail.outbox) == 1
    letter = Letter.objects.get(kind=kind)
    with django_assert_max_num_queries(2):
        delivery.KINDS[kind](letter)


def test_letters_speak_the_language_of_who_reads_them(at, shift):
    volunteer = person("Ola", "volunteer")
    volunteer.language = "pl"
    volunteer.save()
    promises.sign_up(shift, by=volunteer)
    at(2027, 3, 25, 12, 1)
    assert 'lang="pl"' in mail.outbox[0].alternatives[0][0]
