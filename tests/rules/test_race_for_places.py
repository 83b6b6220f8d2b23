"""The command that measures a race over HTTP (docs/scale.md): with a few families it says what it should."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def test_eight_families_race_for_three_places(live_server):
    said = StringIO()
    call_command("race_for_places", 8, places=3, at=live_server.url, stdout=said)
    found = json.loads(said.getvalue())
    assert (found["booked"], found["waiting"], found["answers"]) == (3, 5, {"302": 8})


def test_it_fails_where_nobody_answers():
    with pytest.raises(CommandError, match="got no answer"):
        call_command("race_for_places", 2, places=1, at="http://127.0.0.1:9", stdout=StringIO())
