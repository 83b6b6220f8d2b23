"""A large hub costs what it must: a few questions a hundred records, a few bytes a record between list and details."""

import json
from datetime import timedelta

import httpx
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groupsite.kit import clock
from signposting.familyhub.client import Hub
from signposting.familyhub.packed import Packed, digest
from signposting.measured_hub import PAGE, rows
from signposting.models import Proposal, Service, SourceRecord
from signposting.services.sync import sync
from tests.cast import SourceFactory

pytestmark = pytest.mark.django_db


def hub_of(crowd):
    def answer(request):
        last = request.url.path.rsplit("/", 1)[1]
        page = {"totalElements": len(crowd), "totalPages": 1, "last": True, "content": crowd[:PAGE]}
        body = page if last == "services" else crowd[int(last)]
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    return Hub(httpx.MockTransport(answer), sleep=lambda seconds: None)


def queries_of(source, crowd, *, later=timedelta()):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        report = sync(source, at=clock.now() + later, hub=hub_of(crowd))
    assert report.outcome == "complete"
    return len(asked)


def test_new_and_unmoved_records_cost_as_many_questions_for_few_as_for_many():
    counts = []
    for many in (3, 90):
        source, crowd = SourceFactory(), rows(many)
        counts.append([queries_of(source, crowd), queries_of(source, crowd, later=timedelta(days=1))])
    assert counts[0] == counts[1]
    assert SourceRecord.objects.count() == Service.objects.count() == 93


def test_what_has_moved_among_many_is_asked_about_and_nothing_else():
    source, crowd = SourceFactory(), rows(40)
    sync(source, hub=hub_of(crowd))
    crowd[7] = crowd[7] | {"phone": "0117 496 0007", "updated_at": "2026-02-05T09:00:00Z"}
    report = sync(source, at=clock.now() + timedelta(days=1), hub=hub_of(crowd))
    assert report.changed == {crowd[7]["id"]: ["phones"]}
    assert Proposal.objects.get().record.hub_id == crowd[7]["id"]


def test_rows_held_small_are_the_same_rows():
    crowd, held = rows(50), Packed()
    held.update({row["id"]: row for row in crowd})
    assert [held[row["id"]] for row in crowd] == crowd
    assert sum(map(len, held.held.values())) < len(json.dumps(crowd)) / 2
    row = crowd[0]
    assert digest(row) == digest(dict(reversed(row.items()))) != digest(row | {"name": "Another"})


def test_the_large_hub_is_read_three_times_and_taken_out_again(capsys):
    call_command("measure_feed", "12")
    readings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(it["outcome"], it["new"], it["asked"]) for it in readings] == [
        ("complete", 12, 0), ("complete", 0, 0), ("complete", 0, 2)
    ]  # fmt: skip
    assert not Service.objects.exists()
