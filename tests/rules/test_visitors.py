"""Visitors are heads in the room, like everybody; the day's news reaches them; they are thanked once."""

from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Occurrence, Visitor
from sessions.queries.building import counted
from sessions.queries.room import places_left
from sessions.services import places, timetable, visiting, visitors
from sessions.services.cancelling import cancel, cancel_several
from sessions.services.moving import ALL, ONE, Change, bend
from tests.cast import OccurrenceFactory, ProgrammeFactory, TermFactory, VenueFactory, VisitorFactory, bring, parent
from tests.inside import VISIT
from tests.rules.test_booking_races import race


def invite(occurrence, by, **values):
    return visitors.save(Visitor(occurrence=occurrence), VISIT | values, by=by)


def left(occurrence):
    fresh = Occurrence.objects.select_related("programme__venue", "venue").get(pk=occurrence.pk)
    return places_left([fresh])[fresh.pk].heads


def test_a_visitor_takes_places_and_gives_them_back(carol, amina):
    occurrence = OccurrenceFactory(programme__heads_limit=10)
    assert left(occurrence) == 8
    visitor = invite(occurrence, carol, heads=2)
    assert left(occurrence) == 6
    visitors.save(visitor, VISIT | {"heads": 3}, by=carol)
    assert left(occurrence) == 5
    assert counted(Occurrence.objects.get(pk=occurrence.pk))["heads_in"] == 5
    visitors.call_off(visitor, by=carol)
    visitors.call_off(visitor, by=carol)
    assert left(occurrence) == 8


def test_a_visitor_counts_for_the_other_group_in_the_hall(carol):
    occurrence = OccurrenceFactory(programme__venue__fire_limit=20)
    beside = OccurrenceFactory(programme=ProgrammeFactory(venue=occurrence.programme.venue))
    before = left(beside)
    invite(occurrence, carol, heads=4)
    assert left(beside) == before - 4


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        pytest.param({"programme__heads_limit": 5}, "All 5 places of this day are taken.", id="the day's limit"),
        pytest.param(
            {"programme__venue__fire_limit": 5}, "The fire limit of the hall is 5 people", id="the fire limit"
        ),
    ],
)
def test_nobody_is_invited_over_a_limit(limits, says, carol, amina):
    occurrence = OccurrenceFactory(**limits)
    bring(occurrence, amina)
    with pytest.raises(Refused, match=says) as refused:
        invite(occurrence, carol)
    assert refused.value.field == "heads"
    assert not Visitor.objects.exists()


def test_a_family_finds_no_room_beside_visitors(carol, amina):
    occurrence = OccurrenceFactory(programme__heads_limit=5)
    invite(occurrence, carol)
    assert bring(occurrence, amina).state == "waiting"


def test_whoever_waits_is_offered_the_place_of_a_visitor_who_does_not_come(carol, amina):
    occurrence = OccurrenceFactory(programme__heads_limit=5)
    visitor = invite(occurrence, carol)
    waiting = bring(occurrence, amina)
    visitors.call_off(visitor, by=carol)
    waiting.refresh_from_db()
    assert waiting.state == "offered"


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [
        pytest.param(None, None, True, id="all of it"),
        pytest.param(time(10), None, True, id="from ten"),
        pytest.param(time(9), None, False, id="before it starts"),
        pytest.param(time(10), time(11, 30), False, id="after it ends"),
        pytest.param(time(10, 30), time(10), False, id="backwards"),
    ],
)
def test_a_slot_lies_within_the_session(starts, ends, fits, carol):
    occurrence = OccurrenceFactory()
    if fits:
        assert invite(occurrence, carol, starts=starts, ends=ends).pk
    else:
        with pytest.raises(Refused, match="Choose times within it"):
            invite(occurrence, carol, starts=starts, ends=ends)


def test_a_visitor_is_told_when_the_day_is_called_off(carol):
    occurrence = OccurrenceFactory()
    invite(occurrence, carol)
    VisitorFactory(occurrence=occurrence, email="")
    gone = invite(occurrence, carol, email="gone@example.org")
    visitors.call_off(gone, by=carol)
    cancel(occurrence, "The boiler is broken.", by=carol)
    sweep()
    (letter,) = [each for each in mail.outbox if "smiles" in each.to[0] or "gone" in each.to[0]]
    assert letter.to == ["joy@smiles.example"]
    assert "The boiler is broken." in letter.body


