"""Letters to champions."""

from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Chat


@letter("follow_up")
def follow_up(row: Letter) -> Decision:
    """Today is the day to look in again. Who it is stands on the page, not in the letter."""
    to = person(row)
    chat = Chat.objects.select_related("place").filter(pk=pk_of(row.about), followed_up_at=None).first()
    if to is None or chat is None or chat.by_id != to.pk:
        return Drop("seen again already, or has left")
    context = {"place": chat.place, "link": link("volunteers:outreach")}
    return Message(to=to.email, language=to.language, context=context)
