"""What is different on one date: a job for this date only, one person more, or nobody after all."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence
from volunteers.models import Need, Shift
from volunteers.services.needs import shift_of
from volunteers.services.promises import lock_people, locked
from volunteers.services.waiting import fill, who_waits


@transaction.atomic
def ask_once(occurrence: Occurrence, code: UUID, *, by: User, **facts: Any) -> Shift:
    """A job on this date and on no other. The same code again makes none."""
    occurrence = Occurrence.objects.select_for_update(no_key=True).get(pk=occurrence.pk)
    if again := Shift.objects.filter(code=code).first():
        return again
    shift = shift_of(occurrence, Need(**facts))
    if occurrence.cancelled_at or shift.starts_at <= clock.now():
        raise Refused(_("It is too late for this date. Choose one that is to come."), code="late", field="day")
    shift.code = code
    shift.save()
    record("shift.asked_once", shift, by=by, how_many=shift.how_many)
    return shift


@transaction.atomic
def how_many_on(shift: Shift, how_many: int, *, by: User) -> None:
    """More or fewer people on this date. Nobody who has promised is sent home; whoever waits has a new place first."""
    waiting = lock_people(who_waits(shift))
    shift = locked(shift)
    promised = shift.signups.promised().count()
    if how_many < promised:
        says = ngettext(
            "%(count)d person has promised to come, so it cannot be fewer.",
            "%(count)d people have promised to come, so it cannot be fewer.",
            promised,
        )
        raise Refused(says % {"count": promised}, code="promised", field="how_many")
    Shift.objects.filter(pk=shift.pk).update(how_many=how_many)
    record("shift.how_many", shift, by=by, how_many=how_many)
    shift.how_many = how_many
    fill(shift, waiting)


@transaction.atomic
def call_off(shift: Shift, *, by: User) -> None:
    """Nobody is needed for it on this date. Whoever has promised is not sent home by a button."""
    shift = locked(shift)
    if shift.signups.promised().exists():
        says = _("Somebody has promised to do this. Talk to them first: they can give it up on their rota.")
        raise Refused(says, code="promised")
    Shift.objects.filter(pk=shift.pk, cancelled_at=None).update(cancelled_at=clock.now())
    record("shift.called_off", shift, by=by)
