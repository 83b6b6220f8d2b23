"""What champions tick: what it was about, what stands in the way. Short lists, so that a thumb finds everything."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupsite.kit.errors import Refused
from volunteers.models import Chat

TOPICS: dict[str, Any] = {
    "childcare": gettext_lazy("Childcare and free hours"),
    "groups": gettext_lazy("Groups and things to do"),
    "feeding": gettext_lazy("Feeding and food"),
    "sleep": gettext_lazy("Sleep"),
    "talking": gettext_lazy("Talking and growing"),
    "health": gettext_lazy("Health"),
    "mood": gettext_lazy("How the parent feels"),
    "company": gettext_lazy("Being alone, finding friends"),
    "money": gettext_lazy("Money and benefits"),
    "home": gettext_lazy("Home and housing"),
    "work": gettext_lazy("Work and learning"),
    "other": gettext_lazy("Something else"),
}
BARRIERS: dict[str, Any] = {
    "cost": gettext_lazy("It costs too much"),
    "travel": gettext_lazy("Too far, no bus"),
    "language": gettext_lazy("Language"),
    "nerves": gettext_lazy("Nerves: knows nobody there"),
    "time": gettext_lazy("The time does not suit"),
    "full": gettext_lazy("No places left"),
    "unknown": gettext_lazy("Did not know of it"),
    "access": gettext_lazy("Steps, buggy, wheelchair"),
    "health": gettext_lazy("Health"),
    "other": gettext_lazy("Something else"),
}
AHEAD = timedelta(minutes=2)
"""So far a phone's clock may be ahead of ours."""
LONGEST_AGO = timedelta(days=30)
CORRECTED_WITHIN = timedelta(days=7)
FARTHEST = timedelta(days=366)


def when(told: datetime | None, now: datetime) -> datetime:
    """When it happened: as the phone says, unless its clock makes no sense; then it is now."""
    if told is None or told > now + AHEAD or told < now - LONGEST_AGO:
        return now
    return min(told, now)


def check_follow_up(kind: str, day: date | None, today: date) -> None:
    """A visit is not over with the visit: somebody comes back. Refused says what is missing."""
    if kind == Chat.Kind.VISIT and day is None:
        raise Refused(
            _("A visit needs a day on which you look in again. Enter one."), code="follow_up", field="follow_up_on"
        )
    if day is not None and not today <= day <= today + FARTHEST:
        raise Refused(_("Choose a day from today on, within a year."), code="follow_up_day", field="follow_up_on")


def is_correctable(chat: Chat, now: datetime) -> bool:
    """May whoever wrote it still change it? Counted from when it reached us: a phone may have kept it for days."""
    return chat.taken_back_at is None and now - chat.kept_at <= CORRECTED_WITHIN
