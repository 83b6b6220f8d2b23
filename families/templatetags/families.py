"""What the room's templates say in one word."""

from django import template

from families.models import Carer
from families.rules import words
from families.rules.needs import needs_in_words

register = template.Library()
register.filter("spoken_phone", words.spoken_phone)


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
