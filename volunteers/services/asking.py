"""Ask the right person, once: a no ends it for this shift, and nobody is asked twice."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from volunteers.models import Asking, Shift
from volunteers.rules.rota import why_not
from volunteers.services.promises import ask_of, lock_people, locked, sign_up


@transaction.atomic
def ask(shift: Shift, volunteer: User, *, by: User) -> Asking:
    """One letter to one person. Whoever may not take it is not asked; a first shift alone is for the leader to say."""
    volunteer = lock_people([volunteer.pk])[volunteer.pk]
    shift = locked(shift)
    if refusal := why_not(replace(ask_of(shift, volunteer), beside=True)):
        says = _("%(name)s cannot take this shift now, so nothing was sent.") % {"name": volunteer}
        raise Refused(says, code=refusal.code)
    asking, is_new = Asking.objects.get_or_create(shift=shift, volunteer=volunteer, defaults={"asked_by": by})
    if not is_new:
        raise Refused(_("%(name)s has been asked for this shift already.") % {"name": volunteer}, code="asked")
    record("shift.asked", asking, by=by)
    post("shift_asked", to=volunteer, about=asking)
    return asking


@transaction.atomic
def answer(asking: Asking, *, by: User, agrees: bool) -> None:
    """Yes puts them down for it, or says why that is not possible any more; no is taken kindly and for good."""
    if agrees:
        sign_up(asking.shift, by=by)
    open_one = Asking.objects.filter(pk=asking.pk, answer="")
    if open_one.update(answer="yes" if agrees else "no", answered_at=clock.now()):
        record("shift.asked_yes" if agrees else "shift.asked_no", asking, by=by)
