"""What there is to ask for: words that mean the same, and which boxes an entry would answer."""

from dataclasses import dataclass, field

from django.db import connection

from signposting.rules.typed_words import Thesaurus

BOTH = """
    SELECT terms, NULL FROM signposting_synonym
    UNION ALL
    SELECT NULL, term FROM signposting_indexterm WHERE kind = 'facet'
"""


@dataclass
class Vocabulary:
    """Both, as they are now."""

    thesaurus: Thesaurus = field(default_factory=lambda: Thesaurus([]))
    facets: frozenset[str] = frozenset()


def vocabulary() -> Vocabulary:
    """By one question, so that a row that staff change counts at once."""
    with connection.cursor() as cursor:
        cursor.execute(BOTH)
        rows = cursor.fetchall()
    groups = [terms for terms, _facet in rows if terms]
    return Vocabulary(Thesaurus(groups), frozenset(facet for _terms, facet in rows if facet))
