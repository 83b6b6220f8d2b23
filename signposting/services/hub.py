"""The people of the hub, what we talked about, and the helplines on our pages."""

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import HelplineCheck, Talk


@transaction.atomic
def follow_up(talk: Talk, *, by: User) -> None:
    """Somebody has come back to it."""
    talk = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if talk.followed_up_at:
        raise Refused(_("Somebody has come back to it already."), code="decided")
    talk.followed_up_at = clock.now()
    talk.save(update_fields=["followed_up_at"])
    record("directory.talk_followed", talk, by=by)


@transaction.atomic
def confirm_helpline(slug: str, *, by: User) -> HelplineCheck:
    """Number and hours have been compared with their own page."""
    row = HelplineCheck.objects.create(slug=slug, by=by)
    record("directory.helpline_checked", row, by=by, slug=slug)
    return row
