"""What leaves the house: dates on the group's own website, on paper, in calendars, and in words for search engines."""

import json
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from groupsite.kit import clock
from sessions import words
from sessions.models import Occurrence, Programme
from sessions.services.timetable import pattern_of

MOST_DATES = 60
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def groups_to_show() -> QuerySet[Programme]:
    """Any group may be read about; nothing here is about a person."""
    return Programme.objects.select_related("venue")


def dates_ahead(programme: Programme) -> QuerySet[Occurrence]:
    """What is to come, called off or not."""
    return programme.occurrences.filter(ends_at__gte=clock.now()).in_order()[:MOST_DATES]


def poster(programme: Programme) -> dict[str, Any]:
    """What hangs on the wall."""
    return {
        "programme": programme,
        "rhythm": words.rhythm(pattern_of(programme)),
        "ages": words.ages(programme.from_months, programme.to_months),
        "price": words.price(programme.price_pence),
        "address": settings.SITE_URL + reverse("sessions:timetable"),
    }


def linked_data(occurrence: Occurrence) -> SafeString:
    """The session as schema.org's Event, for search engines. Inside a script tag nothing may end the tag."""
    text = json.dumps(_event(occurrence), ensure_ascii=False).translate(ESCAPES)
    return SafeString(text)


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
        "location": {"@type": "Place", "name": venue.name, "address": f"{venue.address}, {venue.postcode}"},
        "offers": {"@type": "Offer", "price": f"{group.price_pence / 100:.2f}", "priceCurrency": "GBP"},
    }
    if state == "EventRescheduled" and occurrence.moved_from:
        event["previousStartDate"] = clock.local(occurrence.moved_from).isoformat()
    return event
