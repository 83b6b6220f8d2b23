"""Letters that ask: would you like to come, and what became of what you learned."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy

from groupsite.kit.refs import ref, rows
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from sessions.letters.courses import title_of
from sessions.models import Invite


@letter("asked_to_come")
def asked_to_come(row: Letter) -> Decision:
    """The leaders have a place for you; it reads the same whatever it is."""
    found: Any = rows(row.about).select_related("programme", "contact__user").first()
    if found is None or found.contact is None or ref(found.contact) != row.to:
        return Drop("not asked any more")
    if found.answer == Invite.Answer.NO:
        return Drop("they said not now")
    context = {"name": found.contact.name, "title": lazy(title_of, str)(found.programme)}
    return _message(found.contact, context, reverse("sessions:invite", args=[found.code]))


@letter("learning_outcome")
def learning_outcome(row: Letter) -> Decision:
    """Some weeks later: what became of it?"""
    found: Any = rows(row.about).select_related("programme", "carer__user").first()
    if found is None or ref(found.carer) != row.to:
        return Drop("not interested any more")
    if found.outcome:
        return Drop("has told us")
    context = {"name": found.carer.name, "title": lazy(title_of, str)(found.programme)}
    return _message(found.carer, context, reverse("sessions:learning_outcome", args=[found.code]))


def _message(carer: Any, context: dict[str, Any], path: str) -> Message:
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    return Message(to=carer.email, language=language, context=context | {"link": settings.SITE_URL + path})
