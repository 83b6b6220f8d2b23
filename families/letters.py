"""The letters of the room. Each is decided as it is sent; none holds a child's name (TRUST T66)."""

from django.conf import settings
from django.urls import reverse

from families.models import Carer
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
    return _message(carer, link=reverse("portal:home"))


def _recipient(row: Letter) -> Carer | None:
    return Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()


def _message(carer: Carer, *, link: str, **context: str) -> Message:
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    words = {"name": first_name(carer.name), "link": f"{settings.SITE_URL}{link}", **context}
    return Message(to=carer.email, language=language, context=words)
