"""Leaders ask a household to something; what it says is kept. Nobody else learns who was asked."""

from django.db import transaction

from families.models import Carer, Family
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post, take_back
from sessions.models import Invite, Programme


@transaction.atomic
def ask(programme: Programme, family: Family, *, by: User) -> Invite:
    """One letter to its main carer, and where places go by invitation it may book from now on. Once is enough."""
    contact = Carer.objects.filter(family=family).order_by("-is_main", "pk").first()
    invite, is_new = Invite.objects.get_or_create(
        programme=programme, family=family, defaults={"contact": contact, "made_by": by}
    )
    if is_new:
        record("family.asked", invite, by=by)
        if contact:
            post("asked_to_come", to=contact, about=invite)
    return invite


@transaction.atomic
def take_back_invite(invite: Invite, *, by: User) -> None:
    """Asked by mistake: it may not book any more. What it has booked stays, until a leader speaks with it."""
    record("family.not_asked", invite, by=by)
    take_back("asked_to_come", about=invite)
    invite.delete()


@transaction.atomic
def answer(invite: Invite, said: str, *, by: User) -> None:
    """Yes, please, or not now; it may be said again."""
    invite.answer, invite.answered_at = said, clock.now()
    invite.save(update_fields=["answer", "answered_at"])
    record("family.answered", invite, by=by, said=said)
