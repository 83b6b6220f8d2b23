"""How people find each other for a shift: waiting lists, stand-ins, swaps, weekly repeats, the calendar link."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant, withdraw
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.letters import Drop, Message
from groupsite.outbox.models import Letter
from tests.cast import (
    AwayFactory,
    GoingFactory,
    NeedFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
    WaitFactory,
)
from volunteers.letters.arranging import swap_asked
from volunteers.models import Away, Shift, Signup, Swap, Volunteer, Wait
from volunteers.queries.knowing import knows
from volunteers.queries.rota import away_of, to_swap_for, whose_link
from volunteers.services import giving_up, how_i_help, needs, promises, repeating, swapping, waiting

AN_HOUR = timedelta(hours=1)


def helper(name="Joan"):
    return UserFactory(name=name, roles=[Role.VOLUNTEER])


def in_hours(hours, **fields):
    starts_at = clock.now() + timedelta(hours=hours)
    return ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), how_many=1, **fields)


def told(kind):
    return [letter.to for letter in Letter.objects.filter(kind=kind)]


def ref(user):
    return f"accounts.user:{user.pk}"


# -- Waiting -----------------------------------------------------------------------------------------
def test_who_waits_longest_and_can_come_gets_the_place_that_comes_free(dev):
    shift = in_hours(100)
    owner, away = promises.sign_up(shift, by=helper()), helper()
    for person in (away, dev, helper()):
        waiting.wait_for(shift, by=person)
    AwayFactory(volunteer=away)
    giving_up.withdraw(owner, by=owner.volunteer)
    assert [it.volunteer for it in Signup.objects.promised()] == [dev]
    assert told("shift_from_waiting") == [ref(dev)]
    assert Wait.objects.filter(ended_at=None).count() == 2


def test_at_short_notice_nobody_is_put_down_unasked(dev):
    shift = in_hours(20)
    owner = promises.sign_up(shift, by=helper())
    waiting.wait_for(shift, by=dev)
    giving_up.withdraw(owner, by=owner.volunteer)
    assert not Signup.objects.promised().exists()
    assert told("shift_free") == [ref(dev)]


def test_nobody_waits_for_what_is_free_or_would_not_suit(dev):
    with pytest.raises(Refused, match="just come free"):
        waiting.wait_for(in_hours(100), by=dev)
    full = SignupFactory(shift=in_hours(100)).shift
    AwayFactory(volunteer=dev)
    with pytest.raises(Refused, match="You are away"):
        waiting.wait_for(full, by=dev)


def test_who_gives_a_shift_up_is_not_put_back_from_an_old_wait(dev):
    shift = in_hours(100)
    signup = promises.sign_up(shift, by=dev)
    WaitFactory(shift=shift, volunteer=dev)
    giving_up.withdraw(signup, by=dev)
    waiting.fill_all()
    assert not Signup.objects.promised().exists()


def test_the_hourly_bell_fills_what_came_free_in_another_way(dev):
    shift = in_hours(100)
    WaitFactory(shift=shift, volunteer=dev)
    for _ in range(2):
        waiting.fill_all()
    assert [it.volunteer for it in Signup.objects.all()] == [dev]


def test_the_list_never_puts_more_people_down_than_the_job_takes(dev):
    shift = ShiftFactory(how_many=2)
    looks, gives_up = (promises.sign_up(shift, by=helper()) for _ in range(2))
    first, second, third = helper(), helper(), dev
    for person in (first, second, third):
        waiting.wait_for(shift, by=person)
    giving_up.look_for_stand_in(looks, by=looks.volunteer, looking=True)
    assert told("shift_handed_on") == [ref(looks.volunteer)]
    giving_up.withdraw(gives_up, by=gives_up.volunteer)
    assert {it.volunteer for it in shift.signups.promised()} == {first, second}
    assert Wait.objects.live().get().volunteer == third


def test_the_free_place_goes_first_and_then_that_of_who_looks_for_a_stand_in(dev):
    shift = ShiftFactory(how_many=2)
    looks = promises.sign_up(shift, by=helper())
    giving_up.look_for_stand_in(looks, by=looks.volunteer, looking=True)
    joan, third = helper(), helper()
    for person in (dev, joan, third):
        WaitFactory(shift=shift, volunteer=person)
    for _ in range(2):
        waiting.fill_all()
    assert {it.volunteer for it in shift.signups.promised()} == {dev, joan}
    assert told("shift_handed_on") == [ref(looks.volunteer)]


def test_who_waits_hears_at_short_notice_that_a_stand_in_is_wanted(dev):
    shift = in_hours(20)
    signup = promises.sign_up(shift, by=helper())
    waiting.wait_for(shift, by=dev)
    assert giving_up.look_for_stand_in(signup, by=signup.volunteer, looking=True)
    assert (told("shift_free"), Signup.objects.promised().get()) == ([ref(dev)], signup)


# -- Stand-ins ---------------------------------------------------------------------------------------
def test_a_stand_in_takes_over_and_both_are_told(dev):
    shift = in_hours(100)
    signup = promises.sign_up(shift, by=dev)
    giving_up.look_for_stand_in(signup, by=dev, looking=True)
    assert Signup.objects.promised().get().volunteer == dev  # it stays his until somebody steps in
    joan = helper()
    promises.sign_up(shift, by=joan)
    assert [it.volunteer for it in Signup.objects.promised()] == [joan]
    assert (told("shift_handed_on"), told("shift_promised")) == ([ref(dev)], [ref(dev), ref(joan)])


def test_a_free_place_is_filled_before_anybody_is_replaced(dev):
    shift = ShiftFactory(how_many=2)
    signup = promises.sign_up(shift, by=dev)
    giving_up.look_for_stand_in(signup, by=dev, looking=True)
    promises.sign_up(shift, by=helper())
    assert Signup.objects.promised().count() == 2


def test_dev_can_come_after_all(dev):
    shift = in_hours(100)
    signup = promises.sign_up(shift, by=dev)
    for looking in (True, True, False):
        giving_up.look_for_stand_in(signup, by=dev, looking=looking)
    with pytest.raises(Refused, match="enough people"):
        promises.sign_up(shift, by=helper())


# -- Swaps -------------------------------------------------------------------------------------------
@pytest.fixture
def two(dev):
    """Dev has one shift and Joan another."""
    return promises.sign_up(in_hours(100), by=dev), promises.sign_up(in_hours(150), by=helper())


def test_a_swap_changes_both_when_both_agree(two, dev):
    mine, theirs = two
    joan = theirs.volunteer
    swap = swapping.ask(mine, theirs, by=dev)
    assert told("swap_asked") == [ref(joan)]
    assert set(Signup.objects.promised()) == {mine, theirs}  # asking changes nothing
    swapping.answer(swap, by=joan, agrees=True)
    assert {it.volunteer: it.shift for it in Signup.objects.promised()} == {dev: theirs.shift, joan: mine.shift}
    assert sorted(told("shift_handed_on")) == sorted([ref(dev), ref(joan)])
    with pytest.raises(Refused, match="not possible any more"):
        swapping.answer(swap, by=joan, agrees=True)


def test_a_no_leaves_all_as_it_is(two, dev):
    mine, theirs = two
    swapping.answer(swapping.ask(mine, theirs, by=dev), by=theirs.volunteer, agrees=False)
    assert (set(Signup.objects.promised()), told("swap_declined")) == ({mine, theirs}, [ref(dev)])


def test_a_swap_that_is_taken_back_is_not_answered_any_more(two, dev):
    mine, theirs = two
    swap = swapping.ask(mine, theirs, by=dev)
    for _press in range(2):
        swapping.take_back(swap, by=dev)
    assert Entry.objects.filter(what="swap.taken_back").count() == 1
    assert isinstance(swap_asked(Letter.objects.get(kind="swap_asked")), Drop)
    with pytest.raises(Refused, match="not possible any more"):
        swapping.answer(swap, by=theirs.volunteer, agrees=True)
    assert set(Signup.objects.promised()) == {mine, theirs}


def test_a_swap_that_was_agreed_to_is_not_taken_back(two, dev):
    mine, theirs = two
    swap = swapping.ask(mine, theirs, by=dev)
    swapping.answer(swap, by=theirs.volunteer, agrees=True)
    with pytest.raises(Refused, match="too late"):
        swapping.take_back(swap, by=dev)
    assert Swap.objects.get().answer == "yes"


def test_a_swap_that_was_taken_back_can_be_asked_again_and_one_letter_goes(two, dev):
    mine, theirs = two
    swapping.take_back(swapping.ask(mine, theirs, by=dev), by=dev)
    assert to_swap_for(mine, dev, knows(dev, clock.now()), clock.now()) == [theirs]
    swap = swapping.ask(mine, theirs, by=dev)
    letters = Letter.objects.filter(kind="swap_asked", state="ready")
    assert ([type(swap_asked(row)) for row in letters], Swap.objects.open().get()) == ([Message], swap)
    with pytest.raises(Refused, match="already"):
        swapping.ask(mine, theirs, by=dev)
    swapping.answer(swap, by=theirs.volunteer, agrees=False)
    with pytest.raises(Refused, match="already"):
        swapping.ask(mine, theirs, by=dev)  # a no is a no


def given_up(mine, theirs):
    giving_up.withdraw(mine, by=mine.volunteer)


def away_by_then(mine, theirs):
    AwayFactory(volunteer=theirs.volunteer)


def busy_by_then(mine, theirs):
    promises.sign_up(ShiftFactory(starts_at=theirs.shift.starts_at, ends_at=theirs.shift.ends_at), by=mine.volunteer)


@pytest.mark.parametrize("meanwhile", [given_up, away_by_then, busy_by_then])
def test_a_swap_that_no_longer_works_changes_nothing(meanwhile, two, dev):
    mine, theirs = two
    swap = swapping.ask(mine, theirs, by=dev)
    meanwhile(mine, theirs)
    before = set(Signup.objects.promised())
    with pytest.raises(Refused):
        swapping.answer(swap, by=theirs.volunteer, agrees=True)
    assert (set(Signup.objects.promised()), Swap.objects.get().answer) == (before, "")


def test_a_swap_at_the_limit_is_no_shift_more(two, dev):
    mine, theirs = two
    VolunteerFactory(user=dev, monthly_limit=1)
    assert to_swap_for(mine, dev, knows(dev, clock.now()), clock.now()) == [theirs]


def test_nobody_swaps_with_themselves(two):
    mine, _ = two
    with pytest.raises(IntegrityError, match="between_two"), transaction.atomic():
        Swap.objects.create(mine=mine, theirs=mine)


# -- Each week ---------------------------------------------------------------------------------------
def test_the_same_job_each_week_says_which_dates_do_not_work(dev, carol):
    programme = ProgrammeFactory()
    for week in range(1, 6):
        OccurrenceFactory(programme=programme, day=clock.today() + timedelta(weeks=week))
    need = needs.ask_for(programme, "Tea", by=carol)
    first, _, full, *_ = need.shifts.order_by("starts_at")
    SignupFactory(shift=full)
    signup = promises.sign_up(first, by=dev)
    done = repeating.repeat(signup, weeks=3, by=dev)
    assert [len(done.made), [shift for shift, _ in done.refused]] == [2, [full]]
    assert Signup.objects.for_user(dev).promised().count() == 3
    assert (len(told("shift_promised")), len(told("shift_repeated"))) == (1, 1)
    assert repeating.repeat(signup, weeks=3, by=dev).made == []


def test_a_shift_of_no_standing_job_repeats_nothing(dev):
    assert repeating.repeat(promises.sign_up(in_hours(100), by=dev), weeks=8, by=dev).made == []


# -- What volunteers say of themselves ---------------------------------------------------------------
def test_the_limit_counts_londons_months(dev):
    """Half past eleven at night on 31 July, in UTC, is August in London."""
    VolunteerFactory(user=dev, monthly_limit=1)
    late = datetime(2027, 7, 31, 23, 30, tzinfo=UTC)
    july, august = (
        ShiftFactory(starts_at=late + away, ends_at=late + away + AN_HOUR) for away in (-8 * AN_HOUR, 8 * AN_HOUR)
    )
    promises.sign_up(ShiftFactory(starts_at=late, ends_at=late + AN_HOUR), by=dev)
    promises.sign_up(july, by=dev)
    with pytest.raises(Refused, match="that is your limit"):
        promises.sign_up(august, by=dev)


def test_somebody_elses_days_away_are_not_there(dev, sign_in):
    gone = AwayFactory()
    assert sign_in(dev).post(reverse("volunteers:back", args=[gone.code])).status_code == 404
    assert (Away.objects.count(), list(away_of(dev))) == (1, [])


def test_the_calendar_link_shows_shifts_and_a_new_one_ends_the_old(dev, client):
    signup = promises.sign_up(in_hours(100), by=dev)
    old = how_i_help.new_calendar_link(dev)
    page = client.get(reverse("volunteers:feed", args=[old]))
    events = icalendar.Calendar.from_ical(page.content).walk("VEVENT")
    assert [str(event["uid"]).split("@")[0] for event in events] == [str(signup.code)]
    assert "dev" not in page.content.decode().lower()
    new = how_i_help.new_calendar_link(dev)
    assert client.get(reverse("volunteers:feed", args=[old])).status_code == 404
    assert client.get(reverse("volunteers:feed", args=[new])).status_code == 200
    assert new not in Volunteer.objects.get().feed


def test_the_calendar_link_shows_where_a_champion_goes_too(dev, client):
    here, given_up = GoingFactory(volunteer=dev), GoingFactory(volunteer=dev, ended_at=clock.now())
    GoingFactory(outing=here.outing)
    page = client.get(reverse("volunteers:feed", args=[how_i_help.new_calendar_link(dev)]))
    (event,) = icalendar.Calendar.from_ical(page.content).walk("VEVENT")
    assert (str(event["summary"]), event.start) == (f"Outreach at {here.outing.place}", here.outing.starts_at)
    assert str(given_up.code) not in page.content.decode()


def test_the_link_shows_nothing_once_somebody_helps_no_more(dev):
    promises.sign_up(in_hours(100), by=dev)
    link = how_i_help.new_calendar_link(dev)
    grant(dev, Role.CHAMPION, by=None)
    withdraw(dev, Role.VOLUNTEER, by=None)
    assert whose_link(link) == dev, "a champion helps, too"
    withdraw(dev, Role.CHAMPION, by=None)
    assert whose_link(link) is None
    grant(dev, Role.VOLUNTEER, by=None)
    assert whose_link(link) == dev
    type(dev).objects.filter(pk=dev.pk).update(is_active=False)
    assert whose_link(link) is None


def test_checks_that_a_job_asks_for_go_with_each_of_its_shifts(carol):
    occurrence = OccurrenceFactory()
    needs.ask_for(occurrence.programme, "First aider", by=carol, asks_for=["first_aid"])
    assert Shift.objects.get().asks_for == ["first_aid"]
    assert NeedFactory.build(asks_for=["dbs", "food"]).asks_for_said == "a DBS check, food hygiene"
