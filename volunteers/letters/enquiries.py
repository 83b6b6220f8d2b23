"""To those who coordinate: somebody has written to us."""

from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Enquiry, Reply


@letter("help_offered")
def help_offered(row: Letter) -> Decision:
    """To a coordinator: somebody would like to help, or wrote of something else. Who it is stands on the page alone."""
    coordinator = person(row)
    waiting = Enquiry.objects.waiting().filter(pk=pk_of(row.about)).first()
    if coordinator is None or waiting is None:
        return Drop("answered already, or nobody to tell")
    context = {"link": link("volunteers:enquiries"), "purpose": waiting.purpose}
    return Message(to=coordinator.email, language=coordinator.language, context=context)


@letter("enquiry_due")
def enquiry_due(row: Letter) -> Decision:
    """Today is the last day: to whoever has taken it on, else to whoever coordinates. Not once it is answered."""
    coordinator = person(row)
    waiting = Enquiry.objects.waiting().select_related("owner").filter(pk=pk_of(row.about)).first()
    if coordinator is None or waiting is None:
        return Drop("answered already, or nobody to tell")
    if waiting.owner and waiting.owner.is_active and waiting.owner != coordinator:
        return Drop("somebody else answers it")
    context = {"link": link("volunteers:enquiry", waiting.code)}
    return Message(to=coordinator.email, language=coordinator.language, context=context)


@letter("enquiry_reply")
def enquiry_reply(row: Letter) -> Decision:
    """To whoever wrote: the answer, as it was written."""
    said = Reply.objects.select_related("enquiry", "sent_by").filter(pk=pk_of(row.about)).first()
    if said is None or not said.enquiry.email:
        return Drop("they have been forgotten")
    context = {
        "name": said.enquiry.name,
        "words": said.words,
        "who": str(said.sent_by or ""),
        "link": link("portal:front"),
    }
    return Message(to=said.enquiry.email, context=context)
