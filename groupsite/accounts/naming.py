"""The safeguarding lead is named by two people together, and the role ends the same way (TRUST §3)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import Naming, User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant, withdraw
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused


@transaction.atomic
def ask(user: User, *, by: User) -> Naming:
    """Ask for somebody to become the lead, or to be it no more; the second yes is somebody else's."""
    if user == by:
        raise Refused(_("Nobody names themselves. Ask another administrator."), code="yourself")
    try:
        with transaction.atomic():
            naming = Naming.objects.create(user=user, take_away=user.has_role(Role.SAFEGUARDING), asked_by=by)
    except IntegrityError:
        raise Refused(_("This was asked already and waits for a second yes."), code="asked_already") from None
    record("lead.asked", user, by=by, take_away=naming.take_away)
    return naming


@transaction.atomic
def agree(naming: Naming, *, by: User) -> None:
    """The second yes. It holds from the person's next click on."""
    found = Naming.objects.open().select_for_update(of=("self",)).filter(pk=naming.pk).first()
    if found is None:
        raise Refused(_("This was settled already."), code="settled")
    if by.pk in {found.asked_by_id, found.user_id}:
        raise Refused(_("It takes a second person, and not the one it is about."), code="second_person")
    found.agreed_by, found.agreed_at = by, clock.now()
    found.save(update_fields=["agreed_by", "agreed_at"])
    (withdraw if found.take_away else grant)(found.user, Role.SAFEGUARDING, by=by)


@transaction.atomic
def take_back(naming: Naming, *, by: User) -> None:
    """No, after all."""
    if Naming.objects.open().filter(pk=naming.pk).update(ended_at=clock.now()):
        record("lead.taken_back", naming.user, by=by)
