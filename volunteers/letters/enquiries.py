"""To those who coordinate: somebody has written to us."""

from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Enquiry


@letter("help_offered")
def help_offered(row: Letter) -> Decision:
    """To a coordinator: somebody would like to help. Who it is stands on the page, not in the letter."""
    coordinator = person(row)
    if coordinator is None or not Enquiry.objects.waiting().filter(pk=pk_of(row.about)).exists():
        return Drop("answered already, or nobody to tell")
    return Message(to=coordinator.email, language=coordinator.language, context={"link": link("volunteers:enquiries")})
