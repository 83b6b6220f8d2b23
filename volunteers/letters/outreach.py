"""Letters to champions, and before training ends."""

from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Chat, Confidence, Training
from volunteers.queries.growing import is_newest


@letter("follow_up")
def follow_up(row: Letter) -> Decision:
    """Today is the day to look in again. Who it is stands on the page, not in the letter."""
    to = person(row)
    chat = Chat.objects.select_related("place").filter(pk=pk_of(row.about), followed_up_at=None).first()
    if to is None or chat is None or chat.by_id != to.pk:
        return Drop("seen again already, or has left")
    context = {"place": chat.place, "link": link("volunteers:outreach")}
    return Message(to=to.email, language=to.language, context=context)


@letter("training_ends")
def training_ends(row: Letter) -> Decision:
    """A course has to be done again soon: to the person and to whoever noted it. Not once it has been done again."""
    to = person(row)
    held = Training.objects.select_related("person", "provider").filter(pk=pk_of(row.about)).first()
    if to is None or held is None or held.until is None or held.until < clock.today() or not held.person.is_active:
        return Drop("over, or has left")
    if not is_newest(held):
        return Drop("done again")
    mine = to == held.person
    context = {"course": held.title, "until": held.until, "mine": mine, "who": str(held.person)}
    address = link("volunteers:my_training") if mine else link("volunteers:training")
    return Message(to=to.email, language=to.language, context=context | {"link": address})


@letter("confidence_asked")
def confidence_asked(row: Letter) -> Decision:
    """How sure of yourself do you feel? Once, and only while it is not answered."""
    to, asked = person(row), Confidence.objects.filter(pk=pk_of(row.about), sure=None).first()
    if to is None or asked is None:
        return Drop("answered, or has left")
    context = {"months": asked.months, "link": link("volunteers:confidence", asked.code)}
    return Message(to=to.email, language=to.language, context=context)
