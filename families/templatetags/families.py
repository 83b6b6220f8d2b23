"""What the room's templates say in one word."""

from django import template
from django.utils.translation import gettext as _

from families.models import Carer
from families.rules import words
from families.rules.languages import language_name
from families.rules.needs import LONELY, needs_in_words
from families.rules.reaching import needs_a_voice, ways

register = template.Library()
register.filter("spoken_phone", words.spoken_phone)
register.filter("language", language_name)


@register.filter
def first_name(person: object) -> str:
    """What to call somebody across the room; nothing for nobody."""
    return words.first_name(str(person or ""))


@register.filter
def needs(carer: Carer) -> str:
    """What makes it easier for an adult, in words."""
    return needs_in_words(
        reads_in=carer.reads_in, formats=carer.formats, interpreter=carer.interpreter, access=carer.access
    )


@register.filter
def needs_of_letters(carer: Carer) -> str:
    """How an adult has to be told, in words: formats, language, and where a letter does not reach."""
    told = needs_in_words(reads_in=carer.reads_in, formats=carer.formats, interpreter=carer.interpreter, access="")
    if not ways(carer, carer.urgent_by):
        return f"{told} {_('No e-mail: ring, or tell them at the group.')}".strip()
    if needs_a_voice(carer):
        return f"{told} {_('Would rather be reached by')} {carer.get_contact_by_display().lower()}.".strip()
    return told


@register.filter
def lonely_words(answer: str) -> str:
    """The answer to the one private question, for a leader who has opened it."""
    return str(LONELY.get(answer, ""))
