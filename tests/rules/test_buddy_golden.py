"""The weighing of buddies (M8): the golden set, what each factor is worth, and the document that shows both."""

from datetime import timedelta
from uuid import UUID

import pytest

from families.rules import buddies as weighing
from tests import golden_buddies as golden
from tests.cast import BuddyPairFactory
from tests.friendly import BORN, names, newcomer_family, settled_family, suggested

FAR, NEAR = UUID(int=8), UUID(int=9)
TWIN = weighing.Side(
    languages=frozenset({"ur"}),
    birthdays=(BORN,),
    outcode="BS5",
    together=3,
    wishes=frozenset(weighing.WISHES),
    groups=frozenset({NEAR}),
)


@pytest.fixture
def rows(db):
    """The golden set as rows: the newcomer, the families by name, the sessions in common."""
    newcomer = newcomer_family(
        languages=golden.NEWCOMER["languages"].split(),
        outcode=golden.NEWCOMER["outcode"],
        buddy_wishes=golden.NEWCOMER["wishes"].split(),
    )
    together = {}
    for name, (languages, older, outcode, in_common, (walking, most), groups) in golden.FAMILIES.items():
        family = settled_family(
            name,
            *([] if older is None else [golden.birthday(older)]),
            languages=languages.split(),
            outcode=outcode,
            buddies_at_once=most,
            buddy_programmes=groups,
        )
        together[family.pk] = in_common
        for _ in range(walking):
            BuddyPairFactory(buddy=family)
    return newcomer, together


RANKINGS = [
    (None, [("Farah", 87), ("Gosia", 82), ("Ines", 53)]),
    ("language", [("Gosia", 70), ("Farah", 62), ("Ines", 41)]),
    ("ages", [("Farah", 67), ("Gosia", 62), ("Hana", 40)]),
    ("sessions", [("Farah", 80), ("Gosia", 62), ("Hana", 50)]),
    ("wishes", [("Farah", 72), ("Gosia", 72), ("Ines", 53)]),
    ("area", [("Farah", 77), ("Gosia", 72), ("Ines", 53)]),
    ("load", [("Farah", 77), ("Gosia", 72), ("Ines", 48)]),
]


@pytest.mark.parametrize(("without", "ranking"), RANKINGS, ids=lambda value: value if isinstance(value, str) else None)
def test_the_golden_ranking_and_what_leaving_out_a_factor_changes(without, ranking, rows, monkeypatch):
    others = {name: weighed for name, weighed in weighing.FACTORS.items() if name != without}
    monkeypatch.setattr(weighing, "FACTORS", others)  # not delitem, which puts it back at the end
    newcomer, together = rows
    suggestions = suggested(newcomer, together, groups={newcomer.pk: frozenset({golden.TUESDAY})})
    assert [(name, one.score) for name, one in zip(names(suggestions), suggestions, strict=True)] == ranking


def test_the_best_come_with_their_reasons_in_words(rows):
    newcomer, together = rows
    best = suggested(newcomer, together, groups={newcomer.pk: frozenset({golden.TUESDAY})})[0]
    assert [factor.reason for factor in best.factors] == [
        "Both speak English, Urdu",
        "Children of the same age",
        "Booked for 1 of the same sessions",
        "As they wished: the same language; the same part of town",
        "Both live in BS5",
        "Walks in with nobody else at the moment",
    ]


def test_the_document_shows_what_the_rules_do():
    """Stale? `python -m tests.golden_buddies` writes it anew."""
    assert golden.written() == golden.as_markdown()
    assert [name for name, _ in golden.ranking()] == ["Farah", "Gosia", "Ines"]


def test_a_changed_weight_would_make_the_document_stale(monkeypatch):
    area = weighing.FACTORS["area"]._replace(weight=9)
    monkeypatch.setattr(weighing, "FACTORS", weighing.FACTORS | {"area": area})
    assert golden.written() != golden.as_markdown()