def test_a_visitor_is_asked_again_when_the_day_moves(carol):
    occurrence = OccurrenceFactory()
    visitor = invite(occurrence, carol, starts=time(9, 45), ends=time(10, 15))
    change = Change(
        scope=ONE,
        day=occurrence.day + timedelta(days=1),
        starts=time(10),
        ends=time(11, 30),
        venue=occurrence.place,
        heads_limit=occurrence.most_heads,
        play="",
    )
    bend(occurrence, change, by=carol)
    sweep()
    visitor.refresh_from_db()
    assert (visitor.confirmed_at, visitor.starts) == (None, None)
    assert "Can you still come?" in mail.outbox[-1].body
    mail.outbox.clear()
    bend(Occurrence.objects.get(pk=occurrence.pk), replace(change, play="Mud"), by=carol)
    sweep()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("act", "says"),
    [
        pytest.param(lambda date, by: bend(date, later(date), by=by), "have moved", id="moved"),
        pytest.param(lambda date, by: cancel_several(date, ALL, "Snow.", by=by), "will not take place", id="off"),
    ],
)
def test_who_visits_several_days_gets_one_letter_that_lists_them(act, says, carol):
    """Somebody else at the same address has a letter of their own."""
    group = ProgrammeFactory(weekday=clock.today().weekday())
    dates = [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2, 3)]
    for row in dates[:2]:
        invite(row, carol)
    invite(dates[2], carol, name="Dan")
    act(dates[0], carol)
    sweep()
    several, one = sorted((letter.body for letter in mail.outbox), key=len, reverse=True)
    assert "Hello Joy, " in several
    assert says in several
    assert [f"{row.day:%-d %B}" in several for row in dates] == [True, True, False]
    assert "Hello Dan, " in one
    assert f"{dates[2].day:%-d %B}" in one


def test_who_visits_one_day_twice_reads_of_one_day(carol):
    row = OccurrenceFactory()
    invite(row, carol, starts=time(9, 30), ends=time(10))
    invite(row, carol, starts=time(10, 30), ends=time(11))
    cancel(row, "Snow.", by=carol)
    sweep()
    (letter,) = mail.outbox
    assert "days" not in letter.subject
    assert "this session will not take place" in letter.body


def test_a_letter_about_several_moved_days_says_where_each_is(carol):
    group = ProgrammeFactory(weekday=clock.today().weekday())
    dates = [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2)]
    for row in dates:
        invite(row, carol)
    hall = VenueFactory(name="Hut", address="9 Mill Lane", postcode="BS5 6AA")
    bend(dates[0], replace(later(dates[0]), venue=hall), by=carol)
    sweep()
    (letter,) = mail.outbox
    assert letter.body.count("Hut, 9 Mill Lane, BS5 6AA") == 2


def later(date):
    """An hour later, on all days."""
    return Change(ALL, date.day, time(11), time(13), date.place, date.most_heads, date.games)


def test_a_term_with_a_visitor_in_it_is_not_taken_back(carol):
    term = TermFactory(opened_at=clock.now())
    visitor = invite(OccurrenceFactory(term=term), carol)
    with pytest.raises(Refused, match="Somebody is to visit"):
        timetable.take_back_term(term, by=carol)
    visitors.call_off(visitor, by=carol)
    assert timetable.take_back_term(term, by=carol) == 1


def test_they_are_thanked_once_and_not_before_they_came(carol):
    occurrence = OccurrenceFactory()
    visitor = invite(occurrence, carol)
    with pytest.raises(Refused, match="not been here yet"):
        visiting.thank(visitor, "Thanks", by=carol)
    with time_machine.travel(occurrence.ends_at, tick=False):
        assert visiting.thank(visitor, "Thanks", by=carol)
        with pytest.raises(Refused, match="already"):
            visiting.thank(visitor, "Thanks", by=carol)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("races")
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "without the lock"])
def test_a_visitor_and_a_family_on_the_last_places(locked, carol, monkeypatch):
    """Without the lock, some of the tries sell the same places twice."""

    def no_lock(occurrence):
        return Occurrence.objects.select_related("programme__venue").get(pk=occurrence.pk)

    if not locked:
        monkeypatch.setattr(places, "lock", no_lock)
    oversold = 0
    for number in range(4 if locked else 25):
        occurrence = OccurrenceFactory(programme__heads_limit=4, day=clock.today() + timedelta(days=number + 1))
        families = [parent(f"P{number}{n}", (f"C{n}", 20)) for n in range(3)]
        tries = [partial(bring, occurrence, each, wait=False) for each in families]
        race([*tries, *[partial(invite, occurrence, carol, heads=2) for _ in range(3)]])
        fresh = Occurrence.objects.get(pk=occurrence.pk)
        oversold += fresh.team + fresh.heads.filter(live=True).count() > 4
        if oversold:
            break
    assert bool(oversold) != locked
