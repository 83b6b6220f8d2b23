"""Pure rules of planning: what a snack goes against, which festivals are near, words without names, a plan's file."""

import json
from datetime import date

import pytest

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.rules import festivals, food, planfile
from sessions.rules.anonymous import without_names
from sessions.rules.planfile import PlanFile, Step


@pytest.mark.parametrize(
    ("snack", "told", "words"),
    [
        pytest.param("Toast with butter", "Milk", "butter", id="made of it"),
        pytest.param("Hummus and pitta", "Sesame seeds", "hummus", id="has it in it"),
        pytest.param("Apple slices", "Apples", "apple", id="one and many"),
        pytest.param("Peanut butter", "No nuts, please", "peanut", id="nuts mean peanuts too"),
        pytest.param("Ham rolls", "We eat halal", "ham", id="halal"),
        pytest.param("Fish fingers: fish and peas", "Vegetarian", "fish", id="vegetarian"),
        pytest.param("Marshmallows", "Kosher", "marshmallow, marshmallows", id="gelatine"),
        pytest.param("Kiwi", "Kiwi fruit", "kiwi", id="a fruit of no list"),
    ],
)
def test_the_snack_goes_against_what_somebody_told(snack, told, words):
    assert [clash.words for clash in food.clashes(snack, [told])] == [words]


@pytest.mark.parametrize(
    ("snack", "told"),
    [
        pytest.param("Apples and the bread", "No nuts in the bag, please and thank you", id="little words"),
        pytest.param("", "Milk", id="no snack"),
        pytest.param("Carrots", "", id="nothing told"),
        pytest.param("Rice cakes are not sold here: rice", "Milk", id="another food"),
    ],
)
def test_the_snack_goes_against_nothing(snack, told):
    assert food.clashes(snack, [told]) == []


@pytest.mark.parametrize(
    ("day", "told", "near"),
    [
        pytest.param(date(2026, 12, 1), ["We keep Hanukkah.", "chanukah"], [("Hanukkah", 2)], id="two spellings"),
        pytest.param(date(2026, 12, 1), ["Christmas"], [], id="three weeks off"),
        pytest.param(date(2027, 3, 16), ["Eid, Nowruz"], [("Eid al-Fitr", 1), ("Nowruz", 1)], id="in their order"),
        pytest.param(date(2026, 12, 1), ["", " "], [], id="nobody said"),
        pytest.param(date(2027, 3, 30), ["Easterly winds"], [], id="part of a word"),
    ],
)
def test_festivals_near_a_day_are_those_that_families_keep(day, told, near):
    assert [(kept.name, kept.families) for kept in festivals.kept_near(day, told)] == near


def test_the_file_of_festivals_still_knows_the_year_to_come():
    assert festivals.known_until().year > clock.today().year
    assert all(list(each.days) == sorted(set(each.days)) for each in festivals.table())


@pytest.mark.parametrize(
    ("text", "without"),
    [
        pytest.param("Zain loves diggers", "… loves diggers", id="a name"),
        pytest.param("zain’s digger", "… digger", id="small, and whose"),
        pytest.param("Calls Noor-Ann “Noo”", "Calls … “Noo”", id="half of a double name"),
        pytest.param("O’Brien knows", "… knows", id="an apostrophe in it"),
        pytest.param("Zoë sings", "… sings", id="an accent"),
        pytest.param("Zainab sings", "Zainab sings", id="a longer word"),
    ],
)
def test_names_are_left_blank(text, without):
    assert without_names(text, {"zain", "noor", "obrien", "zoe"}) == without


PLAN = PlanFile("Tuesdays", (Step("Bubbles", 10, "soap"), Step("Songs")), "Apples")


def test_a_plan_survives_its_file():
    assert planfile.read(planfile.written(PLAN.title, PLAN.steps, PLAN.snack)) == PLAN


def changed(**fields):
    told = json.loads(planfile.written(PLAN.title, PLAN.steps, PLAN.snack)) | fields
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"%PDF-1.7", "We can’t read this file", id="no JSON"),
        pytest.param(b"\xff\xfe", "We can’t read this file", id="no text"),
        pytest.param(b"[" * 90_000, "We can’t read this file", id="deep"),
        pytest.param(b"x" * 100_001, "under 100 kB", id="huge"),
        pytest.param(b"[]", "not a session plan", id="another shape"),
        pytest.param(changed(format="recipe"), "not a session plan", id="another format"),
        pytest.param(changed(version=2), "newer portal", id="from the future"),
        pytest.param(changed(activities=[]), "nothing to do", id="empty"),
        pytest.param(changed(activities={"what": "x"}), "nothing to do", id="no list"),
        pytest.param(changed(activities=[{"what": "x"}] * 31), "31 things", id="too many"),
        pytest.param(changed(activities=[{"what": "x"}, "y"]), "Number 2 in the plan", id="a row that is none"),
        pytest.param(changed(activities=[{"needs": "x"}]), "does not say what to do", id="no what"),
        pytest.param(changed(activities=[{"what": ["x"]}]), "has to be words", id="no words"),
        pytest.param(changed(activities=[{"what": "x" * 121}]), "up to 120", id="too long"),
        pytest.param(changed(activities=[{"what": "x\u0000"}]), "can’t read", id="a sign nobody can show"),
        pytest.param(changed(activities=[{"what": "x", "minutes": "ten"}]), "whole number", id="minutes in words"),
        pytest.param(changed(activities=[{"what": "x", "minutes": -5}]), "whole number", id="less than none"),
        pytest.param(changed(activities=[{"what": "x", "minutes": True}]), "whole number", id="a yes for minutes"),
    ],
)
def test_a_file_that_is_no_plan_is_told_what_is_wrong(content, says):
    with pytest.raises(Refused, match=says):
        planfile.read(content)
