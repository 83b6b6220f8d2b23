"""Until when a timetable holds: whose date it is, what parents read once it has passed, and what settles it."""

import json
from datetime import timedelta

import httpx
import pytest

from groupsite.kit import clock
from signposting.familyhub import typed
from signposting.familyhub.client import Hub
from signposting.models import Service
from signposting.services import desk
from signposting.services.sync import sync
from tests.cast import SourceFactory

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def read(source, *, later=0, **timetable):
    """The hub's one service, with this timetable."""
    row = {"id": "1", "name": "Tiny Tots", "schedules": [{"id": "t", "byday": "TU", **timetable}]}
    page = {"contents": [row], "page_number": 1, "total_pages": 1, "total_items": 1, "last_page": True}

    def answer(request):
        body = row if request.url.path.endswith("/1") else page
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    sync(source, at=clock.now() + timedelta(days=later), hub=Hub(httpx.MockTransport(answer), sleep=lambda _s: None))
    return Service.objects.get()


# -- Whose date it is ------------------------------------------------------------------------------


def test_a_hub_moves_its_own_date_without_a_word_and_never_ours(rita):
    source = SourceFactory()
    service = read(source, valid_to="2026-07-31")
    assert str(service.times_end) == "2026-07-31"
    service = read(source, later=1, valid_to="2027-07-31")
    assert str(service.times_end) == "2027-07-31", "nobody is asked about a date"
    desk.edit_field(service, "schedules", typed.read("schedules", "Tuesday, until 20 December 2027"), by=rita)
    service = read(source, later=2, valid_to="2027-08-31")
    assert str(service.times_end) == "2027-12-20"
    assert not service.proposals.waiting().exists()
