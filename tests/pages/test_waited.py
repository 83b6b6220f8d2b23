"""Who waited, how long, who never got a place and who did not come: the numbers beside how many came."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from groupsite.portal.waited import in_words
from sessions.models import Attendance, BookingState
from sessions.services import totals
from tests.cast import BookingFactory, OccurrenceFactory, PartyMemberFactory, person


@pytest.fixture
def past(db):
    """Last week: one got in after six hours, one after ten, one waited in vain, one gave its turn up, one missed it."""
    session = OccurrenceFactory(day=clock.today() - timedelta(days=9))
    asked = session.starts_at - timedelta(days=3)

    def waited(state, hours=None):
        placed = asked + timedelta(hours=hours) if hours else None
        return BookingFactory(occurrence=session, state=state, made_at=asked, waiting_since=asked, placed_at=placed)

    waited(BookingState.BOOKED, 6)
    waited(BookingState.BOOKED, 10)
    waited(BookingState.WAITING)
    waited(BookingState.GIVEN_UP)
    PartyMemberFactory(booking=BookingFactory(occurrence=session, attendance=Attendance.MISSED))
    totals.count_closed()
    return session


def test_a_leader_reads_and_takes_along_who_waited(past, carol, sign_in):
    client = sign_in(carol)
    assert reverse("portal:waited") in client.get(reverse("portal:attendance")).content.decode()
    page = client.get(reverse("portal:waited"))
    told = {name: page.context[name] for name in ("waited", "never", "missed", "usual_wait")}
    assert told == {"waited": 3, "never": 1, "missed": 1, "usual_wait": "8 hours"}
    assert page.content.decode().count('<svg class="chart"') == 2
    answer = client.get(reverse("portal:waited_csv")).content.decode("utf-8-sig")
    (_header, line) = csv.reader(io.StringIO(answer))
    assert line[1:7] == ["3", "2", "1", "8", line[5], "1"]


def test_a_leader_of_other_groups_reads_none_of_it(past, sign_in):
    page = sign_in(person("Lena", "leader")).get(reverse("portal:waited")).content.decode()
    assert "Nothing is counted yet" in page


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        pytest.param(0, "1 hour", id="at once"),
        pytest.param(47, "47 hours", id="not two days yet"),
        pytest.param(60, "2 days", id="two days and a half"),
    ],
)
def test_a_wait_in_words(wait, said):
    assert in_words(wait) == said
