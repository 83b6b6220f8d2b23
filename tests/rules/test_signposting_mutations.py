"""No false alarms, and no silence: seeded changes to real records. `--mutations 10000` tries that many of each."""

import random
from datetime import UTC, datetime

import pytest

from signposting.familyhub.normalise import record
from signposting.familyhub.plan import Known, questions
from tests.oruk.mutations import cosmetic, real, real_records

AT = datetime(2026, 2, 2, 3, tzinfo=UTC)
SEED = 20_260_202


@pytest.fixture(scope="module")
def known():
    rows = real_records()
    facts = [record(row, at=AT).facts for row in rows]
    return [(row, Known(base=told, ours=told)) for row, told in zip(rows, facts, strict=True)]


def asked(held, raw):
    return sorted(questions(held, record(raw, at=AT).facts)[0])


def tried(known, change, count):
    chance = random.Random(SEED)
    for turn in range(count):
        row, held = known[turn % len(known)]
        changed = change(row, chance)
        yield turn, asked(held, changed)


def test_what_changes_nothing_is_never_asked(known, how_many):
    alarms = [(turn, fields) for turn, fields in tried(known, cosmetic, how_many("mutations")) if fields]
    assert alarms == []


def test_what_changes_something_is_asked(known, how_many):
    missed = [turn for turn, fields in tried(known, real, how_many("mutations")) if not fields]
    assert len(missed) <= how_many("mutations") * 0.005, missed[:20]
