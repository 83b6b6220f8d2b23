"""Every entry that somebody at the desk may see, whatever became of it."""

import re

from django.db.models import Q

from groupsite.accounts.models import User
from signposting.familyhub import values
from signposting.familyhub.text import bare
from signposting.models import Service
from signposting.queries.desk import services_seen_by

MOST, WORDS = 50, 6
NUMBER = re.compile(r"[+()\d][\d\s()-]{6,20}")
"""A whole telephone number, however it is written."""


def found(words: str, *, by: User) -> list[Service]:
    """Those with all of these words in their name, kind, place or numbers; nothing when there are none."""
    rows = services_seen_by(by).order_by("bare_name", "pk")
    if NUMBER.fullmatch(words.strip()):
        return list(rows.filter(phones__contains=[values.phone(words)])[:MOST])
    asked = bare(words).split()[:WORDS]
    for word in asked:
        rows = rows.filter(Q(letters__contains=word) | Q(organisation__icontains=word) | Q(phones__icontains=word))
    return list(rows[:MOST]) if asked else []
