"""Which dates of a household have moved since it was last told."""

from django.db.models import F

from groupsite.kit import clock
from groupsite.outbox.queries import last_told
from sessions.models import Booking
from sessions.queries.hearing import theirs


def not_told(booking: Booking) -> list[Booking]:
    """Of one series, those the reader of the letter has a place or a turn at, at a time new to them; the soonest first.

    Whoever booked after a date had moved knows it, and so does whoever had a letter since.
    """
    reader = booking.contact
    assert reader is not None
    series = theirs(reader).filter(family=booking.family_id, occurrence__programme=booking.occurrence.programme_id)
    news = getattr(booking, "news_of", None) or clock.now()
    told = last_told("session_moved", to=reader, about=list(series.only("pk")), before=news)
    ahead = series.live().filter(occurrence__cancelled_at=None, occurrence__starts_at__gt=clock.now())
    moved = ahead.filter(occurrence__moved_at__gte=F("made_at"))
    if told:
        moved = moved.filter(occurrence__moved_at__gt=told)
    shown = moved.select_related("occurrence__programme__venue", "occurrence__venue", "appointment", "enrolment")
    rows = list(shown.order_by("occurrence__starts_at"))
    for row in rows:
        row.occurrence = row.visit
    return rows
