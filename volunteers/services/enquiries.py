"""Strangers who write to us, and whoever answers them."""

from collections.abc import Sequence

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post
from volunteers.models import Enquiry


@transaction.atomic
def offer_help(name: str, email: str, *, message: str = "", heard_from: Sequence[str] = ()) -> Enquiry:
    """Keep a stranger's offer, and tell those who coordinate that it is waiting."""
    enquiry = Enquiry.objects.create(name=name, email=email, message=message, heard_from=list(heard_from))
    record("enquiry.made", enquiry, by=None)
    for coordinator in User.objects.filter(roles__contains=[Role.COORDINATOR], is_active=True):
        post("help_offered", to=coordinator, about=enquiry)
    return enquiry


@transaction.atomic
def mark_answered(enquiry: Enquiry, *, by: User) -> None:
    """Somebody has written or rung back. The first to say so is kept."""
    fresh = Enquiry.objects.waiting().filter(pk=enquiry.pk)
    if fresh.update(answered_at=clock.now(), answered_by=by):
        record("enquiry.answered", enquiry, by=by)
