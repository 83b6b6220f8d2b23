"""To coordinators: how many families wait too long for a friendly face. A number, never a name."""

from django.conf import settings
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from groupsite.portal.buddies.queries import waiting_too_long


@letter("faces_waiting")
def faces_waiting(row: Letter) -> Message | Drop:
    """Counted as it is sent."""
    coordinator = User.objects.filter(pk=pk_of(row.to), is_active=True).first()
    if coordinator is None or not coordinator.has_role(Role.COORDINATOR):
        return Drop("coordinates no more")
    count = waiting_too_long().count()
    if not count:
        return Drop("nobody waits any more")
    link = f"{settings.SITE_URL}{reverse('portal:buddies')}"
    context = {"count": count, "days": settings.BUDDY_WAIT_DAYS, "link": link}
    return Message(to=coordinator.email, language=coordinator.language, context=context)
