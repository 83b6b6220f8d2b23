"""The golden set: a newcomer and seven families who offer, in a table a leader could read. docs/buddies.md shows it.

`python -m tests.golden_buddies` writes the table into docs/buddies.md; a test fails while the two differ.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

DOC = Path(__file__).resolve().parents[1] / "docs" / "buddies.md"
BEGIN, END = "<!-- golden set: made by tests/golden_buddies.py -->", "<!-- end of the golden set -->"
BORN = date(2025, 6, 1)
TUESDAY, THURSDAY = UUID(int=2), UUID(int=4)
GROUPS = {TUESDAY: "Tuesday", THURSDAY: "Thursday"}

# languages, child's age against the newcomer's in months, area, sessions in common, walks with (of at most), groups
NEWCOMER = {"languages": "ur en", "outcode": "BS5", "wishes": "language area", "groups": [TUESDAY]}
FAMILIES = {
    "Farah": ("ur en", 0, "BS5", 1, (0, 1), []),
    "Gosia": ("pl en", 0, "BS5", 3, (0, 1), [TUESDAY]),
    "Hana": ("ur", 11, "BS7", 0, (0, 1), [THURSDAY]),
    "Ines": ("en", -5, "BS1", 3, (1, 2), []),
    "Jo": ("en", 30, "BS5", 0, (0, 1), []),
    "Kim": ("", None, "BS2", 0, (0, 1), []),
    "Lale": ("ur en", 2, "BS5", 2, (1, 1), []),  # walks with as many as she likes: a perfect match, never suggested
}


def birthday(months_older):
    return BORN - timedelta(days=round(months_older * 30.44))


def newcomer_side():
    from families.rules.buddies import Side

    return Side(
        languages=frozenset(NEWCOMER["languages"].split()),
        birthdays=(BORN,),
        outcode=NEWCOMER["outcode"],
        wishes=frozenset(NEWCOMER["wishes"].split()),
        groups=frozenset(NEWCOMER["groups"]),
    )


def side(name):
    from families.rules.buddies import Side

    languages, older, outcode, together, (walking, most), groups = FAMILIES[name]
    return Side(
        languages=frozenset(languages.split()),
        birthdays=() if older is None else (birthday(older),),
        outcode=outcode,
        walking_with=walking,
        at_once=most,
        together=together,
        groups=frozenset(groups),
    )


def ranking(without=None):
    """The three best of those with room: (name, score), as the service ranks them, with one factor left out or none."""
    from families.rules.buddies import FACTORS, weigh

    place = list(FACTORS).index(without) if without else None
    found = []
    for name, row in FAMILIES.items():
        if row[4][0] < row[4][1]:
            factors = weigh(newcomer_side(), side(name))
            found.append((name, sum(one.points for n, one in enumerate(factors) if n != place)))
    return sorted(found, key=lambda one: -one[1])[:3]


def table():
    """The families as a leader would write them down."""
    from families.rules.languages import language_names

    yield "| family | speaks | child | area | sessions in common | walks with | walks into |"
    yield "|---|---|---|---|---|---|---|"
    mine = language_names(NEWCOMER["languages"].split())
    yield f"| **the newcomer** | {mine} | born June 2025 | BS5 | | | booked: Tuesday |"
    for name, (languages, older, outcode, together, (walking, most), groups) in FAMILIES.items():
        age = {None: "no child known", 0: "the same age"}.get(older) or (
            f"{abs(older)} months {'older' if older > 0 else 'younger'}"
        )
        into = ", ".join(GROUPS[group] for group in groups) or "any group"
        speaks = language_names(languages.split()) or "not told"
        yield f"| {name} | {speaks} | {age} | {outcode} | {together} | {walking} of {most} | {into} |"


def reasons():
    """The best three, point by point and in words."""
    from families.rules.buddies import weigh

    for place, (name, score) in enumerate(ranking(), 1):
        yield f"\n**{place}. {name}: {score} of 100**\n"
        for factor in weigh(newcomer_side(), side(name)):
            yield f"- {factor.name}: {factor.points} of {factor.weight}" + (
                f". {factor.reason}" if factor.reason else ""
            )


def without():
    """What changes when a factor is left out."""
    from families.rules.buddies import FACTORS

    yield "\n| without | first | second | third |"
    yield "|---|---|---|---|"
    for key in [None, *FACTORS]:
        label = f"{FACTORS[key].name} ({FACTORS[key].weight})" if key else "*nothing left out*"
        yield f"| {label} | " + " | ".join(f"{name} {score}" for name, score in ranking(key)) + " |"


def as_markdown():
    lines = [BEGIN, *table(), *reasons(), *without(), END]
    return "\n".join(lines)


def written():
    """What the document says now."""
    text = DOC.read_text()
    return text[text.index(BEGIN) : text.index(END) + len(END)]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupsite.settings_test")
    import django

    django.setup()
    DOC.write_text(DOC.read_text().replace(written(), as_markdown()))
