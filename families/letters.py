"""The letters of the room. Each is decided as it is sent; none holds a child's name (TRUST T66)."""

from django.conf import settings
from django.urls import reverse

from families.models import BuddyPair, Carer
from families.rules.words import first_name
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter


@letter("family_welcome")
def family_welcome(row: Letter) -> Message | Drop:
    """You are in; this is what comes next."""
    carer = _recipient(row)
    if carer is None:
        return Drop("the carer has left")
    return _message(carer, link=reverse("sessions:timetable"))


@letter("buddy_found")
def buddy_found(row: Letter) -> Message | Drop:
    """A friendly face was found: is that all right? No names before both have said yes."""
    pair, carers = _pair(row)
    if pair is None or pair.state != BuddyPair.State.PROPOSED:
        return Drop("plans have changed")
    me = carers.get(pk_of(row.to))
    if me is None:
        return Drop("the carer has left")
    side = "newcomer" if me.family_id == pair.newcomer_id else "buddy"
    if getattr(pair, f"{side}_agreed_at"):
        return Drop("has said yes already")
    return _message(me, link=reverse("families:buddy"), side=side)


@letter("buddy_together")
def buddy_together(row: Letter) -> Message | Drop:
    """Both said yes: here is a first name."""
    pair, carers = _pair(row)
    if pair is None or pair.state != BuddyPair.State.TOGETHER:
        return Drop("plans have changed")
    me = carers.pop(pk_of(row.to), None)
    if me is None or not carers:
        return Drop("a carer has left")
    other = first_name(next(iter(carers.values())).name)
    return _message(me, link=reverse("families:buddy"), other=other)


def _pair(row: Letter) -> tuple[BuddyPair | None, dict[int, Carer]]:
    """The pair and the carers both families get their letters through."""
    pair = BuddyPair.objects.filter(pk=pk_of(row.about)).first()
    if pair is None:
        return None, {}
    both = Carer.objects.select_related("user").filter(family__in=[pair.newcomer_id, pair.buddy_id], is_main=True)
    return pair, {carer.pk: carer for carer in both}


def _recipient(row: Letter) -> Carer | None:
    return Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()


def _message(carer: Carer, *, link: str, **context: str) -> Message:
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    words = {"name": first_name(carer.name), "link": f"{settings.SITE_URL}{link}", **context}
    return Message(to=carer.email, language=language, context=words)
