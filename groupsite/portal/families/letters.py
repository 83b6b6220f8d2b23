"""The week’s letter to leaders about what families told us. It holds numbers and no names."""

from django.conf import settings
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from groupsite.portal.families.changes import SINCE, STAFF, counts, families_told


@letter("families_changed")
def families_changed(row: Letter) -> Message | Drop:
    """Counted as it is sent, over the week before it was due."""
    leader = User.objects.filter(pk=pk_of(row.to), is_active=True).first()
    if leader is None or not leader.has_role(*STAFF):
        return Drop("leads no more")
    since, until = row.due_at - SINCE, row.due_at
    families = families_told(since, until)
    if not families:
        return Drop("nothing new after all")
    link = f"{settings.SITE_URL}{reverse('portal:family_changes')}"
    context = {"families": families, "counts": counts(since, until), "link": link}
    return Message(to=leader.email, language=leader.language, context=context)
