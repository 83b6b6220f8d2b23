"""Sixty questions to a made-up town: does the right answer come first, and is what each answer says of itself true?"""

import re
import sys

import pytest
import time_machine

from signposting import search_words
from signposting.queries.directory import Wish, search
from signposting.queries.vocabulary import vocabulary
from tests.search import town

pytestmark = pytest.mark.django_db
WEEK_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@pytest.fixture
def answers():
    town.build()
    same = vocabulary().thesaurus
    with time_machine.travel("2026-02-02T09:00:00Z", tick=False):
        return [(typed, wanted, search(Wish(words=typed), same=same)) for typed, wanted in town.questions()]


def rank(wanted, found):
    names = [service.name for service in found.services]
    return next((place for place, name in enumerate(names, 1) if name in wanted), None)


def test_the_right_answer_comes_first_nine_times_in_ten(answers, record_property):
    ranks = [(typed, rank(wanted, found), [s.name for s in found.services[:3]]) for typed, wanted, found in answers]
    mean = sum(1 / place for _typed, place, _top in ranks if place) / len(ranks)
    told = "\n".join(f"{place or '-':>3}  {typed}  {top if place != 1 else ''}" for typed, place, top in ranks)
    sys.stdout.write(f"\n{told}\nmean reciprocal rank of {len(ranks)} questions: {mean:.3f}\n")
    record_property("mean reciprocal rank", mean)
    assert len(ranks) == 60
    assert mean >= 0.9


def test_every_answer_has_a_reason_and_every_reason_is_true(answers):
    wrong = [
        (typed, service.name, reason and search_words.reason(reason))
        for typed, _wanted, found in answers
        for service in found.services
        for reason in service.reasons or [None]
        if reason is None or not is_true(reason, service, found)
    ]
    assert wrong == []


def is_true(reason, service, found):
    """The simplest way we know to see it, which shares nothing with the search."""
    if reason.kind in ("name", "kind", "place", "description"):
        places = [part for spot in service.locations for part in (spot["name"] or "", *spot["address"])]
        texts = {
            "name": [service.name],
            "kind": service.categories,
            "place": [service.organisation or "", service.eligibility or "", *places],
            "description": [service.description],
        }
        return says(" ".join(texts[reason.kind]), reason.like or reason.word)
    if reason.kind == "age":
        age = found.wish.age
        return (service.minimum_age or 0) < int(age) + 1 and (service.maximum_age or 200) >= age
    if reason.kind == "age_unknown":
        return service.minimum_age is None and service.maximum_age is None
    if reason.kind == "free":
        return service.free is True
    rows = [row for row in service.schedules if reason.kind != "day" or runs(row, found.wish.days)]
    return any(not found.wish.parts or ("am" if row["opens"] < "12" else "pm") in found.wish.parts for row in rows)


def says(text, words):
    """Each word begins like one of the text's."""
    folded = re.findall(r"[a-z0-9]+", text.lower().replace("é", "e").replace("'", ""))
    return all(
        any(have.startswith(word[: max(3, min(4, len(word) - 1))]) for have in folded)
        for word in words.split()
        if len(word) > 2 or word.isdigit()
    )


def runs(row, days):
    return any(code[-2:] in days for code in row["byday"].split(","))
