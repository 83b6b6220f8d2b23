"""What a leader is told about ticks that do not fit together: what happened, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupsite.kit import clock
from sessions.models import Booking, BookingState, Pairing, Presence, Press
from sessions.rules.beside import With

WRONG_CLOCK = gettext_lazy("The clock of this phone was wrong. Please tick them again.")
NOT_ON_THE_LIST = gettext_lazy("They are not on this register any more. Add them at the door if they are here.")
PASSED_ON = gettext_lazy(
    "They were not expected any more. They count as here. Look how many people are in the building."
)
TIME_GONE = gettext_lazy(
    "They count as here, but somebody else has their time now. Press “Add a family” and choose another time."
)
NOTED = gettext_lazy("Noted. Write them down when there is time.")
SAID: dict[str, Promise] = {
    Presence.HERE: gettext_lazy("they are here"),
    Presence.AWAY: gettext_lazy("they are not here"),
    Presence.LEFT: gettext_lazy("they have left"),
}
BESIDE: dict[str, Promise] = {
    With.SURE: gettext_lazy("with %s"),
    With.ASK: gettext_lazy("with %s"),
    With.LEFT: gettext_lazy("was with %s, who has left"),
    With.ALONE: gettext_lazy("no adult of this family is here"),
}
"""Whom a child is with, on the list for a fire."""


def no_place(booking: Booking) -> str:
    """Why a household that was ticked has no place, and what to do."""
    if booking.state == BookingState.GIVEN_UP:
        if booking.ended_at is None:
            return _("They gave their place up. If they are here, let them in at the door.")
        at = f"{clock.local(booking.ended_at):%H:%M}"
        return _("They gave their place up at %(time)s. If they are here, let them in at the door.") % {"time": at}
    return _("They have no place yet. If they are here, let them in at the door.")


def said_later(press: Press) -> str:
    """Somebody else said otherwise after that."""
    return _said_later(press, SAID[press.says])


def paired_later(pairing: Pairing) -> str:
    """Somebody else said after that whom a child is with."""
    return _said_later(pairing, _("%(child)s is with %(adult)s") % {"child": pairing.child, "adult": pairing.adult})


def _said_later(later: Press | Pairing, what: str | Promise) -> str:
    said = {
        "time": f"{clock.local(later.pressed_at):%H:%M}",
        "name": later.by.name if later.by else _("somebody"),
        "what": what,
    }
    return _("At %(time)s %(name)s said: %(what)s. That counts. Tick again if it is wrong.") % said
