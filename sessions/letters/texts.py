"""News of a session as a text message: what, when, where, one link, and how to stop. Never a child's name."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from families.models import Carer
from families.rules.letters import REMINDERS
from groupsite.kit.templatetags.kit import short_day, wall_time
from groupsite.outbox import gsm
from sessions import calendars
from sessions.models import Booking

URGENT = "urgent"
KINDS = {
    "session_cancelled": URGENT,
    "session_back_on": URGENT,
    "session_moved": URGENT,
    "place_offered": URGENT,
    "session_reminder": REMINDERS,
}
"""Letters that may go as texts, and which of a carer's choices says so."""


def chosen(kind: str, carer: Carer) -> str:
    """How this carer wants news of this kind."""
    return carer.urgent_by if KINDS[kind] == URGENT else carer.reminders_by


def words(kind: str, booking: Booking, more: dict[str, Any]) -> str:
    """The text, in as many of its sentences as fit into one message; the first and the last always stay."""
    first, *others = SENTENCES[kind](booking, more)
    said = [first]
    last = _("More/stop texts: %(link)s") % {"link": link(booking)}
    for sentence in filter(None, others):
        if gsm.fits(gsm.plain(" ".join([*said, sentence, last]))):
            said.append(sentence)
    return gsm.plain(" ".join([*said, last]))


def link(booking: Booking) -> str:
    """The page of the booking, by an address short enough for a text."""
    return settings.SITE_URL + reverse("short_booking", args=[booking.code])


def moment(at: datetime) -> str:
    """Tue 3 Jun 9:30am."""
    return f"{short_day(at)} {wall_time(at)}"


def _head(booking: Booking) -> dict[str, str]:
    occurrence = booking.visit
    return {
        "title": calendars.title_of(occurrence),
        "when": moment(occurrence.starts_at),
        "place": occurrence.place.name,
    }


def _cancelled(booking: Booking, more: dict[str, Any]) -> list[str]:
    upcoming = _("Next: %(when)s.") % {"when": moment(more["next"].starts_at)} if more["next"] else ""
    says = _("Cancelled: %(title)s, %(when)s, %(place)s.") % _head(booking)
    if len(more["dates"]) > 1:
        count = {"count": len(more["dates"])}
        says = _("Cancelled: %(count)d sessions. The first: %(title)s, %(when)s.") % (_head(booking) | count)
    return [says, more["why"], upcoming]


def _back_on(booking: Booking, more: dict[str, Any]) -> list[str]:
    kept = _("You keep your turn.") if more["waits"] else _("You keep your place.")
    says = _("On after all: %(title)s, %(when)s, %(place)s.") % _head(booking)
    return [says, "" if more["asks"] or more["offered_until"] else kept]


def _moved(_booking: Booking, more: dict[str, Any]) -> list[str]:
    first, *others = more["dates"]
    if others:
        says = _("Changed: %(count)d dates of %(title)s. The next is now %(when)s, %(place)s.")
        return [says % (_head(first) | {"count": len(others) + 1}), _("You keep your places.")]
    kept = _("You keep your turn.") if more["waiting"] else _("You keep your place.")
    return [_("Changed: %(title)s is now %(when)s, %(place)s.") % _head(first), "" if more["asked"] else kept]


def _offered(booking: Booking, more: dict[str, Any]) -> list[str]:
    assert booking.offer_ends_at is not None
    until = {"until": moment(booking.offer_ends_at)}  # without it the text is no use, so it stays though it may cost
    return [_("Place free: %(title)s, %(when)s, %(place)s. Answer by %(until)s.") % (_head(booking) | until)]


def _reminder(booking: Booking, more: dict[str, Any]) -> list[str]:
    return [
        _("See you: %(title)s, %(when)s, %(place)s.") % _head(booking),
        _("Can't come? Please give the place back."),
    ]


SENTENCES = {
    "session_cancelled": _cancelled,
    "session_back_on": _back_on,
    "session_moved": _moved,
    "place_offered": _offered,
    "session_reminder": _reminder,
}
