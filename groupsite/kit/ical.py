"""Calendar files that phones open and keep up to date (RFC 5545)."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from groupsite.kit import clock


@dataclass(frozen=True)
class Entry:
    """One event: a stable uid, a sequence that rises with each change, wall time kept with its zone."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(entries: list[Entry], *, name: str, method: str = "") -> bytes:
    """The file. With every entry cancelled it asks the phone to remove them, unless `method` says otherwise."""
    result = Calendar()
    result.add("prodid", "-//groupsite//portal//EN")
    result.add("version", "2.0")
    result.add("x-wr-calname", name)
    off = bool(entries) and all(entry.cancelled for entry in entries)
    result.add("method", method or ("CANCEL" if off else "PUBLISH"))
    for entry in entries:
        result.add_component(_event(entry))
    result.add_missing_timezones()
    return result.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.local(entry.starts_at))
    event.add("dtend", clock.local(entry.ends_at))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for key, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if value:
            event.add(key, value)
    return event
