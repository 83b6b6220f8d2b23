"""Shifts and outings as phones' calendars want them: one with a letter, all of them behind a secret link."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from groupsite.kit.ical import Entry, calendar
from volunteers.models import Going, Signup, SignupState


def file_of(signups: Iterable[Signup], goings: Iterable[Going] = ()) -> bytes:
    """The calendar file of these promises; ended ones take the event out again."""
    entries = [*(_entry(signup) for signup in signups), *(_outing(going) for going in goings)]
    return calendar(entries, name=settings.GROUP_NAME)


def _outing(going: Going) -> Entry:
    outing = going.outing
    return Entry(
        uid=f"{going.code}@{urlsplit(settings.SITE_URL).hostname}",
        starts_at=outing.starts_at,
        ends_at=outing.ends_at,
        title=_("Outreach at %(place)s") % {"place": outing.place.name},
        place=", ".join(part for part in (outing.place.name, outing.place.address) if part),
        url=f"{settings.SITE_URL}{reverse('volunteers:outings')}",
    )


def _entry(signup: Signup) -> Entry:
    shift, venue = signup.shift, signup.shift.occurrence.place
    ended = signup.state != SignupState.PROMISED
    return Entry(
        uid=f"{signup.code}@{urlsplit(settings.SITE_URL).hostname}",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        title=_("%(role)s at %(group)s") % {"role": shift.role, "group": shift.occurrence.programme.name},
        place=f"{venue.name}, {venue.address}, {venue.postcode}",
        text=shift.note,
        url=f"{settings.SITE_URL}{reverse('volunteers:rota')}",
        sequence=shift.sequence + ended,
        cancelled=ended,
    )
