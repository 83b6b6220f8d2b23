"""Hours and ticked words, as people say them."""

from datetime import timedelta

from django import template

from volunteers.queries.today import token_of_help
from volunteers.rules import chats, records

register = template.Library()
register.simple_tag(token_of_help, name="help_today")


@register.filter
def hours(spent: timedelta) -> str:
    """7.5"""
    return records.hours(spent)


@register.filter
def topic(key: str) -> str:
    """What a chat was about, in words."""
    return str(chats.TOPICS.get(key, key))


@register.filter
def barrier(key: str) -> str:
    """What stands in the way, in words."""
    return str(chats.BARRIERS.get(key, key))
