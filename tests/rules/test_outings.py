"""Why somebody cannot go, what has come in the way since, and the two rotas, which know of each other."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from tests.cast import (
    AwayFactory,
    ClearanceFactory,
    GoingFactory,
    OutingFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
)
from volunteers.models import Going
from volunteers.queries.outings import for_planner
from volunteers.rules.outings import would_be_alone
from volunteers.services import outings, promises


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
