"""A worker that dies while it writes leaves nothing half written, and the next run writes the rest."""

import json
from datetime import timedelta

import httpx
import pytest

from groupsite.kit import clock
from signposting.familyhub import apply
from signposting.familyhub.client import Hub
from signposting.models import Proposal, Service, SourceRecord
from signposting.services.sync import sync
from tests.cast import SourceFactory

pytestmark = pytest.mark.django_db
ROWS = 7


def hub_of(word):
    """Seven services whose description has this word."""
    rows = [{"id": str(n), "name": f"Group {n}", "description": word} for n in range(ROWS)]
    page = {"contents": rows, "page_number": 1, "total_pages": 1, "total_items": ROWS, "last_page": True}

    def answer(request):
        last = request.url.path.rpartition("/")[2]
        body = page if last == "services" else rows[int(last)]
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    return Hub(httpx.MockTransport(answer), sleep=lambda _seconds: None)


class Died(Exception):
    """As a worker does whose machine goes."""


def dies_at(monkeypatch, where, name, turn):
    """The step that is to fail, at its n-th turn and no other."""
    turns, real = [], getattr(where, name)

    def step(*args, **kwargs):
        turns.append(1)
        if len(turns) == turn:
            raise Died
        return real(*args, **kwargs)

    monkeypatch.setattr(where, name, step)


def numbers():
    return Service.objects.count(), SourceRecord.objects.count()


def test_new_services_are_whole_or_not_there(monkeypatch):
    monkeypatch.setattr(apply, "AT_A_TIME", 3)
    dies_at(monkeypatch, SourceRecord.objects, "bulk_create", 2)
    source = SourceFactory()
    with pytest.raises(Died):
        sync(source, hub=hub_of("songs"))
    assert numbers() == (3, 3), "the batch before it stands, and of its own nothing"
    assert source.runs.get().outcome == "failed"
    report = sync(source, hub=hub_of("songs"))
    assert (report.outcome, len(report.new), numbers()) == ("complete", ROWS - 3, (ROWS, ROWS))
    assert sync(source, hub=hub_of("songs")).new == []


def test_a_changed_service_and_its_question_go_together(monkeypatch):
    source = SourceFactory()
    sync(source, hub=hub_of("songs"))
    Service.objects.update(state="listed", listed_at=clock.now())
    dies_at(monkeypatch, apply, "_note_seen", 4)
    with pytest.raises(Died):
        sync(source, at=clock.now() + timedelta(days=1), hub=hub_of("stories"))
    asked = set(Proposal.objects.values_list("record_id", flat=True))
    moved = {row.pk for row in SourceRecord.objects.all() if row.theirs["description"] == "stories"}
    assert asked == moved
    assert len(asked) == 3
    report = sync(source, at=clock.now() + timedelta(days=2), hub=hub_of("stories"))
    assert (report.outcome, Proposal.objects.count()) == ("complete", ROWS)
