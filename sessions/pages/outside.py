"""What leaves the house: dates on the group's own website, on paper, in calendars, and in words for search engines."""

import math
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groupsite.kit import clock, qr
from groupsite.kit.linked import inside_a_script
from sessions import words
from sessions.models import Occurrence, OccurrenceQuerySet, Programme, Venue
from sessions.pages import listing
from sessions.queries.courses import with_beginning
from sessions.services.timetable import pattern_of

MOST_DATES = 60


def groups_to_show() -> QuerySet[Programme]:
    """Any group may be read about; nothing here is about a person."""
    return Programme.objects.select_related("venue")


def dates_ahead(programme: Programme) -> OccurrenceQuerySet:
    """What is to come, called off or not."""
    return programme.occurrences.not_over().in_order()


def _facts(programme: Programme) -> dict[str, Any]:
    return {
        "programme": programme,
        "rhythm": words.rhythm(pattern_of(programme)),
        "ages": words.for_whom(programme),
        "price": words.price(programme.price_pence),
    }


def poster(programme: Programme) -> dict[str, Any]:
    """What hangs on the wall; its square leads a phone to the group's page."""
    address = settings.SITE_URL + reverse("sessions:programme", args=[programme.code])
    square = qr.svg(address, says=_("A square for your phone’s camera: dates and booking"))
    whole = settings.SITE_URL + reverse("sessions:timetable")
    return _facts(programme) | {"address": whole.partition("//")[2].rstrip("/"), "square": square}


def programme_page(programme: Programme, user: Any) -> dict[str, Any]:
    """All about one group, with all its dates, for anybody."""
    calendar = settings.SITE_URL + reverse("sessions:group_calendar", args=[programme.code])
    rows = listing.listed(listing.with_standing(with_beginning(dates_ahead(programme)), user)[:MOST_DATES])
    return _facts(programme) | {"rows": rows, "webcal": "webcal" + calendar.removeprefix("https").removeprefix("http")}


def frame_code(programme: Programme) -> str:
    """What somebody pastes into the group's own website."""
    address = settings.SITE_URL + reverse("sessions:embedded", args=[programme.code])
    code = '<iframe src="{}" title="{}" width="100%" height="600" loading="lazy"></iframe>'
    # A slice of what Django calls safe is plain text again: on the leader's page it is to be read, not run.
    return format_html(code, address, _("Dates of %(group)s") % {"group": programme.name})[:]


def linked_data(occurrence: Occurrence) -> SafeString:
    """The session as schema.org's Event, for search engines. Inside a script tag nothing may end the tag."""
    return inside_a_script(_event(occurrence))


def _event(occurrence: Occurrence) -> dict[str, Any]:
    group, venue = occurrence.programme, occurrence.place
    state = "EventCancelled" if occurrence.cancelled_at else "EventScheduled"
    if occurrence.moved_from and not occurrence.cancelled_at:
        state = "EventRescheduled"
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ChildrensEvent",
        "name": group.name,
        "description": group.summary,
        "url": settings.SITE_URL + reverse("sessions:session", args=[occurrence.code]),
        "startDate": clock.local(occurrence.starts_at).isoformat(),
        "endDate": clock.local(occurrence.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": group.price_pence == 0,
        "organizer": {"@type": "Organization", "name": settings.GROUP_NAME, "url": settings.SITE_URL},
        "location": {"@type": "Place", "name": venue.name, "address": _address(venue)},
        "typicalAgeRange": f"{group.from_months // 12}-{math.ceil(group.to_months / 12)}",
        "offers": {
            "@type": "Offer",
            "price": f"{group.price_pence / 100:.2f}",
            "priceCurrency": "GBP",
            "url": settings.SITE_URL + reverse("sessions:session", args=[occurrence.code]),
        },
    }
    if state == "EventRescheduled" and occurrence.moved_from:
        event["previousStartDate"] = clock.local(occurrence.moved_from).isoformat()
    return event


def _address(venue: Venue) -> dict[str, str]:
    return {
        "@type": "PostalAddress",
        "streetAddress": venue.address,
        "postalCode": venue.postcode,
        "addressCountry": "GB",
    }
