"""The letter to somebody who would like to start a group."""

from django.conf import settings
from django.urls import reverse

from families.rules.words import first_name
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from sessions.models import Idea, IdeaState


@letter("idea_answered")
def idea_answered(row: Letter) -> Message | Drop:
    """It is a group now, or not now, and why."""
    idea = Idea.objects.select_related("by", "programme").filter(pk=pk_of(row.about)).first()
    if idea is None or idea.state == IdeaState.WAITING:
        return Drop("the idea is gone or not answered")
    opened = idea.programme if idea.state == IdeaState.OPENED else None
    words = {
        "name": first_name(idea.by.name),
        "what": idea.what,
        "why": idea.why,
        "opened": opened,
        "link": settings.SITE_URL + reverse("sessions:start_group"),
    }
    return Message(to=idea.by.email, language=idea.by.language, context=words)
