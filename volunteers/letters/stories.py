"""Letters about a story: it waits to be read, and it has been read."""

from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Story


@letter("story_waiting")
def story_waiting(row: Letter) -> Decision:
    """To whoever coordinates: somebody has told a story. Its words stand on the page, not in the letter."""
    to, story = person(row), Story.objects.select_related("service").filter(pk=pk_of(row.about)).first()
    if to is None or story is None or story.state != Story.State.WAITING:
        return Drop("read already, deleted, or nobody to tell")
    context = {"service": story.service.name, "link": link("volunteers:read_stories")}
    return Message(to=to.email, language=to.language, context=context)


@letter("story_decided")
def story_decided(row: Letter) -> Decision:
    """It is shown now where you said yes, or it is not."""
    to, story = person(row), Story.objects.select_related("service").filter(pk=pk_of(row.about)).first()
    if to is None or story is None or story.state == Story.State.WAITING:
        return Drop("deleted, or has left")
    context = {"service": story.service.name, "shown": story.state == Story.State.APPROVED}
    return Message(to=to.email, language=to.language, context=context | {"link": link("volunteers:my_stories")})
