"""It counts when a leader says so: who came, and thanks for it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from volunteers.models import Signup, Thanks
from volunteers.rules.records import PUT_RIGHT_WITHIN


@transaction.atomic
def confirm(signups: Iterable[Signup], *, came: bool, by: User) -> int:
    """Say that these people came, or did not. Nobody confirms their own shift; how many were noted."""
    rows = list(Signup.objects.select_for_update().promised().filter(pk__in=[it.pk for it in signups], came=None))
    if any(row.volunteer_id == by.pk for row in rows):
        raise Refused(_("Somebody else has to confirm your own shift."), code="own")
    now = clock.now()
    Signup.objects.filter(pk__in=[row.pk for row in rows]).update(came=came, confirmed_at=now, confirmed_by=by)
    record_all("shift.came" if came else "shift.missed", rows, by=by)
    return len(rows)


@transaction.atomic
def put_right(signup: Signup, *, came: bool, by: User) -> None:
    """A slip of the thumb, put right while it is fresh. Said twice, it stays as it was meant."""
    row = Signup.objects.select_for_update().promised().exclude(came=None).filter(pk=signup.pk).first()
    if row is None or row.confirmed_at is None or row.confirmed_at < clock.now() - PUT_RIGHT_WITHIN:
        raise Refused(_("This was noted too long ago to be changed here."), code="late")
    if row.volunteer_id == by.pk:
        raise Refused(_("Somebody else has to confirm your own shift."), code="own")
    if row.came == came:
        return
    row.came, row.confirmed_by = came, by  # when it was noted stays, so the days do not begin again
    row.save(update_fields=["came", "confirmed_by"])
    record("shift.put_right", row, by=by, came=came)


@transaction.atomic
def thank(user: User, milestone: int, *, by: User) -> None:
    """A letter of thanks, once for each milestone."""
    said, is_new = Thanks.objects.get_or_create(volunteer=user, milestone=milestone, defaults={"said_by": by})
    if is_new:
        record("volunteer.thanked", user, by=by, milestone=milestone)
        post("thanks", to=user, about=said)
