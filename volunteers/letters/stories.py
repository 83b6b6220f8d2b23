"""The letter about a story that has been read."""

from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Story


@letter("story_decided")
def story_decided(row: Letter) -> Decision:
    """It is shown now where you said yes, or it is not."""
    to, story = person(row), Story.objects.select_related("service").filter(pk=pk_of(row.about)).first()
    if to is None or story is None or story.state == Story.State.WAITING:
        return Drop("deleted, or has left")
    context = {"service": story.service.name, "shown": story.state == Story.State.APPROVED}
    return Message(to=to.email, language=to.language, context=context | {"link": link("volunteers:my_stories")})
