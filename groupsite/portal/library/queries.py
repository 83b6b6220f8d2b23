"""Which households are at a session, and which resource fits its day."""

from families.models import Family, FamilyQuerySet
from sessions.models import Attendance, Booking, BookingState, Occurrence
from signposting.models import Resource
from signposting.queries.library import Wanted, looked_for

MOST = 40


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
