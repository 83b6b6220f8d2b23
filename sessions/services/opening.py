"""How families get places in a group: when booking opens and closes, and how places are given out."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit.errors import Refused
from sessions.models import Programme


@transaction.atomic
def set_opening(programme: Programme, values: dict[str, Any], *, by: User) -> None:
    """From now on; whoever has asked already hears when it is time, or at once if there is nothing to wait for."""
    _check(values)
    for name, value in values.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(values))
    record("group.opening_changed", programme, by=by, doors=programme.doors)


def _check(values: dict[str, Any]) -> None:
    if values.get("doors", Programme.Doors.FIRST_COME) == Programme.Doors.FIRST_COME:
        return
    if values["opens_days_before"] <= values["settles_days_before"]:
        says = _("Families need time to ask. Open booking more than %(days)d days before.")
        raise Refused(says % {"days": values["settles_days_before"]}, code="too_short", field="opens_days_before")
    if values["closes_hours_before"] >= 24 * values["settles_days_before"]:
        says = _("Booking would close before places are given out. Enter fewer hours.")
        raise Refused(says, code="closes_first", field="closes_hours_before")