def score(newcomer=TWIN, buddy=TWIN):
    return sum(factor.points for factor in weighing.weigh(newcomer, buddy))


def test_the_weights_add_up_to_a_hundred_and_a_perfect_pair_has_it_all():
    assert sum(weighed.weight for weighed in weighing.FACTORS.values()) == 100
    assert score() == 100


@pytest.mark.parametrize("gone", list(weighing.FACTORS))
def test_taking_one_factor_from_a_perfect_pair_costs_its_stated_weight(gone, monkeypatch):
    weight = weighing.FACTORS[gone].weight
    others = {name: weighed for name, weighed in weighing.FACTORS.items() if name != gone}
    monkeypatch.setattr(weighing, "FACTORS", others)
    assert score() == 100 - weight


def points(factor, newcomer, buddy):
    found = dict(zip(weighing.FACTORS, weighing.weigh(newcomer, buddy), strict=True))
    return found[factor].points, found[factor].reason


@pytest.mark.parametrize(
    ("mine", "theirs", "worth"),
    [
        pytest.param({"en"}, {"en"}, 25, id="English is all either speaks"),
        pytest.param({"en", "pl"}, {"en"}, 12, id="English, but no mother tongue"),
        pytest.param({"en", "pl"}, {"pl"}, 25, id="a mother tongue"),
        pytest.param({"Saraiki"}, {"Saraiki"}, 25, id="a language that is not on the list"),
        pytest.param({"pl"}, {"ur"}, 0, id="nothing in common"),
        pytest.param(set(), {"en"}, 0, id="not known"),
    ],
)
def test_what_a_language_in_common_is_worth(mine, theirs, worth):
    sides = [weighing.Side(languages=frozenset(spoken)) for spoken in (mine, theirs)]
    assert points("language", *sides)[0] == worth


@pytest.mark.parametrize(
    ("days", "worth", "reason"),
    [
        (0, 20, "Children of the same age"),
        (31, 20, "Children 1 month apart"),
        (91, 20, "Children 3 months apart"),
        (122, 16, "Children 4 months apart"),
        (335, 10, "Children 11 months apart"),
        (600, 4, "Children 20 months apart"),
        (731, 0, ""),
    ],
)
def test_what_like_ages_are_worth(days, worth, reason):
    sides = [weighing.Side(birthdays=(BORN,)), weighing.Side(birthdays=(BORN + timedelta(days=days),))]
    assert points("ages", *sides) == (worth, reason)


@pytest.mark.parametrize(
    ("wishes", "booked", "into", "worth", "reason"),
    [
        pytest.param(set(), set(), set(), 15, "No special wishes", id="no wish is no loss"),
        pytest.param(set(), {NEAR}, set(), 15, "No special wishes", id="walks into any group"),
        pytest.param({"quiet"}, set(), set(), 0, "", id="a wish that is not met"),
        pytest.param({"age"}, set(), set(), 15, "As they wished: children of about the same age", id="a wish met"),
        pytest.param({"age", "quiet"}, set(), set(), 8, "As they wished: children of about the same age", id="half"),
        pytest.param(set(), {NEAR}, {FAR}, 0, "", id="walks into another group"),
        pytest.param(set(), {NEAR}, {NEAR, FAR}, 15, "As they wished: they walk into that group", id="that group"),
        pytest.param(set(), set(), {FAR}, 15, "No special wishes", id="the newcomer has booked nothing yet"),
        pytest.param({"gone"}, set(), set(), 15, "No special wishes", id="a wish we no longer ask"),
    ],
)
def test_what_wishes_are_worth(wishes, booked, into, worth, reason):
    newcomer = weighing.Side(birthdays=(BORN,), wishes=frozenset(wishes), groups=frozenset(booked))
    buddy = weighing.Side(birthdays=(BORN,), groups=frozenset(into), walking_with=1, at_once=2)
    assert points("wishes", newcomer, buddy) == (worth, reason)
