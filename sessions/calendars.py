"""Calendar files: a session, a booking, and the word that one is off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from groupsite.kit import ical
from sessions.models import Booking, BookingState, Occurrence, Programme


def title_of(occurrence: Occurrence) -> str:
    """The name of the group, unless others should not read it over a shoulder (TRUST T66)."""
    return _("Your session") if occurrence.programme.discreet else occurrence.programme.name


def of_session(occurrence: Occurrence) -> bytes:
    """A session for anybody's calendar."""
    return ical.calendar([_entry(occurrence, code=str(occurrence.code))], name=title_of(occurrence))


def of_group(programme: Programme, dates: Iterable[Occurrence]) -> bytes:
    """Every date of a group; those called off take themselves out again."""
    name = _("Your sessions") if programme.discreet else programme.name
    return ical.calendar([_entry(each, code=str(each.code)) for each in dates], name=name)


def of_booking(booking: Booking, *, off: bool = False) -> bytes:
    """A household's place; `off` takes it out of the calendar again."""
    return of_bookings([booking], off=off)


def of_bookings(bookings: Sequence[Booking], *, off: bool = False, gone: Sequence[Booking] = ()) -> bytes:
    """A household's places on several dates of a group; `gone` are those it had before, which take themselves out."""
    entries = [_place(each, off=off) for each in bookings] + [_place(each, off=True) for each in gone]
    return ical.calendar(entries, name=title_of(bookings[0].occurrence))


def feed_of(bookings: Iterable[Booking]) -> bytes:
    """Places for a calendar that reads them again and again: times and public titles, and nothing else (T69)."""
    entries = [replace(_place(each), place="", url="") for each in bookings]
    return ical.calendar(entries, name=_("My sessions"), method="PUBLISH")


def _place(booking: Booking, *, off: bool = False) -> ical.Entry:
    return _entry(booking.visit, code=str(booking.code), off=off, sequence=booking.sequence)


def of_course(programme: Programme, bookings: Sequence[Booking]) -> bytes:
    """A household's dates of a course; those it has given up take themselves out again."""
    name = _("Your sessions") if programme.discreet else programme.name
    off = {row.pk: row.state != BookingState.BOOKED for row in bookings}
    entries = [_entry(row.occurrence, code=str(row.code), off=off[row.pk], sequence=row.sequence) for row in bookings]
    return ical.calendar(entries, name=name)


def _entry(occurrence: Occurrence, *, code: str, off: bool = False, sequence: int = 0) -> ical.Entry:
    venue = occurrence.place
    off = off or occurrence.cancelled_at is not None
    return ical.Entry(
        uid=f"{code}@{settings.SITE_URL.partition('//')[2].partition(':')[0]}",
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        title=title_of(occurrence),
        place=f"{venue.name}, {venue.address}, {venue.postcode}",
        url=settings.SITE_URL + reverse("sessions:session", args=[occurrence.code]),
        sequence=max(sequence, occurrence.sequence) + off,
        cancelled=off,
    )
