"""Courses that others run for grown-ups: found by what they are called or what kind they are (S4-20)."""

from functools import reduce
from operator import or_

from django.db.models import Q

from signposting.models import Service
from signposting.queries import matching
from signposting.rules.typed_words import Meant, Unit, words_of

MOST = 6
WORDS = ("parenting class", "course", "workshop", "college", "ESOL", "english classes", "adult learning", "first aid")
FOR_GROWN_UPS = Q(minimum_age=None) | Q(minimum_age=0) | Q(minimum_age__gte=16)
"""What begins at school age is for children; a parenting course often says the ages of theirs."""
NAME_OR_KIND = matching.BEST - 3
"""The least hit that is in the name or the kind: a description says “course” of anything."""


def courses_nearby() -> list[Service]:
    """Listed and open courses of others, what helped families most first."""
    meant = Meant(units=tuple(Unit(" ".join(words_of(words))) for words in WORDS))
    rows = matching.by_words(Service.objects.listed().in_default_search(), meant, at_least=1)
    called_so = reduce(or_, (Q(**{f"{matching.hit(number)}__gte": NAME_OR_KIND}) for number in range(len(WORDS))))
    return list(rows.filter(FOR_GROWN_UPS, called_so).order_by("-rating", "-score", "bare_name", "pk")[:MOST])
