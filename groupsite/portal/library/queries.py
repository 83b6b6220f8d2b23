"""Which households are at a session, and which resource fits its day."""

from typing import Any

from django.db.models import QuerySet

from families.models import Family, FamilyQuerySet
from groupsite.accounts.models import User
from groupsite.portal.families.listing import with_people
from sessions.models import Attendance, Booking, BookingState, Occurrence
from sessions.queries.access import families_led_by
from signposting.models import Resource
from signposting.queries.library import Wanted, looked_for

MOST = 40
MOST_ROWS = 200


def families_at(occurrence: Occurrence) -> FamilyQuerySet:
    """Who is here or came; before the first tick whoever is expected."""
    booked = Booking.objects.filter(occurrence=occurrence, state=BookingState.BOOKED)
    came = booked.filter(attendance=Attendance.CAME)
    theirs = came if came.exists() else booked.exclude(attendance=Attendance.MISSED)
    return Family.objects.filter(merged_into=None, pk__in=theirs.values("family"))


def fitting(words: str, about: str = "") -> list[Resource]:
    """What fits the words; without any, everything, what suits `about` first."""
    found = list(looked_for(Wanted(words=words))[:MOST])
    said = set(about.casefold().split())
    return sorted(found, key=lambda one: not said & set(f"{one.get_about_display()} {one.title}".casefold().split()))


def with_names(rows: QuerySet[Any], user: User) -> list[dict[str, Any]]:
    """Each row with its household, when this person looks after it; of others they learn that it is another family."""
    found = list(rows[:MOST_ROWS])
    open_to = families_led_by(user).filter(pk__in={row.family_id for row in found})
    names = {family.pk: family for family in with_people(open_to)}
    return [{"row": row, "family": names.get(row.family_id)} for row in found]
