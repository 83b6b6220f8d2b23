"""Places where champions meet families."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from volunteers.models import Outing, OutreachPlace
from volunteers.services.outings import call_off


@transaction.atomic
def open_place(name: str, kind: str, *, by: User, address: str = "", contact: str = "") -> OutreachPlace:
    """One more place; each name once."""
    try:
        with transaction.atomic():
            place = OutreachPlace.objects.create(name=name, kind=kind, address=address, contact=contact)
    except IntegrityError:
        raise Refused(
            _("There is a place of this name already. Give it another name."), code="twice", field="name"
        ) from None
    record("place.opened", place, by=by)
    return place


@transaction.atomic
def close_place(place: OutreachPlace, *, by: User) -> int:
    """Nobody goes there any more: dates to come are called off, and how many; what was said there stays."""
    if not OutreachPlace.objects.filter(pk=place.pk, closed_at=None).update(closed_at=clock.now()):
        return 0
    record("place.closed", place, by=by)
    coming = list(Outing.objects.upcoming().filter(place=place))
    for outing in coming:
        call_off(outing, by=by)
    return len(coming)


@transaction.atomic
def reopen_place(place: OutreachPlace, *, by: User) -> None:
    """They go there again."""
    if OutreachPlace.objects.filter(pk=place.pk, closed_at__isnull=False).update(closed_at=None):
        record("place.reopened", place, by=by)
