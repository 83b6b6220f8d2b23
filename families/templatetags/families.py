"""What the room's templates say in one word."""

from django import template

from families.rules import words

register = template.Library()
register.filter("spoken_phone", words.spoken_phone)
