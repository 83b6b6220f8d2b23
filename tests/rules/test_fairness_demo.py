"""The demo shows scarce places: a draw that was, one that is open, a group that opens on Thursday, a reason to wait."""

from datetime import UTC, datetime

import pytest

from groupsite.kit import clock
from groupsite.portal.seed import drawn_course, fairness, people, story
from sessions import rules
from sessions.models import Booking, Draw, Enrolment, Occurrence
from sessions.queries import courses, luck
from sessions.queries.room import moment_of
from sessions.services.doors import replay


@pytest.mark.parametrize(
    "hour",
    [
        pytest.param(datetime(2026, 12, 5, 9, 15, tzinfo=UTC), id="a Saturday, an hour before"),
        pytest.param(
            datetime(2027, 3, 25, 23, 50, tzinfo=UTC), id="a Thursday, nearly midnight, before the clocks go on"
        ),
    ],
)
def test_the_demo_shows_how_scarce_places_are_given_out(hour, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with clock.stopped_at(hour):
        story.tell(families=24, weeks=1)
        fairness.tell()
        _one_is_drawn_as_a_whole(hour)
        draw = Draw.objects.get(occurrence__programme__kind="group")
        assert replay(draw) == [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()]
        assert {bool(lot.kept_from) for lot in draw.lots.all()} == {True, False}
        asked = Occurrence.objects.filter(bookings__state="asked", programme__kind="group").distinct().get()
        assert moment_of(asked).is_asking(hour)
        shut = Occurrence.objects.filter(programme__name="Saturday Music").upcoming()
        codes = {bound.code for each in shut if (bound := rules.closed(moment_of(each), hour))}
        assert "not_open" in codes
        hers = Booking.objects.filter(family__carers__email=people.AMINA.email, state="waiting")
        waits = hers.get(occurrence__programme__name="Saturday Music")  # the draw may have gone against her, too
        assert waits.passed_over == "heads"


def _one_is_drawn_as_a_whole(hour):
    """In one place the course was drawn, in the other some of those who missed out ask again with a better chance."""
    drawn_course.tell()
    draw = Draw.objects.get(occurrence__programme__kind="course")
    assert replay(draw) == [(str(lot.ticket), lot.kept_from) for lot in draw.lots.all()]
    assert {bool(lot.kept_from) for lot in draw.lots.all()} == {True, False}
    asking = Enrolment.objects.filter(state="asked")
    first = courses.first_of(asking[0].programme)
    assert moment_of(first).is_asking(hour)
    assert 1 in luck.times_missed(first, asking.values_list("family", flat=True)).values()
    assert asking.filter(family__carers__email=people.GRACE.email).exists()
