"""What the room's templates say in one word."""

from django import template

from families.rules import words

register = template.Library()
register.filter("spoken_phone", words.spoken_phone)


@register.filter
def first_name(person: object) -> str:
    """What to call somebody across the room; nothing for nobody."""
    return words.first_name(str(person or ""))
