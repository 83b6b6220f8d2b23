"""What a parent meant by what they typed, what an entry can be narrowed by, and how a distance is told."""

import pytest
import time_machine

from groupsite.kit import clock
from signposting import search_words
from signposting.facets import facets_of
from signposting.queries.directory import Wish, narrowings, search
from signposting.rules.nearness import away
from signposting.rules.typed_words import Thesaurus, area_named, meant_by
from tests.cast import ServiceFactory, facts

SAME = Thesaurus(
    [["toddler group", "playgroup", "stay and play"], ["two year old offer", "15 hours"], ["twins", "multiples"]]
)


@pytest.mark.parametrize(
    ("typed", "words", "told"),
    [
        ("18 months", [], {"age": 1.5}),
        ("music for my 2 year old", ["music"], {"age": 2}),
        ("two and a half year old", [], {"age": 2.5}),
        ("swimming 6mths", ["swimming"], {"age": 0.5}),
        ("newborn clinic", ["clinic"], {"age": 0}),
        ("two year old offer", ["two year old offer"], {}),
        ("15 hours near BS5", ["15 hours"], {"area": "BS5"}),
        ("Tuesday morning near BS5 for twins", ["twins"], {"days": ("TU",), "parts": ("am",), "area": "BS5"}),
        ("playgroups at the weekend", ["playgroups"], {"days": ("SA", "SU")}),
        ("tonight", [], {"days": ("today",), "parts": ("eve",)}),
        ("free toddler groups", ["toddler groups"], {"free": True}),
        ("free hours", ["free", "hours"], {}),
        ("food bank BS4 2UH", ["food", "bank"], {"area": "BS4 2"}),
        ("ZZ9 9ZZ", ["zz9", "9zz"], {}),
        ("Café Bébé's", ["cafe", "bebes"], {}),
        ("where can I go", ["where", "can", "i", "go"], {}),
    ],
)
def test_words_are_taken_apart(typed, words, told):
    meant = meant_by(typed, SAME)
    assert [unit.typed for unit in meant.units] == words
    nothing = {"age": None, "days": (), "parts": (), "area": "", "free": False}
    assert {name: getattr(meant, name) for name in nothing} == nothing | told


def test_words_of_a_row_stand_for_each_other_in_the_plural_too():
    (unit,) = meant_by("toddler groups", SAME).units
    assert unit.others == ("playgroup", "stay and play")


@pytest.mark.parametrize(
    ("said", "has", "has_not"),
    [
        ({"accessibility": [{"description": "Wheelchair access. No parking."}]}, {"step_free"}, {"parking"}),
        (
            {"accessibility": [{"description": "No steps"}, {"description": "Car park"}]},
            {"step_free", "parking"},
            set(),
        ),
        ({"accessibility": [{"description": "Not wheelchair accessible"}]}, set(), {"step_free"}),
        ({"accessibility": [{"description": "Nappy changing"}]}, {"baby_change"}, {"parking"}),
        (
            {"description": "Parents, grandparents and childminders welcome."},
            {"grandparents", "childminders"},
            {"fathers"},
        ),
        ({"description": "Find a childminder near you."}, set(), {"childminders"}),
        ({"description": "Just turn up."}, {"no_referral"}, set()),
        ({"description": "A referral from your GP is needed."}, set(), {"no_referral"}),
        ({"taxonomies": [{"name": "Autism"}]}, {"send"}, set()),
        ({"languages": [{"name": "Polish"}, {"name": "English"}]}, {"lang:polish"}, {"lang:english"}),
        ({"cost_options": [{"option": "No charge"}]}, {"free"}, {"costs"}),
        ({"cost_options": [{"option": "£2"}]}, {"costs"}, {"free"}),
        ({"cost_options": []}, set(), {"free", "costs"}),
        ({"schedules": [{"byday": "1SA", "opens_at": "14:00", "closes_at": "15:00"}]}, {"SA", "pm", "SA-pm"}, {"am"}),
        ({"schedules": [{"bymonthday": "7"}]}, {"*"}, {"SA"}),
    ],
)
def test_what_an_entry_can_be_narrowed_by(said, has, has_not):
    found = set(facets_of(facts(**said)))
    assert has <= found
    assert not has_not & found


