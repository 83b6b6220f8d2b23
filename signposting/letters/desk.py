"""Letters to whoever looks after entries."""

from django.conf import settings
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from signposting.queries.freshness import due_for, due_for_nobody
from signposting.rules import may_review

MOST_NAMED = 5


@letter("entries_due")
def entries_due(row: Letter) -> Message | Drop:
    """The week's one letter about entries to check: how many, the most overdue by name, and a way there."""
    user = User.objects.filter(pk=pk_of(row.to), is_active=True).first()
    if user is None or not may_review(user):
        return Drop("looks after nothing any more")
    mine, nobodys = due_for(user), due_for_nobody()
    nobody_counts = nobodys.count()
    count = mine.count() + nobody_counts
    if not count:
        return Drop("everything has been checked since")
    named = [*mine[:MOST_NAMED], *nobodys[:MOST_NAMED]][:MOST_NAMED]
    return Message(
        to=user.email,
        language=user.language,
        context={
            "count": count,
            "nobodys": nobody_counts,
            "named": named,
            "link": f"{settings.SITE_URL}{reverse('signposting:mine')}",
        },
    )
