"""Letters are decided when they go: told once, never after the place is gone, never with a child's name."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.letters import KINDS
from groupsite.outbox.models import Letter
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from sessions.services.waiting_list import release_unanswered_offers
from sessions.signals import occurrences_cancelled
from tests.cast import OccurrenceFactory, bring

OURS = [
    *("booking_made", "session_reminder", "booking_waiting", "place_offered", "offer_lapsed"),
    *("place_given_up", "session_cancelled"),
]


@pytest.fixture
def tuesday(db):
    return OccurrenceFactory(programme__name="Tuesday play", programme__heads_limit=5)


def sent_by(moment):
    """Everything that has gone out when the clock shows this."""
    with time_machine.travel(moment, tick=False):
        sweep()
        sweep()
    return [letter.subject for letter in mail.outbox]


def evening(occurrence):
    return clock.evening_before(occurrence.starts_at)


def reminders(subjects):
    return [subject for subject in subjects if subject.startswith("See you")]


def test_she_is_reminded_once_and_not_a_minute_early(amina, tuesday):
    bring(tuesday, amina)
    assert reminders(sent_by(evening(tuesday) - timedelta(minutes=1))) == []
    assert len(reminders(sent_by(evening(tuesday)))) == 1
    assert len(reminders(sent_by(evening(tuesday) + timedelta(hours=1)))) == 1


def test_who_gave_up_is_not_reminded(amina, tuesday):
    give_up(bring(tuesday, amina), by=amina)
    assert reminders(sent_by(evening(tuesday))) == []
    assert Letter.objects.get(kind="session_reminder").reason == "the booking is given_up now"


def test_a_cancelled_session_reminds_nobody_and_tells_everybody_once(amina, bea, carol, tuesday):
    bring(tuesday, amina)
    bring(tuesday, bea)
    cancel(tuesday, "The heating has broken down.", by=carol)
    subjects = sent_by(evening(tuesday) + timedelta(hours=48))
    assert reminders(subjects) == []
    off = [letter for letter in mail.outbox if letter.subject.startswith("Cancelled")]
    assert sorted(letter.to for letter in off) == [["amina@example.org"], ["bea@example.org"]]
    for letter in off:
        assert "The heating has broken down." in letter.body
        file = letter.attachments[0][1]
        assert "METHOD:CANCEL" in file
        assert "SEQUENCE:2" in file


def test_the_rooms_above_hear_of_it_inside_the_transaction(carol, tuesday):
    heard = []

    def hear(sender, **news):
        heard.append(([each.pk for each in news["occurrences"]], news["why"], news["by"], connection.in_atomic_block))

    occurrences_cancelled.connect(hear)
    cancel(tuesday, "Snow", by=carol)
    occurrences_cancelled.disconnect(hear)
    assert heard == [([tuesday.pk], "Snow", carol, True)]


def test_after_the_start_nobody_is_reminded(amina, tuesday):
    bring(tuesday, amina)
    assert sent_by(tuesday.starts_at) == []


def test_a_session_that_moved_later_reminds_later(amina, tuesday):
    bring(tuesday, amina)
    before = evening(tuesday)
    tuesday.starts_at += timedelta(days=1)
    tuesday.ends_at += timedelta(days=1)
    tuesday.save()
    assert reminders(sent_by(before)) == []
    assert len(reminders(sent_by(evening(tuesday)))) == 1


def test_no_letter_goes_to_a_carer_who_has_gone(amina, tuesday):
    booking = bring(tuesday, amina)
    booking.contact = None
    booking.save()
    assert sent_by(clock.now() + timedelta(minutes=1)) == []


def all_letters(amina, bea, carol, occurrence):
    """One of each kind, as they were said."""
    with time_machine.travel(occurrence.starts_at.replace(hour=12) - timedelta(days=6), tick=False) as now:
        held, waiting = bring(occurrence, amina), bring(occurrence, bea)
        sweep()
        give_up(held, by=amina)
        sweep()
        waiting.refresh_from_db()
        now.move_to(waiting.offer_ends_at)
        release_unanswered_offers(at=clock.now())
        bring(occurrence, amina)
        now.move_to(max(evening(occurrence), clock.now()))
        sweep()
        cancel(occurrence, "Snow", by=carol)
        sweep()
    return mail.outbox


def test_no_letter_says_a_childs_name_or_a_quiet_groups_name(amina, bea, carol):
    occurrence = OccurrenceFactory(programme__name="After a loss", programme__discreet=True, programme__heads_limit=5)
    letters = all_letters(amina, bea, carol, occurrence)
    assert set(Letter.objects.filter(state="sent").values_list("kind", flat=True)) >= set(OURS)
    for letter in letters:
        said = letter.subject + letter.body + "".join(str(part.content) for part in letter.alternatives)
        said += "".join(str(file[1]) for file in letter.attachments)
        for secret in ("Zain", "Noor", "Theo", "After a loss"):
            assert secret not in said, letter.subject


def test_every_letter_begins_with_what_when_where_and_has_one_link(amina, bea, carol, tuesday):
    for letter in all_letters(amina, bea, carol, tuesday):
        first = letter.body.strip().splitlines()[0]
        for fact in ("Tuesday play", "9:30am to 11am", tuesday.programme.venue.name):
            assert fact in first, letter.subject
        links = [line for line in letter.body.splitlines() if "/sessions/" in line]
        assert len(links) == 1, letter.subject


@pytest.mark.parametrize("kind", OURS)
def test_a_letter_is_decided_with_two_questions_at_most(amina, bea, carol, tuesday, kind):
    all_letters(amina, bea, carol, tuesday)
    row = Letter.objects.filter(kind=kind).first()
    with CaptureQueriesContext(connection) as asked:
        KINDS[kind](row)
    assert len(asked) <= 2 + 2 * (kind == "session_cancelled"), "a cancelled day looks for the next, and for others"


def test_who_wants_no_reminder_gets_none_and_still_hears_of_a_cancelled_day(amina, tuesday, carol):
    amina.carer.wants = ["bookings"]
    amina.carer.save()
    bring(tuesday, amina)
    assert reminders(sent_by(evening(tuesday))) == []
    assert Letter.objects.get(kind="session_reminder").reason == "the carer wants no reminders"
    with time_machine.travel(evening(tuesday) + timedelta(hours=1), tick=False):
        cancel(tuesday, "The heating is broken", by=carol)
        sweep()
    assert "cancelled" in mail.outbox[-1].subject.lower()
