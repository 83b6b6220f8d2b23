"""What there is to ask for: words that mean the same, and which boxes any entry would answer."""

from dataclasses import dataclass, field

from django.db import connection

from signposting.rules.typed_words import Thesaurus

BOTH = """
    SELECT terms, NULL FROM signposting_synonym
    UNION ALL
    SELECT NULL, facet FROM
        (SELECT DISTINCT unnest(facets) AS facet FROM signposting_service WHERE state = 'listed') AS used
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
