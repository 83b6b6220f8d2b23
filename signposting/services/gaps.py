"""What was looked for in vain is counted, so that somebody may go and find it. Never the words, never the place."""

from django.db import connection

from groupsite.kit import clock
from signposting.queries.directory import Wish, search
from signposting.queries.widening import facets_in_vain
from signposting.rules.typed_words import Thesaurus

COUNTED = """
    INSERT INTO signposting_gap (day, facet, count) SELECT %s, facet, 1 FROM unnest(%s) AS facet ORDER BY facet
    ON CONFLICT (day, facet) DO UPDATE SET count = signposting_gap.count + 1
"""


def note_if_in_vain(wish: Wish, *, same: Thesaurus) -> None:
    """One more for each thing a search that found nothing was narrowed by. Two at once are two."""
    found = search(wish, same=same)
    facets = sorted(set(facets_in_vain(found)))
    if found.total or not facets:
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [clock.today(), facets])
