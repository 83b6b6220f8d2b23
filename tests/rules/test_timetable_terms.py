"""Opening a term: which dates, which are left out, who shares a hall; taken back until somebody books."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Break, Occurrence, Term
from sessions.services import cancelling, moving, timetable
from sessions.services.groups import add_break, add_term, remove_break, save_group, save_venue
from tests.cast import BookingFactory, OccurrenceFactory, ProgrammeFactory, SignupFactory, TermFactory, VenueFactory

SPRING = {"name": "Spring", "first_day": date(2027, 4, 5), "last_day": date(2027, 7, 9)}


@pytest.fixture
def spring(db):
    with time_machine.travel(clock.at(date(2027, 3, 20), time(12)), tick=False):
        yield Term.objects.create(**SPRING)


@pytest.fixture
def mondays(spring):
    return ProgrammeFactory(name="Mondays", weekday=0, term_time=True)


def days():
    return list(Occurrence.objects.order_by("day").values_list("day", flat=True))


def test_breaks_and_bank_holidays_are_left_out_and_named(mondays, spring):
    Break.objects.create(name="Half-term", first_day=date(2027, 6, 7), last_day=date(2027, 6, 11))
    (it,) = timetable.propose([mondays], spring)
    assert it.skipped == [
        (date(2027, 5, 3), "Early May bank holiday"),
        (date(2027, 5, 31), "Spring bank holiday"),
        (date(2027, 6, 7), "Half-term"),
    ]
    assert len(it.days) == 11
    assert days() == []


def test_a_leader_who_says_we_run_runs_on_bank_holidays(mondays, spring, carol):
    mondays.bank_holidays = True
    mondays.save()
    timetable.open_term(spring, by=carol)
    assert date(2027, 5, 3) in days()


def test_a_term_is_opened_for_all_groups_and_opening_it_again_makes_nothing(mondays, spring, carol):
    ProgrammeFactory(weekday=2, term_time=True)
    ProgrammeFactory(weekday=3)  # runs all year
    assert timetable.open_term(spring, by=carol) == 12 + 14
    assert timetable.open_term(spring, by=carol) == 0


def test_two_groups_in_one_hall_are_named(mondays, spring):
    other = ProgrammeFactory(name="Yoga", weekday=0, venue=mondays.venue, starts=time(10, 30), ends=time(12))
    OccurrenceFactory(programme=other, day=date(2027, 4, 12))
    after = ProgrammeFactory(weekday=0, venue=mondays.venue, starts=time(11), ends=time(12))  # one may follow the other
    OccurrenceFactory(programme=after, day=date(2027, 4, 19))
    (it,) = timetable.propose([mondays], spring)
    assert it.clashes == [(date(2027, 4, 12), "Yoga")]


def test_a_term_is_taken_back_until_somebody_books(mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    assert timetable.take_back_term(spring, by=carol) == 12
    assert days() == []
    timetable.open_term(spring, by=carol)
    BookingFactory(occurrence=Occurrence.objects.first())
    with pytest.raises(Refused, match="Somebody has booked"):
        timetable.take_back_term(spring, by=carol)
    assert len(days()) == 12


def test_a_term_somebody_has_promised_to_help_in_stays(mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    SignupFactory(shift__occurrence=Occurrence.objects.first())
    with pytest.raises(Refused, match="promised to help"):
        timetable.take_back_term(spring, by=carol)
    assert len(days()) == 12


def test_by_night_a_running_group_goes_on_and_nothing_comes_back(spring):
    """A date that has moved keeps its place in the rhythm; the night makes only what follows the last one."""
    tuesdays = ProgrammeFactory(weekday=1)
    timetable.open_dates([tuesdays], by=None)
    first = days()
    moved = Occurrence.objects.get(day=first[1])
    Occurrence.objects.filter(pk=moved.pk).update(day=moved.day + timedelta(days=1))
    assert timetable.make_ahead() == 0
    with time_machine.travel(clock.now() + timedelta(weeks=2), tick=False):
        assert timetable.make_ahead() == 2
        assert timetable.make_ahead() == 0
    assert first[1] not in days()


@pytest.fixture
def half_term(spring, carol):
    return add_break({"name": "Half-term", "first_day": date(2027, 6, 7), "last_day": date(2027, 6, 11)}, by=carol)


def test_a_removed_break_lets_its_dates_back_in_though_later_ones_are_there(half_term, mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    remove_break(half_term, by=carol)
    (it,) = timetable.propose([mondays], spring)
    assert it.days == [date(2027, 6, 7)]
    assert timetable.open_dates([mondays], by=carol, term=spring) == 1
    assert date(2027, 6, 7) in days()


def test_a_break_of_one_hall_keeps_out_only_the_groups_that_are_in_it(mondays, spring, carol):
    elsewhere = ProgrammeFactory(weekday=0, term_time=True)
    painted = {"name": "Painting", "first_day": date(2027, 6, 7), "last_day": date(2027, 6, 7), "venue": mondays.venue}
    add_break(painted, by=carol)
    here, there = (timetable.propose([each], spring)[0] for each in (mondays, elsewhere))
    assert (date(2027, 6, 7), "Painting") in here.skipped
    assert date(2027, 6, 7) in there.days


def test_by_night_groups_that_run_get_the_days_of_a_removed_break_and_courses_do_not(half_term, carol):
    """A course is taken as a whole: its leader makes a date more, as whoever is on it comes to it."""
    group, course = ProgrammeFactory(weekday=1), ProgrammeFactory(weekday=2, kind="course", last_day=date(2027, 7, 7))
    timetable.open_dates([group, course], by=None)
    assert timetable.make_ahead() == 0
    remove_break(half_term, by=carol)
    assert timetable.make_ahead() == 1
    assert date(2027, 6, 8) in days()


def test_a_group_that_runs_on_bank_holidays_after_all_is_offered_them(mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    mondays.bank_holidays = True
    mondays.save()
    (it,) = timetable.propose([mondays], spring)
    assert it.days == [date(2027, 5, 3), date(2027, 5, 31)]


def test_a_week_whose_date_was_moved_or_called_off_gets_no_other(mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    moved, off, *_others = Occurrence.objects.order_by("day")
    away = moving.Change("one", moved.day + timedelta(days=8), time(9, 30), time(11), mondays.venue, 40, "")
    moving.bend(moved, away, by=carol)
    cancelling.cancel(off, "Snow.", by=carol)
    (it,) = timetable.propose([mondays], spring)
    assert it.days == []


def test_dates_before_the_weekday_changed_get_no_second_one_in_their_weeks(mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    third = Occurrence.objects.order_by("day")[2]
    shift = moving.Change("following", third.day + timedelta(days=2), time(9, 30), time(11), mondays.venue, 40, "")
    moving.bend(third, shift, by=carol)
    (it,) = timetable.propose([mondays], spring)
    assert it.days == [date(2027, 5, 5), date(2027, 6, 2)], "on the weeks of the bank holidays Wednesday is free"


@pytest.mark.parametrize(
    ("scope", "begins"),
    [
        pytest.param("following", None, id="this and the following"),
        pytest.param("all", date(2027, 4, 5), id="all"),
    ],
)
@pytest.mark.parametrize("by", [-6, -2, 2, 6])
@pytest.mark.parametrize("weekday", [0, 5])
def test_a_group_that_moves_to_another_weekday_skips_no_week_and_has_none_twice(
    weekday, by, scope, begins, spring, carol
):
    group = ProgrammeFactory(weekday=weekday, bank_holidays=True, first_day=begins)
    timetable.open_dates([group], by=None)
    rows, shift = list(Occurrence.objects.order_by("day")), timedelta(days=by)
    cancelling.cancel(rows[5], "Snow.", by=carol)
    away = moving.Change(scope, rows[2].day + shift, time(9, 30), time(11), group.venue, 40, "")
    moving.bend(rows[2], away, by=carol)
    there = set(days())
    with time_machine.travel(clock.now() + timedelta(weeks=3), tick=False):
        timetable.make_ahead()
    new = sorted(set(days()) - there)
    assert new == [rows[-1].day + shift + timedelta(weeks=n + 1) for n in range(len(new))]
    assert len(new) >= 2


def test_a_date_of_today_that_would_have_begun_is_not_made(spring):
    saturdays = ProgrammeFactory(weekday=5)
    (it,) = timetable.propose([saturdays])
    assert it.days[0] == clock.today() + timedelta(days=7)


def test_by_night_a_longer_term_gets_its_dates_and_a_group_without_any_gets_none(mondays, spring, carol):
    timetable.open_term(spring, by=carol)
    ProgrammeFactory(weekday=4)
    Term.objects.update(last_day=spring.last_day + timedelta(days=7))
    assert timetable.make_ahead() == 1


def test_half_past_nine_stays_half_past_nine_in_a_term_over_the_change(db, carol):
    with time_machine.travel(clock.at(date(2027, 9, 1), time(12)), tick=False):
        term = Term.objects.create(name="Autumn", first_day=date(2027, 9, 6), last_day=date(2027, 12, 17))
        ProgrammeFactory(weekday=1, term_time=True)
        timetable.open_term(term, by=carol)
    assert {clock.local(each.starts_at).time() for each in Occurrence.objects.all()} == {time(9, 30)}


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        pytest.param({"heads_limit": 61}, "heads_limit", "The fire limit of", id="over the fire limit"),
        pytest.param({"ends": time(9)}, "ends", "after the start", id="ends before it starts"),
        pytest.param({"rhythm": "once"}, "first_day", "first day", id="once, but when"),
        pytest.param({"rhythm": "monthly"}, "nth", "which one of the month", id="which of the month"),
        pytest.param({"to_months": 0}, "to_months", "oldest age", id="ages upside down"),
        pytest.param({"helpers": 39}, "helpers", "so many helpers", id="helpers fill it"),
        pytest.param(
            {"first_day": date(2027, 5, 1), "last_day": date(2027, 4, 1)},
            "last_day",
            "before the first",
            id="backwards",
        ),
    ],
)
def test_what_cannot_be_is_said_by_its_box(values, field, says, carol):
    group = ProgrammeFactory.build(venue=VenueFactory())
    with pytest.raises(Refused, match=says) as no:
        save_group(group, values, bands=[], leaders=[carol], by=carol)
    assert no.value.field == field
    assert group.pk is None


def test_a_hall_cannot_be_made_smaller_than_its_groups(carol):
    group = ProgrammeFactory(heads_limit=40)
    with pytest.raises(Refused, match="takes 40 people here") as no:
        save_venue(group.venue, {"fire_limit": 39}, by=carol)
    assert no.value.field == "fire_limit"


def test_two_terms_never_share_a_day(spring, carol):
    with pytest.raises(Refused, match="Spring has some of these days"):
        add_term({"name": "Summer", "first_day": date(2027, 7, 9), "last_day": date(2027, 8, 1)}, by=carol)


PARTS = ("day", "month", "year")


def test_a_term_is_copied_two_weeks_after_it_ends_and_shows_its_dates_before_they_are_made(carol, sign_in):
    last = TermFactory(first_day=date(2027, 1, 4), last_day=date(2027, 3, 26), name="Spring")
    ProgrammeFactory(term_time=True, weekday=0)
    client = sign_in(carol)
    copy = f"{reverse('sessions:new_days', args=['term'])}?like={last.code}"
    assert copy in client.get(reverse("sessions:terms")).content.decode()
    form = client.get(copy).context["form"]
    assert (form["first_day"].value(), form["last_day"].value()) == (date(2027, 4, 12), date(2027, 7, 2))
    boxes = {"first_day": (12, 4, 2027), "last_day": (2, 7, 2027)}
    sent = {f"{name}_{part}": it for name, day in boxes.items() for part, it in zip(PARTS, day, strict=True)}
    page = client.post(copy, sent | {"name": "Summer"}, follow=True).content.decode()
    assert "Open it for all groups" in page
    assert "new dates" in page
