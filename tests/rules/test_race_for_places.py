"""The command that measures a race over HTTP (docs/scale.md): with a few families it says what it should."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sessions.models import Booking
from sessions.services import places
from tests.rules.test_booking_races import no_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def test_eight_families_race_for_three_places(live_server):
    said = StringIO()
    call_command("race_for_places", 8, places=3, at=live_server.url, stdout=said)
    found = json.loads(said.getvalue())
    assert (found["booked"], found["waiting"], found["answers"]) == (3, 5, {"302": 8})


def test_without_the_lock_the_same_race_over_http_sells_places_twice(live_server, monkeypatch):
    """The control: the server answers in threads of its own, and the lock is taken out of it (TRUST, A4)."""
    monkeypatch.setattr(places, "lock", no_lock)
    for _try in range(5):
        with suppress(CommandError):
            call_command("race_for_places", 24, places=3, at=live_server.url, stdout=StringIO())
        if Booking.objects.filter(state="booked").count() > 3 * (_try + 1):
            return
    pytest.fail("the race was never lost without the lock, so the test above shows nothing")


def test_it_fails_where_nobody_answers():
    with pytest.raises(CommandError, match="got no answer"):
        call_command("race_for_places", 2, places=1, at="http://127.0.0.1:9", stdout=StringIO())
