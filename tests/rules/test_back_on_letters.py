"""Brought back while letters that it is off are on their way: nobody is left with the wrong news."""

from datetime import time, timedelta
from threading import Thread

import pytest
import time_machine
from django.core import mail
from django.db import connection

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter, LetterQuerySet
from sessions.models import Booking
from sessions.services import bringing_back, cancelling
from sessions.services.bringing_back import bring_back
from sessions.services.waiting_list import release_unanswered_offers
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring


@pytest.fixture
def noon():
    """At midday letters and texts may go."""
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def dates(noon, amina):
    """A group in one week and in two, and Amina comes to both."""
    group = ProgrammeFactory(name="Tots", weekday=clock.today().weekday())
    rows = [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2)]
    for row in rows:
        bring(row, amina)
    return rows


def sent(noon, kind):
    noon.shift(60)
    sweep()
    sweep()
    return sorted(Letter.objects.filter(kind=kind, state="sent").values_list("address", flat=True))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_who_may_have_been_reached_hears_that_it_is_on(dates, carol, noon):
    """A worker died with the letter in its hands."""
    cancelling.cancel(dates[0], "Snow and ice.", by=carol)
    Letter.objects.filter(kind="session_cancelled").update(maybe_sent=True)
    bring_back(fresh(dates[0]), by=carol)
    assert sent(noon, "session_back_on") == ["amina@example.org"]


def swept_meanwhile(dates, carol, noon, monkeypatch):
    """A worker comes by after it was looked at who has not heard: which letters there are of both kinds that went."""
    cancelling.cancel(dates[0], "Snow and ice.", by=carol)
    noon.shift(60)
    take_back = bringing_back.take_back_all

    def worker():
        sweep()
        connection.close()

    def slowly(*args, **kwargs):
        thread = Thread(target=worker)
        thread.start()
        thread.join()
        return take_back(*args, **kwargs)

    monkeypatch.setattr(bringing_back, "take_back_all", slowly)
    bring_back(fresh(dates[0]), by=carol)
    return [sent(noon, kind) for kind in ("session_cancelled", "session_back_on")]


@pytest.mark.xdist_group("races")
@pytest.mark.django_db(transaction=True)
def test_no_worker_takes_a_letter_while_it_is_looked_at_who_has_not_heard(dates, carol, noon, monkeypatch):
    assert swept_meanwhile(dates, carol, noon, monkeypatch) == [[], []]


@pytest.mark.xdist_group("races")
@pytest.mark.django_db(transaction=True)
def test_without_holding_the_letters_somebody_hears_only_that_it_is_off(dates, carol, noon, monkeypatch):
    """The planted fault: read, but not held."""
    monkeypatch.setattr(LetterQuerySet, "select_for_update", lambda rows, **_how: rows)
    assert swept_meanwhile(dates, carol, noon, monkeypatch) == [["amina@example.org"], []]


def off_and_on_and_off(date, carol, noon, *, scope="one", back="sent"):
    """Heard of the first time, and of the second not yet."""
    cancelling.cancel(date, "Snow and ice.", by=carol)
    assert sent(noon, "session_cancelled")
    bring_back(fresh(date), by=carol)
    if back == "sent":
        assert sent(noon, "session_back_on")
    Letter.objects.filter(kind="session_back_on", state="ready").update(state="dropped", ended_at=clock.now())
    mail.outbox.clear()
    noon.shift(60)
    cancelling.cancel_several(fresh(date), scope, "Snow and ice.", by=carol)


def test_who_has_not_heard_of_the_second_time_does_not_hear_that_it_is_on_again(dates, carol, noon):
    off_and_on_and_off(dates[0], carol, noon)
    bring_back(fresh(dates[0]), by=carol)
    sent(noon, "session_back_on")
    assert [letter.subject for letter in mail.outbox if letter.to == ["amina@example.org"]] == []


def test_who_has_not_heard_that_it_was_on_after_the_first_time_hears_so_after_the_second(dates, carol, noon):
    off_and_on_and_off(dates[0], carol, noon, back="dropped, as it was off again")
    bring_back(fresh(dates[0]), by=carol)
    assert sent(noon, "session_back_on") == ["amina@example.org"]


def test_another_date_called_off_with_it_the_second_time_is_told(dates, carol, noon):
    off_and_on_and_off(dates[0], carol, noon, scope="all")
    bring_back(fresh(dates[0]), by=carol)
    sent(noon, "session_cancelled")
    (letter,) = [each for each in mail.outbox if each.subject.startswith("Cancelled")]
    assert f"{dates[1].day:%-d %B}" in letter.subject


def test_nobody_is_asked_to_answer_by_a_time_that_is_over(noon, amina, carol):
    """It begins before anybody is awake, so an offer that ran out cannot be made longer."""
    day = clock.today() + timedelta(days=2)
    date = OccurrenceFactory(programme=ProgrammeFactory(starts=time(7), ends=time(8)), day=day)
    booking = bring(date, amina)
    noon.move_to(clock.at(day - timedelta(days=1), time(22)))
    Booking.objects.filter(pk=booking.pk).update(state="offered", offer_ends_at=clock.now() + timedelta(minutes=30))
    cancelling.cancel(date, "Snow and ice.", by=carol)
    assert sent(noon, "session_cancelled")
    noon.shift(timedelta(hours=1))
    bring_back(fresh(date), by=carol)
    assert sent(noon, "session_back_on") == []
    release_unanswered_offers(at=clock.now())
    assert fresh(booking).state == "lapsed"
