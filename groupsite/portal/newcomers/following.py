"""The morning after a first visit: how was it?"""

from datetime import datetime, time, timedelta

from django.db import transaction

from families.models import Carer
from families.services.welcoming import first_visit_of
from groupsite.kit import clock
from groupsite.outbox.services import post
from groupsite.portal.newcomers.queries import first_visits
from sessions.models import Booking

ASKED_FOR = timedelta(days=7)
"""A register ticked a week late is too old a visit to ask about."""
MORNING_AFTER = time(10, 0)


def ask_about_first_visits(at: datetime | None = None) -> None:
    """A question to each family whose first visit was lately, posted once."""
    at = at or clock.now()
    for booking in first_visits(at, at - ASKED_FOR):
        _ask(booking, at)


@transaction.atomic
def _ask(booking: Booking, at: datetime) -> None:
    visit = first_visit_of(booking.family, booking.occurrence.day)
    carer = booking.contact or Carer.objects.filter(family=booking.family_id, is_main=True).first()
    if carer is not None:
        morning = clock.at(booking.occurrence.day + timedelta(days=1), MORNING_AFTER)
        post("first_visit_asked", to=carer, about=visit, due=max(at, morning))
