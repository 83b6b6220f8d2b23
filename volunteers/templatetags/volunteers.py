"""Hours, as people say them."""

from datetime import timedelta

from django import template

from volunteers.rules import records

register = template.Library()


@register.filter
def hours(spent: timedelta) -> str:
    """7.5"""
    return records.hours(spent)
