"""A newcomer's first shift is beside somebody who has helped before; who has may take any."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from tests.cast import (
    AskingFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
)
from volunteers.models import InductionStep, LongAgo, Signup
from volunteers.queries.gaps import by_risk, cover
from volunteers.queries.knowing import knows
from volunteers.queries.rota import rota, to_swap_for
from volunteers.queries.suggesting import suggestions
from volunteers.services import asking, giving_up, promises, swapping, waiting

GAPS = reverse("volunteers:gaps")


def newcomer(name="Noor"):
    user = UserFactory(name=name, roles=[Role.VOLUNTEER])
    VolunteerFactory(user=user, welcomed_on=clock.today())
    return user


@pytest.fixture
def noor(db):
    return newcomer()


@pytest.fixture
def shift(db):
    return ShiftFactory(role="Tea", how_many=1)


def beside(shift, *, minutes=0, **fields):
    """Another job of the same session, begun so many minutes after the end of this one, and who has promised it."""
    starts_at = shift.ends_at + timedelta(minutes=minutes)
    job = ShiftFactory(
        occurrence=shift.occurrence, role="Door", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)
    )
    return SignupFactory(shift=job, **fields)


def said_on_the_rota(user, shift):
    weeks = rota(user, knows(user, clock.now()), clock.now(), fitting=False)
    rows = [row for week in weeks for _session, rows in week.sessions for row in rows]
    return next(row.why_not for row in rows if row.shift == shift)


def at_the_same_time(shift, noor):
    return beside(shift, minutes=-30)


def nobody(shift, noor):
    pass


def only_later_that_day(shift, noor):
    beside(shift, minutes=0)


def somebody_as_new(shift, noor):
    beside(shift, minutes=-30, volunteer=newcomer("Olu"))


def somebody_who_gave_it_up(shift, noor):
    beside(shift, minutes=-30, state="withdrawn", ended_at=clock.now())


def somebody_at_another_session(shift, noor):
    SignupFactory(shift=ShiftFactory(starts_at=shift.starts_at, ends_at=shift.ends_at))


def was_asked_by_a_leader_and_said_no(shift, noor):
    AskingFactory(shift=shift, volunteer=noor, answer="no", answered_at=clock.now())


@pytest.mark.parametrize(
    "given",
    [
        nobody,
        only_later_that_day,
        somebody_as_new,
        somebody_who_gave_it_up,
        somebody_at_another_session,
        was_asked_by_a_leader_and_said_no,
    ],
)
def test_a_newcomer_does_not_begin_alone(given, shift, noor):
    given(shift, noor)
    with pytest.raises(Refused) as refused:
        promises.sign_up(shift, by=noor)
    assert refused.value.code == "alone"
    assert "nobody who has is there at that time yet" in refused.value.message
    assert said_on_the_rota(noor, shift) == refused.value.message


def ticked(shift, noor):
    InductionStep.objects.create(volunteer=noor, step="first_shift")


def has_begun_one(shift, noor, **fields):
    starts_at = clock.now() - timedelta(days=40)
    SignupFactory(shift=ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)), volunteer=noor)


def did_not_come(shift, noor):
    has_begun_one(shift, noor)
    Signup.objects.filter(volunteer=noor).update(came=False, confirmed_at=clock.now())


def has_an_earlier_one(shift, noor):
    starts_at = shift.starts_at - timedelta(days=1)
    first = ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    beside(first, minutes=-30)
    promises.sign_up(first, by=noor)


def helped_long_ago(shift, noor):
    day = clock.today()
    LongAgo.objects.create(volunteer=noor, kind="job", name="Tea", times=1, first_day=day, last_day=day)


def was_put_on_the_list_by_hand(shift, noor):
    noor.volunteer.welcomed_on = None
    noor.volunteer.save()


def was_asked_by_a_leader(shift, noor):
    AskingFactory(shift=shift, volunteer=noor)


@pytest.mark.parametrize(
    "given",
    [
        at_the_same_time,
        ticked,
        has_begun_one,
        has_an_earlier_one,
        helped_long_ago,
        was_put_on_the_list_by_hand,
        was_asked_by_a_leader,
    ],
)
def test_a_newcomer_may_take_it(given, shift, noor):
    given(shift, noor)
    assert said_on_the_rota(noor, shift) == ""
    assert promises.sign_up(shift, by=noor).state == "promised"


def test_a_shift_that_was_missed_is_no_first_shift(shift, noor):
    did_not_come(shift, noor)
    with pytest.raises(Refused):
        promises.sign_up(shift, by=noor)


def test_a_later_shift_that_is_promised_does_not_stand_for_the_first(shift, noor):
    later = shift.starts_at + timedelta(days=1)
    SignupFactory(shift=ShiftFactory(starts_at=later, ends_at=later + timedelta(hours=1)), volunteer=noor)
    with pytest.raises(Refused):
        promises.sign_up(shift, by=noor)


def test_who_waits_alone_is_not_put_down_for_it(shift, noor):
    there = at_the_same_time(shift, noor)
    has_it = SignupFactory(shift=shift)
    wait = waiting.wait_for(shift, by=noor)
    giving_up.withdraw(there, by=there.volunteer)
    giving_up.withdraw(has_it, by=has_it.volunteer)
    wait.refresh_from_db()
    assert (wait.ended_at, shift.signups.promised().count()) == (None, 0)


def waits(shift, noor):
    return waiting.wait_for(shift, by=noor)


def looks_at_the_rota(shift, noor):
    pass


@pytest.mark.parametrize("given", [waits, looks_at_the_rota])
def test_a_newcomer_does_not_step_in_for_the_only_one_beside_her(given, shift, noor):
    eve = SignupFactory(shift=shift)
    given(shift, noor)
    assert giving_up.look_for_stand_in(eve, by=eve.volunteer, looking=True)
    assert "Your first shift" in said_on_the_rota(noor, shift)
    with pytest.raises(Refused) as refused:
        promises.sign_up(shift, by=noor)
    assert refused.value.code == "alone"
    assert shift.signups.promised().get() == eve


def test_a_newcomer_steps_in_where_somebody_else_is_beside_her(shift, noor):
    there = at_the_same_time(shift, noor)  # who stays unless somebody steps in at the door
    giving_up.look_for_stand_in(there, by=there.volunteer, looking=True)
    eve = SignupFactory(shift=shift)
    waits(shift, noor)
    assert not giving_up.look_for_stand_in(eve, by=eve.volunteer, looking=True)
    assert shift.signups.promised().get().volunteer == noor


def test_a_leader_who_asks_by_name_may_and_reads_that_it_is_the_first(shift, noor, dev):
    assert [(it.user, it.is_first) for it in suggestions(shift, clock.now())] == [(noor, True), (dev, False)]
    asking.answer(asking.ask(shift, noor, by=dev), by=noor, agrees=True)
    assert shift.signups.promised().get().volunteer == noor


def test_a_first_shift_is_not_swapped_for_one_alone(shift, noor):
    at_the_same_time(shift, noor)
    mine = promises.sign_up(shift, by=noor)
    starts_at = shift.starts_at - timedelta(days=1)
    theirs = SignupFactory(shift=ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)))
    assert to_swap_for(mine, noor, knows(noor, clock.now()), clock.now()) == []
    with pytest.raises(Refused) as refused:
        swapping.ask(mine, theirs, by=noor)
    assert refused.value.code == "alone"
    noor.volunteer.welcomed_on = None
    noor.volunteer.save()
    assert theirs in to_swap_for(mine, noor, knows(noor, clock.now()), clock.now())
    swapping.ask(mine, theirs, by=noor)


def test_her_leader_sees_who_would_begin_alone_once_the_other_has_given_up(shift, noor, carol, sign_in):
    there = at_the_same_time(shift, noor)
    promises.sign_up(shift, by=noor)
    assert [it.alone for it in cover(carol, 6) if it.shift == shift] == [()]
    giving_up.withdraw(there, by=there.volunteer)
    found = [it for it in by_risk(cover(carol, 6)) if it.shift == shift]
    assert [(it.alone, it.missing) for it in found] == [(["Noor"], 0)]
    assert "Covered" not in sign_in(carol).get(GAPS).content.decode()
    for page in (GAPS, f"{GAPS}?show=all", reverse("volunteers:week") + f"?from={shift.occurrence.day}"):
        assert "First shift of Noor: nobody beside them yet" in sign_in(carol).get(page).content.decode()


@pytest.mark.parametrize(("days", "shown"), [(-1, 1), (1, 0)], ids=["to come", "over"])
def test_the_week_marks_who_begins_alone_only_as_long_as_it_can_be_mended(days, shown, shift, noor, carol, sign_in):
    SignupFactory(shift=shift, volunteer=noor)
    page = reverse("volunteers:week") + f"?from={shift.occurrence.day}"
    with clock.stopped_at(shift.starts_at + timedelta(days=days)):
        said = sign_in(carol).get(page).content.decode()
    assert "Noor" in said
    assert said.count("nobody beside them yet") == said.count('<span class="tag tag-care no-print">') == shown
