"""What the clock does for families: the morning after a first visit, and when the youngest has turned five."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from families.models import Carer, Contact, LeftWhy
from families.rules.reaching import why_no_letter
from families.services.welcoming import IN_PEACE_FOR, first_visit_of, leave, say_goodbye
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.refs import ref
from groupsite.outbox.services import post
from groupsite.portal.newcomers.queries import booked_ahead, first_visits, grown
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


def say_goodbyes(at: datetime | None = None) -> None:
    """A letter to each family whose youngest has turned five; three months after a goodbye the family has left."""
    at = at or clock.now()
    for family in grown(clock.local(at).date()):
        if family.goodbye is None:
            _say_goodbye(family)
        elif _last_heard_of(family) <= at - IN_PEACE_FOR and not booked_ahead(at).filter(family=family).exists():
            leave(family, LeftWhy.GROWN, by=None)


def _last_heard_of(family: Any) -> datetime:
    """The goodbye, or a day since on which they came back all the same."""
    returns = Entry.objects.filter(what="family.came_back", about=ref(family), at__gt=family.goodbye.at)
    return max([family.goodbye.at, *returns.values_list("at", flat=True)])


@transaction.atomic
def _say_goodbye(family: Any) -> None:
    """By letter where a letter reaches them; the others are on the leader's list."""
    carer = family.main_carer
    if carer is None or why_no_letter(carer):
        return
    contact = say_goodbye(family, way=Contact.Way.LETTER, by=None)
    if contact is not None:
        post("goodbye", to=carer, about=contact)
