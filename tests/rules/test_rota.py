"""Who may take a shift, what a promise is, and what becomes of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from sessions.services.cancelling import cancel
from sessions.signals import occurrences_cancelled
from tests.cast import (
    AwayFactory,
    ClearanceFactory,
    NeedFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
)
from volunteers import tasks
from volunteers.models import Need, Shift, Signup, SignupState
from volunteers.queries.gaps import gaps
from volunteers.queries.rota import shifts_of
from volunteers.rules import rota as rules
from volunteers.services import enquiries, giving_up, needs, promises


@pytest.fixture
def shift(db):
    return ShiftFactory(how_many=1)


def after(shift, minutes):
    """Another shift, that begins so many minutes after this one ends; it may be less than none."""
    starts_at = shift.ends_at + timedelta(minutes=minutes)
    return ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def letters(kind):
    return Letter.objects.filter(kind=kind)


# -- Taking a shift --------------------------------------------------------------------------------
def test_dev_takes_a_shift_and_is_on_the_trail_and_told(dev, shift):
    signup = promises.sign_up(shift, by=dev)
    assert (signup.state, signup.during.lower, signup.during.upper) == ("promised", shift.starts_at, shift.ends_at)
    entry = Entry.objects.get(what="shift.promised")
    assert (entry.by, entry.about, entry.details) == (dev, f"volunteers.signup:{signup.pk}", {})
    assert letters("shift_promised").get().to == f"accounts.user:{dev.pk}"
    assert list(shifts_of(dev)) == [signup]


def fill(shift, dev):
    SignupFactory(shift=shift)


def cancel_the_shift(shift, dev):
    Shift.objects.update(cancelled_at=clock.now())


def cancel_the_session(shift, dev):
    type(shift.occurrence).objects.update(cancelled_at=clock.now())


def begin(shift, dev):
    Shift.objects.update(starts_at=clock.now() - timedelta(seconds=1))


def take_it_before(shift, dev):
    SignupFactory(shift=shift, volunteer=dev)


def take_another_at_that_time(shift, dev):
    SignupFactory(shift=after(shift, -1), volunteer=dev)


def be_away(shift, dev):
    day = clock.local(shift.starts_at).date()
    AwayFactory(volunteer=dev, first_day=day, last_day=day)


def need_what_dev_has_not(shift, dev):
    Shift.objects.update(asks_for=["first_aid"])


def hold_what_ends_the_day_before(shift, dev):
    need_what_dev_has_not(shift, dev)
    ClearanceFactory(volunteer=dev, until=clock.local(shift.starts_at).date() - timedelta(days=1))


def be_told_no_after_a_yes(shift, dev):
    need_what_dev_has_not(shift, dev)
    ClearanceFactory(volunteer=dev)
    ClearanceFactory(volunteer=dev, is_clear=False)


def reach_the_limit(shift, dev):
    VolunteerFactory(user=dev, monthly_limit=1)
    SignupFactory(shift=after(shift, 60), volunteer=dev)


def be_new(shift, dev):
    VolunteerFactory(user=dev, welcomed_on=clock.today())


def leave_the_list(shift, dev):
    dev.roles = [Role.PARENT]
    dev.save()


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        pytest.param(leave_the_list, "not_a_volunteer", "list of volunteers", id="not a volunteer"),
        pytest.param(cancel_the_shift, "cancelled", "cancelled", id="job not needed"),
        pytest.param(cancel_the_session, "cancelled", "cancelled", id="session cancelled"),
        pytest.param(begin, "past", "began at", id="begun"),
        pytest.param(take_it_before, "yours", "already", id="mine already"),
        pytest.param(take_another_at_that_time, "clash", "“Welcome at the door” then", id="clash"),
        pytest.param(be_away, "away", "You are away until", id="away"),
        pytest.param(
            need_what_dev_has_not, "not_cleared", "needs paediatric first aid, and we have none", id="no check"
        ),
        pytest.param(hold_what_ends_the_day_before, "not_cleared", "before this date", id="lapses before"),
        pytest.param(be_told_no_after_a_yes, "not_cleared", "we have none", id="a later no"),
        pytest.param(reach_the_limit, "over_limit", "1 shift in that month", id="limit"),
        pytest.param(be_new, "alone", "beside somebody who has helped before", id="first shift alone"),
        pytest.param(fill, "full", "enough people", id="full"),
    ],
)
def test_dev_is_told_kindly_why_not(dev, shift, given, code, words):
    given(shift, dev)
    before = Signup.objects.count()
    with pytest.raises(Refused) as refusal:
        promises.sign_up(shift, by=dev)
    assert (refusal.value.code, words in str(refusal.value.message)) == (code, True)
    assert (Signup.objects.count(), Letter.objects.count(), Entry.objects.count()) == (before, 0, 0)


def test_every_check_has_a_case_above():
    first = ["not_a_volunteer", "cancelled", "past", "yours", "away", "clash", "not_cleared", "over_limit", "alone"]
    assert list(rules.CHECKS) == [*first, "full"]


@pytest.mark.parametrize(
    ("gap", "possible"),
    [
        pytest.param(1, True, id="a minute between"),
        pytest.param(0, True, id="one follows the other"),
        pytest.param(-1, False, id="a minute shared"),
    ],
)
def test_one_shift_may_follow_another_but_not_overlap_it(dev, shift, gap, possible):
    promises.sign_up(shift, by=dev)
    other = after(shift, gap)
    if possible:
        promises.sign_up(other, by=dev)
    else:
        with pytest.raises(Refused, match="Give that shift up first"):
            promises.sign_up(other, by=dev)


@pytest.mark.parametrize(("state", "free"), [("withdrawn", True), ("stood_down", True), ("promised", False)])
def test_only_promises_that_stand_keep_a_slot(dev, shift, state, free):
    SignupFactory(shift=shift, state=state, ended_at=None if state == "promised" else clock.now())
    assert gaps(shift.ends_at).exists() is free
    if free:
        promises.sign_up(shift, by=dev)


# -- What the database refuses, whoever writes -------------------------------------------------------
def test_the_database_refuses_two_places_at_once(dev, shift):
    SignupFactory(shift=shift, volunteer=dev)
    other = after(shift, -1)
    with pytest.raises(IntegrityError, match="no_volunteer_in_two_places"), transaction.atomic():
        Signup.objects.create(
            shift=other, volunteer=dev, during=DateTimeTZRange(other.starts_at, other.ends_at), made_at=clock.now()
        )


def test_the_database_lets_one_follow_the_other_and_takes_back_what_was_given_up(dev, shift):
    first = SignupFactory(shift=shift, volunteer=dev)
    SignupFactory(shift=after(shift, 0), volunteer=dev)
    Signup.objects.filter(pk=first.pk).update(state=SignupState.WITHDRAWN, ended_at=clock.now())
    SignupFactory(shift=shift, volunteer=dev)


@pytest.mark.parametrize(
    ("during", "name"),
    [
        pytest.param(lambda s: DateTimeTZRange(s.starts_at, s.starts_at), "fills_some_time", id="no time at all"),
        pytest.param(lambda s: DateTimeTZRange(s.starts_at, None), "fills_some_time", id="for ever"),
        pytest.param(
            lambda s: DateTimeTZRange(s.ends_at, s.ends_at + timedelta(hours=1)), "one_live_promise", id="other hours"
        ),
    ],
)
def test_the_database_refuses_promises_that_would_slip_past(dev, shift, during, name):
    SignupFactory(shift=shift, volunteer=dev)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SignupFactory(shift=shift, volunteer=dev, during=during(shift))


# -- Giving it up ------------------------------------------------------------------------------------
def test_what_dev_gives_up_somebody_else_can_take(dev, shift):
    signup = promises.sign_up(shift, by=dev)
    giving_up.withdraw(signup, by=dev)
    assert list(shifts_of(dev)) == []
    promises.sign_up(shift, by=UserFactory(roles=[Role.CHAMPION]))
    assert Entry.objects.filter(what="shift.withdrawn", by=dev).count() == 1


def test_a_second_tap_changes_nothing(dev, shift):
    signup = promises.sign_up(shift, by=dev)
    once = giving_up.withdraw(signup, by=dev)
    twice = giving_up.withdraw(signup, by=dev)
    assert once.ended_at == twice.ended_at
    assert (letters("shift_withdrawn").count(), Entry.objects.filter(what="shift.withdrawn").count()) == (1, 1)


def test_a_shift_that_has_begun_is_not_given_up_on_a_page(dev, shift):
    signup = promises.sign_up(shift, by=dev)
    begin(shift, dev)
    with pytest.raises(Refused, match="tell the leader"):
        giving_up.withdraw(signup, by=dev)
    assert Signup.objects.get().state == "promised"


@pytest.mark.parametrize(("hours", "told"), [pytest.param(47, 1, id="short notice"), pytest.param(49, 0, id="in time")])
def test_the_leader_hears_of_a_gap_at_short_notice(dev, carol, hours, told):
    starts_at = clock.now() + timedelta(hours=hours)
    shift = ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    shift.occurrence.programme.leaders.add(carol)
    giving_up.withdraw(promises.sign_up(shift, by=dev), by=dev)
    assert letters("shift_gap").filter(to=f"accounts.user:{carol.pk}").count() == told


# -- The session is called off -----------------------------------------------------------------------
def test_a_cancelled_session_stands_its_rota_down_and_tells_each_once(dev, carol, shift):
    signup = promises.sign_up(shift, by=dev)
    other = SignupFactory()
    gone = SignupFactory(shift=shift, state=SignupState.WITHDRAWN, ended_at=clock.now())
    cancel(shift.occurrence, "Snow", by=carol)
    occurrences_cancelled.send(sender=None, occurrences=[shift.occurrence], by=carol, why="said twice")
    states = dict(Signup.objects.values_list("pk", "state"))
    assert states == {signup.pk: "stood_down", other.pk: "promised", gone.pk: "withdrawn"}
    assert [letter.to for letter in letters("shift_stood_down")] == [f"accounts.user:{dev.pk}"]
    assert not gaps(shift.ends_at).filter(pk=shift.pk).exists()
    assert Entry.objects.filter(what="rota.stood_down").first().details == {"volunteers": 1}


# -- What groups ask for -----------------------------------------------------------------------------
def test_a_job_makes_one_shift_for_every_date_to_come(carol):
    programme = ProgrammeFactory()
    days = [clock.today() + timedelta(days=n) for n in (-7, 7, 14, 21)]
    dates = [OccurrenceFactory(programme=programme, day=day) for day in days]
    type(dates[3]).objects.filter(pk=dates[3].pk).update(cancelled_at=clock.now())
    need = needs.ask_for(programme, "Tea", by=carol, how_many=2, minutes_before=30, minutes_after=15)
    made = {shift.occurrence_id: shift for shift in need.shifts.all()}
    assert set(made) == {dates[1].pk, dates[2].pk}
    shift = made[dates[1].pk]
    assert (shift.role, shift.how_many) == ("Tea", 2)
    assert shift.starts_at == dates[1].starts_at - timedelta(minutes=30)
    assert shift.ends_at == dates[1].ends_at + timedelta(minutes=15)


def test_making_shifts_again_makes_only_those_missing(carol):
    occurrence = OccurrenceFactory()
    programme = occurrence.programme
    NeedFactory.create_batch(2, programme=programme)
    NeedFactory()
    NeedFactory(programme=programme, ended_at=clock.now())
    assert needs.make_shifts([occurrence]) == 2
    later = OccurrenceFactory(programme=programme, day=occurrence.day + timedelta(days=7))
    assert needs.make_shifts([occurrence, later]) == 2
    assert needs.make_shifts([occurrence, later]) == 0
    assert Shift.objects.count() == 4


def test_dates_added_later_get_their_shifts_from_the_hourly_bell(carol):
    need = needs.ask_for(ProgrammeFactory(), "Tea", by=carol)
    occurrence = OccurrenceFactory(programme=need.programme)
    for _ in range(2):
        tasks.make_shifts()
    assert [shift.occurrence for shift in need.shifts.all()] == [occurrence]


def test_the_same_job_is_not_asked_for_twice(carol):
    programme = ProgrammeFactory()
    need = needs.ask_for(programme, "Tea", by=carol)
    with pytest.raises(Refused, match="asks for “tea” already"):
        needs.ask_for(programme, "tea", by=carol)
    needs.stop_asking(need, by=carol)
    needs.ask_for(programme, "Tea", by=carol)
    assert Need.objects.count() == 2


def test_when_a_job_is_dropped_those_who_promised_still_come(carol, dev):
    programme = ProgrammeFactory()
    kept, dropped = (
        OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=days)) for days in (7, 14)
    )
    need = needs.ask_for(programme, "Tea", by=carol)
    promises.sign_up(need.shifts.get(occurrence=kept), by=dev)
    for _ in range(2):
        needs.stop_asking(need, by=carol)
    assert list(Shift.objects.upcoming().values_list("occurrence", flat=True)) == [kept.pk]
    assert needs.make_shifts([kept, dropped]) == 0
    assert Entry.objects.filter(what="need.ended").count() == 1


# -- Offers of help ----------------------------------------------------------------------------------
def test_an_offer_of_help_waits_until_the_first_person_has_answered(carol, rita):
    enquiry = enquiries.offer_help("Ann", "ann@example.org", message="Tuesdays")
    assert [letter.to for letter in letters("help_offered")] == [f"accounts.user:{carol.pk}"]
    enquiries.mark_answered(enquiry, by=carol)
    enquiries.mark_answered(enquiry, by=rita)
    enquiry.refresh_from_db()
    assert enquiry.answered_by == carol
    assert Entry.objects.filter(what="enquiry.answered").count() == 1
