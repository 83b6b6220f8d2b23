"""A tablet at the door: the trail says when a browser was held to it, and when it was let go."""

from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence
from sessions.queries.access import tablet_may_stand


def turn_on(occurrence: Occurrence, *, by: User) -> None:
    """From now until the session is over, at the latest."""
    if not tablet_may_stand(occurrence, clock.now()):
        raise Refused(_("You can do this from two hours before the session until it is over."), code="not_now")
    record("tablet.on", occurrence, by=by, until=occurrence.ends_at.isoformat())


def turn_off(occurrence: Occurrence, *, by: User) -> None:
    """Its leader has shown who they are and wants the register back."""
    record("tablet.off", occurrence, by=by)
