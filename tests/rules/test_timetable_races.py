"""Two leaders press at the same moment: each date is added, called off or brought back once."""

from collections import Counter
from datetime import time, timedelta

import pytest

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.models import Letter
from sessions.models import Occurrence, Programme
from sessions.services import adding, bringing_back, cancelling, rhythms
from tests.cast import BreakFactory, OccurrenceFactory, ProgrammeFactory, UserFactory, bring, parent
from tests.friendly import at_once, slowly

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader():
    return UserFactory()


@pytest.fixture
def tots():
    """A group with a date in each of two weeks, for which Amina is booked."""
    group = ProgrammeFactory(weekday=clock.today().weekday())
    amina = parent("Amina", ("Zain", 20))
    for weeks in (1, 2):
        bring(OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=weeks)), amina)
    return group


def done(what):
    """How often each date has it on record."""
    return sorted(Counter(Entry.objects.filter(what=what).values_list("about", flat=True)).values())


def test_a_date_is_added_once(tots, leader, monkeypatch):
    monkeypatch.setattr(adding, "_checked", slowly(adding._checked))
    asked = adding.Extra(clock.today() + timedelta(days=10), time(10), time(11), tots.venue)
    assert at_once(*[lambda: adding.add(tots, asked, by=leader)] * 2) == ["day_taken", "done"]


def test_the_dates_in_a_break_are_called_off_once(tots, leader, monkeypatch):
    pause = BreakFactory(first_day=clock.today(), last_day=clock.today() + timedelta(weeks=3))
    monkeypatch.setattr(cancelling, "in_break", slowly(cancelling.in_break))
    assert at_once(*[lambda: cancelling.cancel_in_break(pause, "Half-term", by=leader)] * 2) == ["done", "done"]
    assert done("session.cancelled") == [1, 1]
    assert Letter.objects.filter(kind="session_cancelled").count() == 1


def test_what_does_not_fit_a_new_rhythm_is_called_off_once(tots, leader, monkeypatch):
    since = clock.today() + timedelta(days=7)
    new = rhythms.Rhythm(Programme.Rhythm.FORTNIGHTLY, None, since)
    monkeypatch.setattr(rhythms, "left_over", slowly(rhythms.left_over))
    assert at_once(*[lambda: rhythms.change(tots, new, "Every other week", by=leader)] * 2) == ["done", "done"]
    assert done("session.cancelled") == [1]
    assert Letter.objects.filter(kind="session_cancelled").count() == 1


@pytest.fixture
def off(tots, leader):
    return cancelling.cancel(tots.occurrences.earliest("day"), "Snow", by=leader)


def test_a_date_is_brought_back_once(off, leader, monkeypatch):
    monkeypatch.setattr(bringing_back, "_check", slowly(bringing_back._check))
    assert at_once(*[lambda: bringing_back.bring_back(off, by=leader)] * 2) == ["done", "on"]
    assert done("session.brought_back") == [1]


def test_it_is_not_brought_back_into_places_that_somebody_next_door_is_taking(off, leader, monkeypatch):
    """Amina and Zain were to come; the hall has room for them or for two others."""
    venue = off.place
    type(venue).objects.filter(pk=venue.pk).update(fire_limit=2 * off.programme.helpers + 3)
    beside = OccurrenceFactory(programme=ProgrammeFactory(venue=venue), day=off.day)
    bea = parent("Bea", ("Tom", 20))
    monkeypatch.setattr(bringing_back, "_check", slowly(bringing_back._check))
    brought = lambda: bringing_back.bring_back(Occurrence.objects.get(pk=off.pk), by=leader)  # noqa: E731
    assert at_once(brought, lambda: bring(beside, bea, wait=False)) == ["done", "fire"]
