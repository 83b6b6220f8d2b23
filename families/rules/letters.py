"""Who gets which letter, and how people like to be reached (S4-17)."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BOOKINGS, REMINDERS, NEWS = "bookings", "reminders", "news"
MAY_BE_LEFT_OUT: dict[str, str | Promise] = {
    REMINDERS: _("A reminder, the evening before"),
    NEWS: _("News of the group"),
}
"""Letters about a booking itself are not here: whoever has a place must hear when it changes."""


def wanted(chosen: Collection[str]) -> list[str]:
    """What a carer gets: always what is about a booking, the rest as chosen."""
    return [BOOKINGS, *(kind for kind in MAY_BE_LEFT_OUT if kind in chosen)]
