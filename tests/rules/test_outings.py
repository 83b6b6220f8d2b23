"""Why somebody cannot go, what has come in the way since, and the two rotas, which know of each other."""

from datetime import date, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter
from tests.cast import (
    AwayFactory,
    ClearanceFactory,
    GoingFactory,
    OutingFactory,
    OutreachPlaceFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
)
from volunteers.letters.outings import outing_gap, outing_handed_on, outing_not_cleared
from volunteers.models import Going, Outing
from volunteers.queries.outings import for_planner
from volunteers.rules.outings import would_be_alone
from volunteers.services import outings, places, promises, standing


@pytest.fixture
def grace(db):
    return UserFactory(name="Grace", roles=[Role.CHAMPION])


@pytest.fixture
def outing(db):
    return OutingFactory()


def at_the_same_time(outing):
    return {"starts_at": outing.starts_at + timedelta(hours=1), "ends_at": outing.ends_at + timedelta(hours=1)}


def nothing(grace, outing):
    pass


def a_shift(grace, outing):
    SignupFactory(volunteer=grace, shift=ShiftFactory(**at_the_same_time(outing)))


def another_place(grace, outing):
    GoingFactory(volunteer=grace, outing=OutingFactory(**at_the_same_time(outing)))


def is_away(grace, outing):
    AwayFactory(volunteer=grace)


def check_ends(grace, outing):
    ClearanceFactory(volunteer=grace, kind="dbs", until=clock.local(outing.starts_at).date() - timedelta(days=1))


def enough_go(grace, outing):
    GoingFactory.create_batch(2, outing=outing)


def one_looks_for_a_stand_in(grace, outing):
    enough_go(grace, outing)
    outings.look_for_stand_in(Going.objects.first(), by=Going.objects.first().volunteer, looking=True)


def called_off(grace, outing):
    outing.cancelled_at = clock.now()
    outing.save()


def begun(grace, outing):
    outing.starts_at = clock.now() - timedelta(minutes=1)
    outing.save()


def no_role(grace, outing):
    grace.roles = []
    grace.save()


WAYS = [
    (nothing, ""),
    (a_shift, "clash"),
    (another_place, "clash"),
    (is_away, "away"),
    (check_ends, "not_cleared"),
    (enough_go, "full"),
    (called_off, "over"),
    (one_looks_for_a_stand_in, ""),
    (begun, "over"),
    (no_role, "not_a_champion"),
]


@pytest.mark.parametrize(("happens", "code"), WAYS, ids=[way.__name__ for way, _code in WAYS])
def test_who_may_go(happens, code, grace, outing):
    happens(grace, outing)
    said = ""
    try:
        outings.go(outing, by=grace)
    except Refused as refusal:
        said = refusal.code
    assert said == code
    assert Going.objects.standing().filter(volunteer=grace, outing=outing).exists() is (code == "")


def test_a_shift_is_refused_to_somebody_who_is_at_the_library_then(grace, outing):
    outings.go(outing, by=grace)
    with pytest.raises(Refused) as refusal:
        promises.sign_up(ShiftFactory(**at_the_same_time(outing)), by=grace)
    assert (refusal.value.code, str(outing.place) in str(refusal.value)) == ("clash", True)
    outings.stay_at_home(Going.objects.get(), by=grace)
    promises.sign_up(ShiftFactory(**at_the_same_time(outing)), by=grace)


@pytest.mark.parametrize(
    ("happens", "cannot"), [(nothing, ""), (a_shift, "clash"), (is_away, "away"), (check_ends, "not_cleared")]
)
def test_what_comes_in_the_way_later_is_shown_to_whoever_plans(happens, cannot, grace, outing):
    GoingFactory(volunteer=grace, outing=outing)
    GoingFactory(outing=outing)
    happens(grace, outing)
    (turn,) = for_planner()
    assert [goer.cannot for goer in turn.goers] == [cannot, ""]
    assert turn.is_to_mend is bool(cannot)


@pytest.mark.parametrize(
    ("going", "alone_ok", "alone"), [(0, False, False), (1, False, True), (1, True, False), (2, False, False)]
)
def test_nobody_stands_there_alone_unless_staff_are_near(going, alone_ok, alone):
    assert would_be_alone(SimpleNamespace(alone_ok=alone_ok), going) is alone


def test_the_database_refuses_one_champion_two_places_at_once(grace, outing):
    GoingFactory(volunteer=grace, outing=outing)
    with pytest.raises(IntegrityError), transaction.atomic():
        another_place(grace, outing)


