"""Every entry, whatever became of it, for people at the desk."""

import re

from django.db.models import Q

from signposting.familyhub import values
from signposting.familyhub.text import bare
from signposting.models import Service

MOST, WORDS = 50, 6
NUMBER = re.compile(r"[+()\d][\d\s()-]{6,20}")
"""A whole telephone number, however it is written."""


def found(words: str) -> list[Service]:
    """Those with all of these words in their name, kind, place or numbers; nothing when there are none."""
    rows = Service.objects.order_by("bare_name", "pk")
    if NUMBER.fullmatch(words.strip()):
        return list(rows.filter(phones__contains=[values.phone(words)])[:MOST])
    asked = bare(words).split()[:WORDS]
    for word in asked:
        rows = rows.filter(Q(letters__contains=word) | Q(organisation__icontains=word) | Q(phones__icontains=word))
    return list(rows[:MOST]) if asked else []
