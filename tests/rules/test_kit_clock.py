"""Six in the evening is six on London's clocks, whichever side of a clock change."""

from datetime import UTC, date, datetime, time

import pytest

from groupsite.kit import clock
from groupsite.outbox.models import Letter
from tests.cast import OccurrenceFactory, bring

EVENINGS = [
    pytest.param(date(2027, 1, 12), datetime(2027, 1, 11, 18, tzinfo=UTC), id="winter"),
    pytest.param(date(2027, 7, 13), datetime(2027, 7, 12, 17, tzinfo=UTC), id="summer"),
    pytest.param(date(2027, 3, 28), datetime(2027, 3, 27, 18, tzinfo=UTC), id="clocks go on in between"),
    pytest.param(date(2027, 10, 31), datetime(2027, 10, 30, 17, tzinfo=UTC), id="clocks go back in between"),
]


@pytest.mark.parametrize(("day", "evening"), EVENINGS)
def test_the_evening_before_is_six_oclock_in_london(day, evening):
    assert clock.evening_before(clock.at(day, time(9, 30))) == evening


@pytest.mark.parametrize(("day", "evening"), EVENINGS)
def test_a_booking_is_reminded_of_then(day, evening, amina):
    with clock.stopped_at(evening.replace(hour=8)):
        bring(OccurrenceFactory(day=day), amina)
    assert Letter.objects.get(kind="session_reminder").due_at == evening
