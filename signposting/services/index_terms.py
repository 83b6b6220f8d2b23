"""The words and boxes that a search asks instead of every entry."""

from django.db import connection

UNUSED = """
    DELETE FROM signposting_indexterm AS old WHERE NOT EXISTS (
        SELECT 1 FROM (SELECT DISTINCT terms.kind, terms.term FROM signposting_service AS service
            CROSS JOIN LATERAL signposting_terms(service.letters, service.facets) AS terms
            WHERE service.state = 'listed') AS used
        WHERE used.kind = old.kind AND used.term = old.term
    )
"""
MISSING = """
    INSERT INTO signposting_indexterm (kind, term)
    SELECT DISTINCT terms.kind, terms.term FROM signposting_service AS service
    CROSS JOIN LATERAL signposting_terms(service.letters, service.facets) AS terms
    WHERE service.state = 'listed' AND NOT EXISTS (
        SELECT 1 FROM signposting_indexterm AS known WHERE known.kind = terms.kind AND known.term = terms.term
    )
"""


def forget_unused() -> None:
    """Take out what no listed entry has any more, and put back what one that was written meanwhile counted on.

    An entry still being written as this ends is seen the next night.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNUSED)
        cursor.execute(MISSING)