# -- Dates -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "weeks", "days"),
    [
        pytest.param(date(2026, 12, 18), 4, ["18 12", "08 01"], id="a row leaves out Christmas and New Year's Day"),
        pytest.param(date(2026, 12, 25), 1, ["25 12"], id="one day is meant as it is said"),
    ],
)
def test_a_row_of_weekly_outings_leaves_out_bank_holidays(first, weeks, days, carol):
    turn, codes = outings.Turn(first, time(10), time(12)), [uuid4() for _ in range(weeks)]
    place = OutreachPlaceFactory()
    made = [outings.plan(place, turn, codes, by=carol) for _press in range(2)]
    assert made == [len(days), 0]
    assert [f"{clock.local(row.starts_at):%d %m}" for row in Outing.objects.order_by("starts_at")] == days


def test_a_place_that_is_closed_calls_its_dates_off_and_takes_no_new_one(grace, carol, outing):
    going, other = outings.go(outing, by=grace), OutingFactory()
    OutingFactory(place=outing.place, starts_at=outing.starts_at + timedelta(days=7))
    begun(grace, past := OutingFactory(place=outing.place, starts_at=outing.starts_at + timedelta(days=14)))
    assert places.close_place(outing.place, by=carol) == 2
    assert places.close_place(outing.place, by=carol) == 0
    assert list(Outing.objects.upcoming()) == [other]
    assert Outing.objects.get(pk=past.pk).cancelled_at is None, "it has begun"
    assert kinds(grace, going) == {"outing_off": "ready", "outing_reminder": "dropped"}
    with pytest.raises(Refused, match="We do not go there any more"):
        outings.plan(
            outing.place, outings.Turn(clock.today() + timedelta(days=3), time(9), time(10)), [uuid4()], by=carol
        )


# -- Told --------------------------------------------------------------------------------------------
def kinds(who, about):
    rows = Letter.objects.filter(to=f"accounts.user:{who.pk}", about=f"volunteers.going:{about.pk}")
    return dict(rows.values_list("kind", "state"))


@pytest.mark.parametrize(("hours", "told"), [(47, {"outing_gap": "ready"}), (49, {})])
def test_whoever_coordinates_is_told_when_somebody_gives_up_at_short_notice(hours, told, grace, carol):
    starts_at = clock.now() + timedelta(hours=hours)
    going = GoingFactory(volunteer=grace, outing=OutingFactory(starts_at=starts_at))
    for _press in range(2):
        outings.stay_at_home(going, by=grace)
    assert kinds(carol, going) == told


@pytest.mark.parametrize(("happens", "told"), [(nothing, False), (check_ends, True), (no_role, True), (is_away, False)])
def test_a_champion_whom_the_night_keeps_at_home_is_told_and_so_is_whoever_coordinates(happens, told, grace, carol):
    outing = OutingFactory(starts_at=clock.at(clock.today() + timedelta(days=2), time(10)))
    going = outings.go(outing, by=grace)
    happens(grace, outing)
    for _night in range(2):
        standing.stand_down_the_uncleared()
    assert Going.objects.standing().exists() is not told
    hers = {"outing_reminder": "dropped", "outing_not_cleared": "ready"} if told else {"outing_reminder": "ready"}
    assert (kinds(grace, going), kinds(carol, going)) == (hers, {"outing_gap": "ready"} if told else {})


@pytest.mark.parametrize(
    ("happens", "gap", "hers"),
    [
        pytest.param(nothing, "Nobody goes", True, id="nobody goes"),
        pytest.param(lambda grace, outing: GoingFactory(outing=outing), "alone", True, id="one would be alone"),
        pytest.param(enough_go, None, True, id="enough go"),
        pytest.param(called_off, None, False, id="called off"),
        pytest.param(begun, None, False, id="begun"),
    ],
)
def test_the_letters_are_judged_again_when_they_are_sent(happens, gap, hers, grace, carol):
    outing = OutingFactory(starts_at=clock.now() + timedelta(days=2))
    going = outings.go(outing, by=grace)
    outings.keep_at_home([going])
    happens(grace, outing)
    rows = {row.kind: row for row in Letter.objects.exclude(kind="outing_reminder")}
    decided = outing_gap(rows["outing_gap"])
    said = render_to_string("emails/outing_gap.txt", decided.context) if hasattr(decided, "context") else None
    assert (said is None) if gap is None else (gap in said)
    assert hasattr(outing_not_cleared(rows["outing_not_cleared"]), "context") is hers


