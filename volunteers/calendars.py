"""Shifts as phones' calendars want them: one with a letter, all of them behind a secret link."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from groupsite.kit.ical import Entry, calendar
from volunteers.models import Signup, SignupState


def file_of(signups: Iterable[Signup]) -> bytes:
    """The calendar file of these promises; ended ones take the event out again."""
    return calendar([_entry(signup) for signup in signups], name=settings.GROUP_NAME)


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
        sequence=shift.occurrence.sequence + ended,
        cancelled=ended,
    )
