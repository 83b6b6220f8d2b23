"""Entries for the running of the group."""

from django.db.models import Q

from signposting.familyhub.text import bare
from signposting.models import Service, Use
from signposting.models.directory import ServiceQuerySet

MOST = 200


def internal_entries() -> ServiceQuerySet:
    """What only staff see."""
    return Service.objects.internal().select_related("owner")


def found(words: str, use: str) -> ServiceQuerySet:
    """Those with these words in them, for one use or for any."""
    rows = internal_entries()
    if use in Use.values and use:
        rows = rows.filter(use=use)
    for word in bare(words).split()[:6]:
        rows = rows.filter(Q(bare_name__contains=word) | Q(description__icontains=word) | Q(letters__contains=word))
    return rows.order_by("use", "bare_name", "pk")