@pytest.mark.parametrize(
    ("km", "p95_km", "words"),
    [
        (0.3, 0.3, "about half a mile away"),
        (2.4, 0.3, "about 1 and a half miles away"),
        (0.3, 2.3, "about 1 mile away"),
        (5.0, 2.3, "about 3 miles away"),
        (8.0, 9.0, "within 11 miles"),
    ],
)
def test_a_distance_promises_no_more_than_we_know(km, p95_km, words):
    assert search_words.far(away(km, p95_km)) == words


def test_a_whole_postcode_is_its_area_only():
    assert [area_named(text) for text in ("bs5 0ax", "BS50AX", "BS5", "BS5 9ZZ", "nowhere")] == [
        "BS5 0", "BS5 0", "BS5", "BS5 9", "",
    ]  # fmt: skip


def names(**wish):
    return [service.name for service in search(Wish(**wish)).services]


@pytest.fixture
def three(db):
    both = [{"description": "Step-free"}, {"description": "Parking"}]
    ServiceFactory(name="All", accessibility=["Step-free", "Parking"], languages=["Polish"], free=True)
    ServiceFactory(name="Parking only", accessibility=facts(accessibility=both[1:])["accessibility"])
    ServiceFactory(name="Somali", languages=["Somali"])


def test_groups_of_boxes_all_hold_and_inside_one_any_does(three):
    assert names(needs=("parking",)) == ["All", "Parking only"]
    assert names(needs=("parking", "step_free")) == ["All"], "who needs both is not helped by one"
    assert names(languages=("polish", "somali")) == ["All", "Somali"]
    assert names(languages=("polish", "somali"), needs=("parking",)) == ["All"]


@pytest.mark.django_db
@pytest.mark.parametrize(("ages", "fits"), [((0, 5), True), ((1, 3), True), ((None, None), True), ((3, 5), False)])
def test_eighteen_months(ages, fits):
    ServiceFactory(minimum_age=ages[0], maximum_age=ages[1])
    assert bool(names(age=1.5)) is fits


@pytest.mark.django_db
def test_near_comes_by_distance_and_what_has_no_place_comes_last():
    for name, code in (("Far", "BS16 3TD"), ("Near", "BS5 0SQ"), ("In another town", "LA1 1AA")):
        ServiceFactory(name=name, **_at(code))
    ServiceFactory(name="By phone")
    found = search(Wish(area="BS5 0"))
    assert [service.name for service in found.services] == ["Near", "Far", "By phone"]


def _at(code):
    return {"locations": facts(locations=[{"name": "Hall", "postal_code": code}])["locations"]}


@pytest.mark.django_db
@time_machine.travel("2026-02-07T08:00:00Z", tick=False)
def test_today_and_a_part_of_it_go_by_one_row_of_the_timetable():
    rows = [
        {"byday": "SA", "opens_at": "14:00", "closes_at": "15:00"},
        {"byday": "TU", "opens_at": "9:00", "closes_at": "10:00"},
    ]  # fmt: skip
    ServiceFactory(name="Afternoon", schedules=facts(schedules=rows)["schedules"])
    ServiceFactory(name="Second Saturday", schedules=facts(schedules=[rows[0] | {"byday": "2SA"}])["schedules"])
    over = rows[0] | {"opens_at": "9:00", "closes_at": "10:00", "valid_to": "2026-01-31"}
    ServiceFactory(name="No more mornings", schedules=facts(schedules=[rows[0], over])["schedules"])
    assert names(days=("today",)) == ["Afternoon", "No more mornings"]
    assert names(days=("today",), parts=("am",)) == []
    assert names(days=("today",), parts=("pm",)) == ["Afternoon", "No more mornings"]
    assert names(days=("TU", "SU")) == ["Afternoon"]


def test_every_wish_narrows_by_its_own_name():
    wish = Wish(
        age=1, free=True, days=("TU",), area="BS5", needs=("send",), open_to=("fathers",), languages=("polish",)
    )
    assert set(narrowings(wish, clock.now())) == {"age", "free", "day", "area", "send", "open_to", "languages"}
