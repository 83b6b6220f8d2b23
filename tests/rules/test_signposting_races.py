"""Two people or two workers at once, on a real database."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import connection

from groupsite.kit.errors import Refused
from signposting.familyhub import apply as applying
from signposting.familyhub.client import Hub
from signposting.models import Proposal, Service, SourceRecord, SyncRun
from signposting.services import desk
from signposting.services.sync import sync
from tests.cast import ProposalFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*deeds):
    """Do all of them at the same moment; what each came to."""
    start = threading.Barrier(len(deeds))

    def one(deed):
        start.wait()
        try:
            return deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_two_reviewers_decide_the_same_thing_once(rita, carol):
    proposal = ProposalFactory()
    came_to = together(lambda: desk.accept(proposal, by=rita), lambda: desk.refuse(proposal, by=carol))
    assert came_to.count("decided") == 1
    assert Proposal.objects.get().decided_by in (rita, carol)
    seen = Service.objects.get().phones == proposal.theirs
    assert seen is (Proposal.objects.get().state == Proposal.State.ACCEPTED)


class SlowHub(httpx.BaseTransport):
    """Three services; it waits at the door until both have knocked, or one has given up."""

    def __init__(self, wait):
        self.wait, self.asked = wait, 0

    def handle_request(self, request):
        self.asked += 1
        self.wait.wait(2)
        rows = [{"id": n, "name": f"Group {n}"} for n in range(3)]
        page = {"content": rows, "totalElements": 3, "totalPages": 1, "last": True}
        number = request.url.path.rpartition("/")[2]
        body = rows[int(number)] if number.isdigit() else page
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))


def test_two_workers_read_a_feed_once():
    source, wait = SourceFactory(), threading.Event()
    hubs = [SlowHub(wait), SlowHub(wait)]

    def read(transport):
        try:
            return sync(source, hub=Hub(transport, sleep=lambda seconds: None)).outcome
        finally:
            wait.set()

    came_to = together(lambda: read(hubs[0]), lambda: read(hubs[1]))
    assert sorted(came_to) == ["busy", "complete"]
    assert SyncRun.objects.count() == 1
    assert SourceRecord.objects.count() == 3
    assert min(hub.asked for hub in hubs) == 0, "the second does not even ask"


def test_a_worker_that_dies_half_way_loses_nothing_and_repeats_nothing(monkeypatch):
    source, wait = SourceFactory(), threading.Event()
    wait.set()
    made = []
    create = applying._create

    def dies_at_the_second(*args):
        if made:
            raise KeyboardInterrupt
        made.append(create(*args))

    monkeypatch.setattr(applying, "_create", dies_at_the_second)
    monkeypatch.setattr(applying, "AT_A_TIME", 1)
    with pytest.raises(KeyboardInterrupt):
        sync(source, hub=Hub(SlowHub(wait)))
    assert SourceRecord.objects.count() == 1
    assert SyncRun.objects.get().outcome == "failed"
    monkeypatch.undo()
    again = sync(source, hub=Hub(SlowHub(wait)))
    assert (len(again.new), again.outcome) == (2, "complete")
    assert Service.objects.count() == SourceRecord.objects.count() == 3


def test_a_run_left_open_by_a_killed_worker_does_not_bar_the_next():
    source, wait = SourceFactory(), threading.Event()
    wait.set()
    SyncRun.objects.create(source=source)
    assert sync(source, hub=Hub(SlowHub(wait))).outcome == "complete"
    assert sorted(SyncRun.objects.values_list("outcome", flat=True)) == ["complete", "failed"]
