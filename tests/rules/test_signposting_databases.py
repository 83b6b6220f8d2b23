"""Random directories, each published whole and held against the schemas. `--databases 1000` makes that many."""

import random
from datetime import timedelta

import pytest
from django.db import transaction

from groupsite.kit import clock
from signposting.familyhub.normalise import record
from signposting.models import Service, SourceRecord
from tests.cast import SourceFactory
from tests.oruk.feed import feed_faults
from tests.oruk.mutations import real, real_records

pytestmark = pytest.mark.django_db
SEED = 20_260_203
ODD = ["", None, "é", "<b>", "\u202e", "x" * 400, "0", "Null", "a\nb", "🎈", "O'Neill & Sons <team>"]


def random_directory(chance, sources):
    """Nought to six services: real records changed at random, some facts odd or missing, in every state there is."""
    rows, at = real_records(), clock.now()
    made = [service(real(chance.choice(rows), chance), chance, sources, at) for _nth in range(chance.randint(0, 6))]
    Service.objects.bulk_create(made)
    SourceRecord.objects.bulk_create(
        SourceRecord(source=row.origin, hub_id=str(row.code), service=row, raw={"provenance": chance.choice(ODD)})
        for row in made
        if row.origin
    )


def service(raw, chance, sources, at):
    for name in chance.sample(sorted(raw), 3):
        raw[name] = chance.choice([raw[name], chance.choice(ODD), None, [], -1])
    found = record(raw | {"name": raw.get("name") or "Nameless", "status": chance.choice(ODD)}, at=at)
    row = Service(
        state=chance.choice(["listed", "listed", "listed", "declined", "waiting"]),
        origin=chance.choice(sources), closures=found.closures, listed_at=at - timedelta(days=9),
        verified_at=chance.choice([None, at - timedelta(days=chance.randint(0, 400))]),
    )  # fmt: skip
    row.tell(found.facts | ({} if found.facts["name"] else {"name": "Nameless"}))
    if row.state == "declined":
        row.ended_at = at
    if chance.random() < 0.2:
        row.locations = [place | {"hidden": True} for place in row.locations]
    return row


def test_whatever_the_directory_holds_the_feed_is_valid(how_many, settings):
    settings.OPEN_FEED_A_MINUTE = 10**9
    chance = random.Random(SEED)
    sources = [None, *(SourceFactory(licence=licence) for licence in ("", "OGL-3.0", "permission"))]
    for nth in range(how_many("databases")):
        with transaction.atomic():
            random_directory(chance, sources)
            assert feed_faults() == [], f"directory {nth}"
            transaction.set_rollback(True)
