"""Thanks."""

from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link
from volunteers.models import Thanks


@letter("thanks")
def thanks(row: Letter) -> Decision:
    """First, tenth or fiftieth time."""
    said = Thanks.objects.select_related("volunteer", "said_by").filter(pk=pk_of(row.about)).first()
    if said is None or not said.volunteer.is_active:
        return Drop("has left")
    context = {"count": said.milestone, "who": str(said.said_by or ""), "link": link("volunteers:record")}
    return Message(to=said.volunteer.email, language=said.volunteer.language, context=context)
