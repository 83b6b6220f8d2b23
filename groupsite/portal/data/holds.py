"""Legal holds: set and ended by a person, on the trail."""

from django.db import transaction

from families.models import Family
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.portal.models import Hold


@transaction.atomic
def set_hold(family: Family, why: str, *, by: User) -> Hold:
    """Nothing of this family goes from now on; a second hold is the first one."""
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    live = Hold.objects.live().filter(family=family).first()
    if live is not None:
        return live
    hold = Hold.objects.create(family=family, why=why, by=by)
    record("hold.set", family, by=by)
    return hold


@transaction.atomic
def end_hold(hold: Hold, *, by: User) -> None:
    """From the next night on the usual terms count again."""
    if Hold.objects.live().filter(pk=hold.pk).update(ended_at=clock.now()):
        record("hold.ended", hold.family, by=by)