def test_several_dates_that_lapse_in_one_act_make_one_letter_and_the_near_one_alarms(grace, carol):
    days = [2, 9, 16]
    goings = [outings.go(OutingFactory(starts_at=clock.now() + timedelta(days=day)), by=grace) for day in days]
    other = outings.go(OutingFactory(starts_at=clock.now() + timedelta(days=20)), by=grace)
    outings.call_off(other.outing, by=carol)
    no_role(grace, None)
    standing.stand_down_the_uncleared(grace, ahead=None)
    row = Letter.objects.get(kind="outing_not_cleared")
    assert row.about == f"volunteers.going:{goings[0].pk}"
    assert outing_not_cleared(row).context["others"] == [going.outing for going in goings[1:]]
    said = render_to_string("emails/outing_not_cleared.txt", outing_not_cleared(row).context)
    assert [going.outing.place.name in said for going in goings] == [True] * 3
    assert Letter.objects.get(kind="outing_gap").about == row.about


@pytest.mark.parametrize("happens", [called_off, begun])
def test_the_other_dates_are_told_though_the_first_is_called_off_or_has_begun(happens, grace):
    days = [2, 9, 16]
    goings = [outings.go(OutingFactory(starts_at=clock.now() + timedelta(days=day)), by=grace) for day in days]
    outings.keep_at_home(goings)
    row = Letter.objects.get(kind="outing_not_cleared")
    happens(grace, goings[0].outing)
    context = outing_not_cleared(row).context
    assert [context["outing"], *context["others"]] == [going.outing for going in goings[1:]]
    for going in goings[1:]:
        happens(grace, going.outing)
    assert not hasattr(outing_not_cleared(row), "context")


# -- A stand-in --------------------------------------------------------------------------------------
@pytest.fixture
def hers(grace, outing):
    """Grace goes, the place is full, and she looks for somebody."""
    going = outings.go(outing, by=grace)
    GoingFactory(outing=outing)
    outings.look_for_stand_in(going, by=grace, looking=True)
    return going


def test_whoever_steps_in_frees_the_one_who_has_looked_longest(hers, grace, outing):
    later = Going.objects.exclude(pk=hers.pk).get()
    outings.look_for_stand_in(later, by=later.volunteer, looking=True)
    lou = UserFactory(name="Lou", roles=[Role.CHAMPION])
    outings.go(outing, by=lou)
    assert {going.volunteer for going in Going.objects.standing()} == {later.volunteer, lou}
    assert kinds(grace, hers) == {"outing_handed_on": "ready", "outing_reminder": "dropped"}
    said = render_to_string(
        "emails/outing_handed_on.txt", outing_handed_on(Letter.objects.get(kind="outing_handed_on")).context
    )
    assert "You are free" in said


def test_who_looks_for_a_stand_in_goes_until_somebody_steps_in(hers, grace, outing):
    (turn,) = for_planner()
    assert (turn.looking, turn.is_to_mend, turn.is_alone) == (1, True, False)
    for _press in range(2):
        outings.look_for_stand_in(hers, by=grace, looking=False)
    assert Entry.objects.filter(what="outing.stand_in_found_needless").count() == 1
    assert not for_planner()[0].is_to_mend
    with pytest.raises(Refused, match="Enough people"):
        outings.go(outing, by=UserFactory(roles=[Role.CHAMPION]))


def test_a_free_place_is_taken_before_that_of_who_looks(grace, outing):
    going = outings.go(outing, by=grace)
    outings.look_for_stand_in(going, by=grace, looking=True)
    outings.go(outing, by=UserFactory(roles=[Role.CHAMPION]))
    assert Going.objects.standing().count() == 2


def given_up(grace, outing):
    outings.stay_at_home(Going.objects.get(), by=grace)


@pytest.mark.parametrize("happens", [begun, called_off, given_up])
def test_what_is_over_is_not_handed_on(happens, grace, outing):
    going = outings.go(outing, by=grace)
    happens(grace, outing)
    with pytest.raises(Refused, match="not yours to hand on"):
        outings.look_for_stand_in(going, by=grace, looking=True)
    assert Going.objects.get().stand_in_wanted_at is None


@pytest.mark.parametrize("happens", [called_off, begun])
def test_the_letter_about_a_stand_in_is_judged_again(happens, hers, grace, outing):
    outings.go(outing, by=UserFactory(roles=[Role.CHAMPION]))
    happens(grace, outing)
    assert not hasattr(outing_handed_on(Letter.objects.get(kind="outing_handed_on")), "context")
