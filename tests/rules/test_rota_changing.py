"""A job changes: its dates change with it, and nobody who has promised finds out at the door."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import day as day_of
from groupsite.kit.templatetags.kit import until
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from tests.cast import (
    ClearanceFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
)
from volunteers.calendars import file_of
from volunteers.models import Shift, Signup
from volunteers.queries.gaps import cover
from volunteers.queries.suggesting import suggestions
from volunteers.services import changing, needs, once, promises

AS_IT_WAS = {
    "role": "Tea",
    "how_many": 1,
    "minutes_before": 0,
    "minutes_after": 0,
    "note": "",
    "practises": [],
    "asks_for": [],
}
DAYS = (5, 12, 19)


@pytest.fixture
def tea(carol):
    """Tea is needed on three Tuesdays to come, one person each."""
    programme = ProgrammeFactory()
    for days in DAYS:
        OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=days))
    return needs.ask_for(programme, "Tea", by=carol)


def shifts(need):
    return list(need.shifts.order_by("starts_at"))


def day(shift):
    return day_of(shift.starts_at)


def told(kind):
    return set(Letter.objects.filter(kind=kind).values_list("to", flat=True))


def letter(kind):
    """The one letter of its kind, as it arrives."""
    row = Letter.objects.get(kind=kind)
    delivery.sweep(only=row.pk)
    return mail.outbox[-1]


def ref(user):
    return f"accounts.user:{user.pk}"


def test_what_changes_changes_on_every_date_but_where_a_date_has_its_own(tea, carol):
    _first, second, _third = shifts(tea)
    once.how_many_on(second, 5, by=carol)
    changing.change(tea, AS_IT_WAS | {"how_many": 2, "note": "Bring a cup", "practises": ["Listening"]}, by=carol)
    found = [(it.how_many, it.note, it.practises) for it in shifts(tea)]
    assert found == [(n, "Bring a cup", ["Listening"]) for n in (2, 5, 2)]
    assert Entry.objects.filter(what="need.changed").count() == 1
    later = OccurrenceFactory(programme=tea.programme, day=clock.today() + timedelta(days=26))
    needs.make_shifts([later])
    assert later.shifts.get().how_many == 2


def test_who_has_promised_is_told_of_a_new_time_and_keeps_the_shift(tea, carol, dev):
    first, *_ = shifts(tea)
    signup = promises.sign_up(first, by=dev)
    facts = AS_IT_WAS | {"minutes_before": 30}
    assert changing.concerns(tea, facts) == changing.Concerns(moved=1, renamed=0, uncleared=0, crowded=0)
    assert shifts(tea)[0].starts_at == first.starts_at  # asking changes nothing
    changing.change(tea, facts, by=carol)
    signup.refresh_from_db()
    half_an_hour = timedelta(minutes=30)
    assert (signup.state, signup.during.lower) == ("promised", first.starts_at - half_an_hour)
    assert {it.starts_at for it in shifts(tea)} == {it.occurrence.starts_at - half_an_hour for it in shifts(tea)}
    assert (told("shift_moved"), told("shift_clashes")) == ({ref(dev)}, set())
    assert Letter.objects.get(kind="shift_reminder").state == "ready"


def test_who_is_elsewhere_at_the_new_time_is_free_and_told(tea, carol, dev):
    first, *_ = shifts(tea)
    signup = promises.sign_up(first, by=dev)
    before = ShiftFactory(starts_at=first.starts_at - timedelta(hours=1), ends_at=first.starts_at)
    stays = promises.sign_up(before, by=dev)
    changing.change(tea, AS_IT_WAS | {"minutes_before": 30}, by=carol)
    assert list(Signup.objects.promised()) == [stays]
    assert (told("shift_moved"), told("shift_clashes")) == (set(), {ref(dev)})
    assert Letter.objects.get(kind="shift_reminder", about=f"volunteers.signup:{signup.pk}").state == "dropped"


def test_who_lacks_a_check_that_is_asked_for_now_is_free_and_told(tea, carol, dev):
    joan = UserFactory(roles=[Role.VOLUNTEER])
    ClearanceFactory(volunteer=joan, kind="food")
    first, second, _third = shifts(tea)
    promises.sign_up(first, by=dev)
    stays = promises.sign_up(second, by=joan)
    facts = AS_IT_WAS | {"asks_for": ["food"]}
    assert changing.concerns(tea, facts).uncleared == 1
    changing.change(tea, facts, by=carol)
    assert list(Signup.objects.promised()) == [stays]
    assert told("shift_asks_more") == {ref(dev)}


def test_a_job_that_asks_for_more_is_one_letter_for_all_dates_and_says_what_it_asks(tea, carol, dev):
    also_leads = UserFactory(roles=[Role.LEADER])
    tea.programme.leaders.set([carol, also_leads])
    for shift in shifts(tea):
        promises.sign_up(shift, by=dev)
    changing.change(tea, AS_IT_WAS | {"asks_for": ["food"]}, by=carol)
    assert not Signup.objects.promised().exists()
    page = letter("shift_asks_more")
    assert "This job now asks for food hygiene" in page.body
    assert ("lapsed" in page.body, all(day(it) in page.body for it in shifts(tea))) == (False, True)
    assert page.attachments[0][1].count("STATUS:CANCELLED") == len(DAYS)
    assert told("shift_gap") == set(), "there is time: the rota shows it"


def test_who_changed_the_job_needs_no_letter_about_the_gap_it_made_and_the_other_leader_does(carol, dev):
    programme = ProgrammeFactory()
    also_leads = UserFactory(roles=[Role.LEADER])
    programme.leaders.set([carol, also_leads])
    OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=2))
    tea = needs.ask_for(programme, "Tea", by=carol)
    promises.sign_up(tea.shifts.get(), by=dev)
    changing.change(tea, AS_IT_WAS | {"asks_for": ["food"]}, by=carol)
    assert told("shift_gap") == {ref(also_leads)}


def test_a_job_that_is_asked_for_again_with_more_checks_is_one_letter_too(tea, carol, dev):
    for shift in shifts(tea):
        promises.sign_up(shift, by=dev)
    needs.stop_asking(tea, by=carol)
    needs.ask_for(tea.programme, "Tea", by=carol, asks_for=["food"])
    assert (Letter.objects.filter(kind="shift_asks_more").count(), Signup.objects.promised().count()) == (1, 0)


def test_a_job_that_begins_earlier_is_one_letter_for_all_dates(tea, carol, dev):
    for shift in shifts(tea):
        promises.sign_up(shift, by=dev)
    changing.change(tea, AS_IT_WAS | {"minutes_before": 30}, by=carol)
    page = letter("shifts_moved")
    assert all(f"{day(it)}, {until(it.starts_at, it.ends_at)}" in page.body for it in shifts(tea))
    assert page.attachments[0][1].count("BEGIN:VEVENT") == len(DAYS)
    assert not told("shift_moved")


def test_who_is_elsewhere_on_several_dates_is_told_once_of_all(tea, carol, dev):
    for shift in shifts(tea)[:2]:
        promises.sign_up(shift, by=dev)
        before = ShiftFactory(starts_at=shift.starts_at - timedelta(hours=1), ends_at=shift.starts_at)
        promises.sign_up(before, by=dev)
    changing.change(tea, AS_IT_WAS | {"minutes_before": 30}, by=carol)
    page = letter("shift_clashes")
    assert [day(it) in page.body for it in shifts(tea)] == [True, True, False]


def test_nobody_is_sent_home_when_fewer_are_asked_for(tea, carol, dev):
    facts = AS_IT_WAS | {"how_many": 2}
    changing.change(tea, facts, by=carol)
    tea.refresh_from_db()
    first, *_ = shifts(tea)
    for person in (dev, UserFactory(roles=[Role.VOLUNTEER])):
        promises.sign_up(first, by=person)
    assert changing.concerns(tea, AS_IT_WAS) == changing.Concerns(moved=0, renamed=0, uncleared=0, crowded=1)
    changing.change(tea, AS_IT_WAS, by=carol)
    assert Signup.objects.promised().count() == 2
    tea.refresh_from_db()
    assert not changing.concerns(tea, AS_IT_WAS)


def test_a_job_that_is_asked_for_again_has_one_shift_a_date(tea, carol, dev):
    first, *_ = shifts(tea)
    signup = promises.sign_up(first, by=dev)
    needs.stop_asking(tea, by=carol)
    again = needs.ask_for(tea.programme, "Tea", by=carol, how_many=2)
    needs.stop_asking(again, by=carol)
    once_more = needs.ask_for(tea.programme, "tea", by=carol, how_many=3)
    coming = Shift.objects.upcoming().order_by("starts_at")
    assert [(it.need, it.how_many) for it in coming] == [(once_more, 3)] * 3
    signup.refresh_from_db()
    assert (signup.state, signup.shift_id) == ("promised", first.pk)


# -- Another name, and what calendars hear -----------------------------------------------------------
def sequences(page):
    return re.findall(r"SEQUENCE:(\d+)", page.attachments[0][1])


def test_a_job_that_has_another_name_is_one_letter_for_all_dates(tea, carol, dev):
    for shift in shifts(tea):
        promises.sign_up(shift, by=dev)
    facts = AS_IT_WAS | {"role": "Tea and fruit"}
    assert changing.concerns(tea, facts) == changing.Concerns(moved=0, renamed=3, uncleared=0, crowded=0)
    changing.change(tea, facts, by=carol)
    assert {it.role for it in shifts(tea)} == {"Tea and fruit"}
    page = letter("job_renamed")
    assert "called “Tea and fruit” now" in page.subject
    assert all(day(it) in page.body for it in shifts(tea))
    assert sequences(page) == ["1", "1", "1"]
    assert not told("shift_moved") | told("shifts_moved")


def test_a_name_that_is_changed_twice_at_once_is_one_letter(tea, carol, dev):
    promises.sign_up(shifts(tea)[0], by=dev)
    for name in ("Coffee", "Tea and fruit"):
        tea.refresh_from_db()
        changing.change(tea, AS_IT_WAS | {"role": name}, by=carol)
    assert sorted(Letter.objects.filter(kind="job_renamed").values_list("state", flat=True)) == ["dropped", "ready"]
    assert Signup.objects.get().shift.sequence == 2


def test_what_was_done_under_the_old_name_stays_so_on_the_record_and_counts_for_whom_to_ask(tea, carol, dev):
    first = shifts(tea)[0]
    promises.sign_up(first, by=dev)
    with clock.stopped_at(first.ends_at + timedelta(minutes=1)):
        changing.change(tea, AS_IT_WAS | {"role": "Fruit"}, by=carol)
        assert [it.role for it in shifts(tea)] == ["Tea", "Fruit", "Fruit"]
        assert not told("job_renamed")
        (dev_first, *_others) = suggestions(shifts(tea)[1], clock.now())
        assert (dev_first.user, dev_first.candidate.done_this_job) == (dev, 1)


def done_before(need, *people, days=7, role="Tea"):
    """These people have done the job so many days ago."""
    occurrence = OccurrenceFactory(programme=need.programme, day=clock.today() - timedelta(days=days))
    shift = ShiftFactory(occurrence=occurrence, need=need, role=role, how_many=9)
    for person in people:
        SignupFactory(shift=shift, volunteer=person)


def worry(carol):
    return {it.shift.role: it.points for it in cover(carol, 1)}


def rename(need, carol):
    changing.change(need, AS_IT_WAS | {"role": "Fruit"}, by=carol)


def ask_again(need, carol):
    needs.stop_asking(need, by=carol)
    needs.ask_for(need.programme, "Tea", by=carol)


@pytest.mark.parametrize(("happens", "name"), [(rename, "Fruit"), (ask_again, "Tea")])
def test_a_gap_worries_no_more_because_its_job_has_a_new_name_or_is_asked_for_anew(happens, name, tea, carol):
    done_before(tea, *UserFactory.create_batch(4))
    before = worry(carol)["Tea"]
    happens(tea, carol)
    assert worry(carol) == {name: before}


def test_who_has_done_a_job_under_both_of_its_names_counts_once(tea, carol, dev):
    few = worry(carol)["Tea"]
    done_before(tea, dev)
    rename(tea, carol)
    done_before(tea, dev, days=14, role="Fruit")
    assert worry(carol)["Fruit"] == few


def test_a_group_asks_for_one_job_once_whatever_it_was_called_before(tea, carol):
    other = needs.ask_for(tea.programme, "Fruit", by=carol)
    with pytest.raises(Refused, match="already"):
        changing.change(other, AS_IT_WAS | {"role": "tea"}, by=carol)
    with pytest.raises(Refused, match="already"):
        needs.ask_for(tea.programme, "TEA", by=carol)
    changing.change(tea, AS_IT_WAS | {"role": "TEA"}, by=carol)
    needs.stop_asking(tea, by=carol)
    changing.change(other, AS_IT_WAS | {"role": "tea"}, by=carol)


def test_a_job_takes_no_name_that_an_ended_one_still_has_on_dates_to_come(tea, carol, dev):
    fruit = needs.ask_for(tea.programme, "Fruit", by=carol)
    second = shifts(fruit)[1]
    promises.sign_up(second, by=dev)
    needs.stop_asking(fruit, by=carol)
    with pytest.raises(Refused, match=day(second)) as refused:
        changing.change(tea, AS_IT_WAS | {"role": "fruit"}, by=carol)
    assert (refused.value.field, {it.role for it in shifts(tea)}) == ("role", {"Tea"})
    with clock.stopped_at(second.ends_at):
        changing.change(tea, AS_IT_WAS | {"role": "fruit"}, by=carol)
    assert [it.role for it in shifts(tea)] == ["Tea", "Tea", "fruit"]


@pytest.mark.parametrize(
    ("facts", "rises"),
    [({"minutes_before": 30}, 1), ({"minutes_after": 10}, 1), ({"note": "Bring a cup"}, 1), ({"how_many": 3}, 0)],
    ids=["begins earlier", "ends later", "another note", "nothing that calendars show"],
)
def test_calendars_hear_that_a_job_of_theirs_has_changed(facts, rises, tea, carol, dev):
    signup = promises.sign_up(shifts(tea)[0], by=dev)
    changing.change(tea, AS_IT_WAS | facts, by=carol)
    signup.refresh_from_db()
    assert f"SEQUENCE:{rises}\r\n".encode() in file_of([signup])
