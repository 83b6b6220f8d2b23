"""Why am I waiting? The page says what the waiting list noted, and which other date would do (M3)."""

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.models import Letter
from sessions import words
from sessions.models import Booking
from sessions.services.booking import give_up
from tests.cast import BandFactory, OccurrenceFactory, ProgrammeFactory, bring, parent


@pytest.fixture
def noon(db):
    with time_machine.travel(clock.at(clock.today(), time(12)), tick=False) as now:
        yield now


@pytest.fixture
def full(noon):
    """One place for a pair, and it is taken; Amina waits with three, and a pair behind her."""
    programme = ProgrammeFactory(heads_limit=5)
    return OccurrenceFactory(programme=programme)


def test_a_household_passed_over_keeps_its_turn_and_the_reason_is_on_record_for_staff(full, amina, carol, sign_in):
    held = bring(full, parent("Rose", ("Ivy", 20)))
    waits, pair = bring(full, amina), bring(full, parent("Drew", ("Uma", 20)))
    full.programme.heads_limit = 4
    full.programme.save()
    give_up(held, by=held.made_by)
    waits.refresh_from_db()
    pair.refresh_from_db()
    assert (waits.state, waits.passed_over, pair.state) == ("waiting", "heads", "offered")
    (entry,) = Entry.objects.filter(what="booking.passed_over")
    assert (entry.about, entry.details) == (f"groupsessions.booking:{waits.pk}", {"limit": "heads"})
    register = sign_in(carol).get(reverse("sessions:register", args=[full.code])).content.decode()
    assert str(words.PASSED_OVER["heads"]) in register


@pytest.mark.parametrize("reason", sorted(words.WHY_WAITING))
def test_the_page_says_what_the_waiting_list_noted(full, amina, sign_in, reason):
    bring(full, parent("Rose", ("Ivy", 20), ("Max", 40)))
    waits = bring(full, amina)
    Booking.objects.filter(pk=waits.pk).update(passed_over=reason)
    page = sign_in(amina).get(reverse("sessions:booking", args=[waits.code])).content.decode()
    assert str(words.WHY_WAITING[reason]) in page
    assert "You are number 1 on the waiting list." in page


def test_every_reason_has_words_for_families_and_for_those_who_lead():
    assert set(words.PASSED_OVER) == set(words.WHY_WAITING) - {""}


def test_another_date_is_offered_only_where_all_of_them_would_fit(full, amina, sign_in):
    """Next week a pair is there already; in three weeks babies are full; then comes room; one has not opened."""
    group = full.programme
    weeks = [OccurrenceFactory(programme=group, day=full.day + timedelta(weeks=n)) for n in (1, 2, 3, 12)]
    bring(full, parent("Rose", ("Ivy", 20)))
    bring(weeks[0], parent("Sue", ("Max", 20)))
    BandFactory(programme=group, limit=1)
    baby = parent("Tia", ("Bo", 3))
    weeks[1].heads_limit = 30
    weeks[1].save()
    bring(weeks[1], baby)
    waits = bring(full, amina)
    page = sign_in(amina).get(reverse("sessions:booking", args=[waits.code]))
    assert [each.pk for each in page.context["instead"]] == [weeks[2].pk]
    assert reverse("sessions:session", args=[weeks[2].code]) in page.content.decode()


# -- How long an offer waits (M2) ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        pytest.param(24 * 7, 24 * 60, id="a week ahead: a day"),
        pytest.param(48, 24 * 60, id="two days ahead: a day"),
        pytest.param(20, 4 * 60, id="tomorrow: four hours"),
        pytest.param(3, 30, id="today: half an hour"),
        pytest.param(0.25, 15, id="in a quarter of an hour: until it starts"),
    ],
)
def test_an_offer_is_shorter_the_nearer_the_session_and_never_outlives_the_start(noon, amina, bea, hours, minutes):
    starts = clock.now() + timedelta(hours=hours)
    session = OccurrenceFactory(
        programme__heads_limit=5, day=clock.local(starts).date(), starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    held, waits = bring(session, amina), bring(session, bea)
    give_up(held, by=amina)
    waits.refresh_from_db()
    assert waits.offer_ends_at == min(clock.now() + timedelta(minutes=minutes), starts)


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31", "2027-06-10"], ids=["clocks on", "clocks back", "June"])
def test_at_two_in_the_night_no_letter_goes_and_the_time_to_answer_begins_at_eight(db, amina, bea, day):
    today = clock.local(clock.now()).date().fromisoformat(day)
    with time_machine.travel(clock.at(today, time(2)), tick=False):
        session = OccurrenceFactory(programme__heads_limit=5, day=today + timedelta(days=5))
        held, waits = bring(session, amina), bring(session, bea)
        give_up(held, by=amina)
        waits.refresh_from_db()
        assert Letter.objects.get(kind="place_offered").due_at == clock.at(today, time(8))
        assert waits.offer_ends_at == clock.at(today + timedelta(days=1), time(8))
